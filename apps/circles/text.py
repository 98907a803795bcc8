"""Words that reach somebody before they said yes: short, plain, and without links."""

import re

from django.utils.translation import gettext as _

from apps.mail.errors import DomainError

_LINK = re.compile(r"(https?://|www\.)\S|\b[\w-]+\.(com|net|org|io|co|de|me|info|biz|app|dev)\b(/\S*)?", re.IGNORECASE)


class NotPlain(DomainError):
    """It holds something that it must not."""


def refuse_links(words: str) -> None:
    if _LINK.search(words):
        raise NotPlain(_("Leave links out. These words reach people who have not said yes to anything yet."))
