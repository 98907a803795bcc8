import re

from django.utils.translation import gettext as _

from apps.introductions import limits
from apps.mail.errors import DomainError

_LINK = re.compile(r"(https?://|www\.)\S|\b[\w-]+\.(com|net|org|io|co|de|me|info|biz|app|dev)\b(/\S*)?", re.IGNORECASE)


class NotPlain(DomainError):
    """A note that reaches somebody before they said yes holds something it must not."""


def refuse_links(note: str) -> None:
    if len(note) > limits.NOTE_LENGTH:
        raise NotPlain(_("Keep the note to 500 characters."))
    if _LINK.search(note):
        raise NotPlain(_("Leave links out of the note. People can share them once both have said yes."))
