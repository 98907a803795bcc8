"""What the pages of this room show, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from apps.matching import phrases
from apps.meetings.models import Attendee, Meeting
from apps.meetings.models.meeting import MeetingQuerySet
from apps.meetings.repeating import folded
from apps.profiles.models import User

A_PAGE, LATELY = 40, 20


@dataclass(frozen=True, slots=True)
class Listed:
    meeting: Meeting
    people: list[Attendee]  # those who may be shown
    others: list[Meeting] = field(default_factory=list)  # of the same series

    @property
    def sure(self) -> list[Attendee]:
        return [row for row in self.people if not row.is_maybe]

    @property
    def names(self) -> str:
        return phrases.listed([row.person.profile.display_name for row in self.people])

    @property
    def maybe(self) -> list[Attendee]:
        return [row for row in self.people if row.is_maybe]


def coming(reader: User, *, at: datetime, page: int = 1) -> tuple[list[Listed], bool]:
    """One page of what comes, the next first and a series once, and whether there is more."""
    start = (page - 1) * A_PAGE
    found = _folded(Meeting.objects.visible_to(reader).coming(at), reader)
    return _listed(found[start : start + A_PAGE], reader), len(found) > start + A_PAGE


def lately(reader: User, *, at: datetime) -> list[Listed]:
    """What is over and not yet forgotten, of a series what was last."""
    return _listed(_folded(Meeting.objects.visible_to(reader).over(at), reader)[:LATELY], reader)


def _folded(meetings: MeetingQuerySet, reader: User) -> list[list[Meeting]]:
    rows = list(meetings)
    if not rows:
        return []
    people = defaultdict[int, list[int]](list)
    shown = Attendee.objects.shown_to(reader).filter(meeting__in=meetings.order_by().values("pk"))
    for meeting_id, person_id in shown.values_list("meeting_id", "person_id"):
        people[meeting_id].append(person_id)
    return folded(rows, people)


def _listed(series: Sequence[Sequence[Meeting]], reader: User) -> list[Listed]:
    others = {some[0].pk: list(some[1:]) for some in series}
    found = with_people([some[0] for some in series], reader)
    return [replace(one, others=others[one.meeting.pk]) for one in found]


def set_aside(reader: User, *, at: datetime) -> list[Attendee]:
    """Whom the reader said to be somebody else, of meetings that come and are not listed for it; of a series once."""
    rows = Attendee.objects.set_aside_by(reader).filter(meeting__ends_at__gt=at)
    unlisted = rows.exclude(meeting__in=Meeting.objects.visible_to(reader).values("pk"))
    found = list(unlisted.select_related("person__profile", "meeting").order_by("meeting__ends_at", "pk"))
    alike = {(row.meeting.series or row.meeting.key, row.person_id): row for row in reversed(found)}
    return list(reversed(alike.values()))[:A_PAGE]


def with_people(meetings: Sequence[Meeting], reader: User) -> list[Listed]:
    """Each with whom the reader may know on it, those first of whom it is sure, and among them
    whom they have met."""
    if not meetings:
        return []
    rows = Attendee.objects.shown_to(reader).filter(meeting__in=meetings).select_related("person__profile")
    people: dict[int, list[Attendee]] = {meeting.pk: [] for meeting in meetings}
    for row in rows.met_first(reader):
        people[row.meeting_id].append(row)
    for some in people.values():
        some.sort(key=lambda row: row.is_maybe)
    return [Listed(meeting, people[meeting.pk]) for meeting in meetings if people[meeting.pk]]


def next_with(reader: User, people: Iterable[User], *, at: datetime) -> Listed | None:
    """The next meeting whose time is known, on which one of these people surely is; of those on it them alone."""
    rows = Attendee.objects.shown_to(reader).sure().filter(person__in=people)
    ahead = Meeting.objects.filter(user=reader, pk__in=rows.values("meeting")).coming(at).timed()
    meeting = ahead.first()
    if meeting is None:
        return None
    there = rows.filter(meeting=meeting).select_related("person__profile")
    return Listed(meeting, list(there.met_first(reader)))
