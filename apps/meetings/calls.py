"""The calls that are told of before they are: those on which somebody surely is whom the reader knows."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from apps.matching.phrases import listed
from apps.meetings.models import Attendee, Meeting
from apps.meetings.repeating import told_as
from apps.meetings.telling import Told, leads
from apps.profiles.models import User

# More people in one line, and nobody would read it.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Call:
    meeting: Meeting
    sure: list[Told]  # as they stand on its page
    maybe: list[Told]  # who are only called like somebody on it

    @property
    def first(self) -> Told:
        return self.sure[0]

    @property
    def names(self) -> str:
        """Of those who surely are on it."""
        names = [one.person.profile.display_name for one in self.sure]
        return listed(names if len(names) <= MOST_NAMED else [*names[: MOST_NAMED - 1], _("others")])

    @property
    def maybes(self) -> str:
        """A sentence, or nothing."""
        if not self.maybe:
            return ""
        names = listed([one.person.profile.display_name for one in self.maybe[:MOST_NAMED]])
        return _("Maybe also %(names)s: say on its page whether it is them.") % {"names": names}


def calls_of(reader: User, *, since: datetime, before: datetime, at: datetime, most: int) -> list[Call]:
    """Those that begin within this time and are not over, the next first and of a series that alone; no more than
    `most`, so that no page or mail is a calendar. Of one on which nobody is shown by now nothing is said, and asking
    for it takes the same queries as if it had never been."""
    rows = Attendee.objects.shown_to(reader).filter(
        meeting__starts_at__gte=since, meeting__starts_at__lt=before, meeting__ends_at__gt=at
    )
    found = rows.select_related("meeting", "person__profile").met_first(reader, "meeting__starts_at", "meeting_id")
    by_meeting = [list(some) for _pk, some in groupby(found, key=lambda row: row.meeting_id)]
    wanted = _of_series_the_next(some for some in by_meeting if not all(row.is_maybe for row in some))[:most]
    told = leads([row for some in wanted for row in some], reader) if wanted else []
    return list(_calls(told))


def _of_series_the_next(by_meeting: Iterable[list[Attendee]]) -> list[list[Attendee]]:
    found = dict[Hashable, list[Attendee]]()
    for some in by_meeting:
        found.setdefault(told_as(some[0].meeting, [row.person_id for row in some]), some)
    return list(found.values())


def _calls(told: Iterable[Told]) -> Iterable[Call]:
    for _pk, some in groupby(told, key=lambda one: one.attendee.meeting_id):
        people = list(some)
        if sure := [one for one in people if not one.attendee.is_maybe]:
            yield Call(people[0].attendee.meeting, sure, [one for one in people if one.attendee.is_maybe])
