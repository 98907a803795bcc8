"""A series is one thing to read: where its next date stands, the others are only more of it."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from apps.meetings.models import Meeting


def told_as(meeting: Meeting, people: Iterable[int]) -> Hashable:
    """The same of those of one series with the same title and the same people. One that was renamed, or on which
    somebody else is, stands by itself."""
    return (meeting.series, meeting.title, frozenset(people)) if meeting.series else meeting.pk


def folded(meetings: Iterable[Meeting], people: Mapping[int, Sequence[int]]) -> list[list[Meeting]]:
    """In their order, the others of a series behind its first. `people`: ids of those on each who may be shown; where
    nobody is, there is no meeting."""
    found = dict[Hashable, list[Meeting]]()
    for meeting in meetings:
        if on_it := people.get(meeting.pk):
            found.setdefault(told_as(meeting, on_it), []).append(meeting)
    return list(found.values())
