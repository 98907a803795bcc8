"""What the pages of a yes by mail call it: before it counts, and once it does. Nothing of it depends on what the others
say, so that nobody who has the mail learns it; each room that asks for such a yes names here its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.introductions.answer_links import answerable
from apps.introductions.services.answering import TooLate
from apps.profiles.models import User


@dataclass(frozen=True, slots=True)
class Words:
    waits: str
    counts: str
    # To everybody alike: whether they did is told to nobody who is not signed in as them.
    never: str
    # How it is taken back once it counts, and where.
    back: str
    page: str
    page_name: str


Finding = Callable[[int, User, datetime], Words]
_findings: dict[str, Finding] = {}


def register(kind: str, finding: Finding) -> None:
    """The `finding` raises a DomainError for what is over."""
    _findings[kind] = finding


def words_of(kind: str, about: int, user: User, *, at: datetime) -> Words:
    return _findings[kind](about, user, at)


def never_words(names: list[str]) -> str:
    """First names, as the mail has them."""
    named = {"names": get_text_list(names, _("or"))}
    return _("If you asked never to meet %(names)s, it does not count.") % named


def of_introduction(introduction_id: int, user: User, at: datetime) -> Words:
    asked = answerable(user, at).prefetch_related("answers__user__profile").filter(pk=introduction_id).first()
    if asked is None:
        raise TooLate
    names = [person.profile.first_name for person in asked.people if person != user]
    named = {"names": get_text_list(names, _("and"))}
    return Words(
        waits=_("You said yes to meeting %(names)s") % named,
        counts=_("You said yes to meeting %(names)s, and it counts") % named,
        never=never_words(names),
        back=_("As long as you have not met, you can take it back on its page."),
        page=reverse("introductions:detail", args=[introduction_id]),
        page_name=_("To the introduction"),
    )
