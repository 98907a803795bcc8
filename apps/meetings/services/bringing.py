"""What somebody brings is read here, and let go of: it is neither kept nor logged."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.mail.errors import DomainError
from apps.meetings.errors import NotRead
from apps.meetings.reading.apart import read_apart
from apps.meetings.reading.events import Unreadable
from apps.meetings.reading.people import read_names, read_people
from apps.meetings.sentences import in_words
from apps.meetings.services.keeping import Outcome, keep
from apps.meetings.services.pasting import keep_pasted
from apps.profiles.models import User


class NobodyInIt(DomainError):
    def __init__(self) -> None:
        super().__init__(_("There is neither a full name nor an address in it. Paste who is on the call, one a line."))


class AnAnswer(DomainError):
    def __init__(self) -> None:
        super().__init__(_("That is somebody's answer to an invitation. Bring the invitation itself."))


@dataclass(frozen=True, slots=True)
class Brought:
    outcome: Outcome
    read: int  # meetings that stand in it, whoever is on them
    cut: bool = False

    @property
    def sentence(self) -> str:
        """What has come of it, to whoever brought it."""
        found = len(self.outcome.meetings)
        if found:
            said = ngettext(
                "On one meeting in it is somebody you know, or may know.",
                "On %(count)s meetings in it is somebody you know, or may know.",
                found,
            ) % {"count": in_words(found)}
        elif self.outcome.somebody_else:
            said = _("Whom you may know in it is somebody else, as you have said.")
        elif self.outcome.cancelled:
            said = _("It says that it is cancelled, so it is gone from here.")
        elif self.read:
            said = _("It was read. Nobody in it is somebody you may recognise here, and nothing of it is kept.")
        else:
            said = _("No meeting of the next 60 days stands in it.")
        return (
            f"{said} {_('There is more in it than is read at a time; what comes first was read.')}"
            if self.cut
            else said
        )


def bring_calendar(user: User, raw: bytes, *, source: str, at: datetime) -> Brought:
    """Raises NotRead, AnAnswer or NotKept."""
    try:
        found = read_apart(raw, zone=user.profile.zone.key, at=at)
    except Unreadable as unreadable:
        raise NotRead(unreadable) from None
    if found.is_answer:
        raise AnAnswer
    outcome = keep(user, found.events, series=found.series, source=source, at=at)
    return Brought(outcome, len(found.events), found.cut)


def bring_words(user: User, words: str, *, title: str, starts_at: datetime | None, at: datetime) -> Brought:
    """Raises NobodyInIt."""
    people = read_people(words)
    named = read_names(words, beside=people)
    if not people and not named:
        raise NobodyInIt
    outcome = keep_pasted(user, people, named=named, title=title, starts_at=starts_at, at=at)
    return Brought(outcome, 1)
