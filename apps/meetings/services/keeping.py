"""Keeping what was read of a calendar: the meetings on which somebody may be shown, and nobody else who is on them."""

import logging
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q

from apps.meetings.errors import NotKept
from apps.meetings.looking_up import Recognisable, Seen, recognisable_by
from apps.meetings.models import Attendee, Meeting
from apps.meetings.reading.events import Event, Series
from apps.meetings.services.answering import answer_alike
from apps.meetings.services.outdated import Read, key_of, series_of
from apps.meetings.titles import Titles
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """One meeting with whom it is kept for."""

    key: str
    event: Event
    title: str
    people: dict[int, Seen]
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    meetings: list[Meeting]  # on which somebody is shown, as they are kept now
    cancelled: int = 0  # that the reader could read until now
    somebody_else: bool = False  # on others nobody is but whom the reader has said that it is not


def keep(
    user: User,
    events: Iterable[Event],
    *,
    series: Iterable[Series] = (),
    source: str,
    at: datetime,
    among: Recognisable | None = None,
) -> Outcome:
    """What is read again takes the place of what was read before; what the reader answered to a "maybe" stays. Raises
    NotKept or AccountGone."""
    found = among or recognisable_by(user)
    read = {key_of(event): event for event in events}
    looked = found.find_all(person for event in read.values() for person in event.people)
    titles, wanted, empty = Titles(user.profile.name, found.called), list[Kept](), set[str]()
    for key, event in read.items():
        seen, unseen = looked.among(event.people)
        if seen and not event.cancelled:
            title = titles.kept(event.title, seen=seen, unseen=unseen, named=event.named)
            wanted.append(Kept(key, event, title, seen))
        elif not event.cut:
            empty.add(key)
    known_series = {series_of(one): one for one in series}
    return store(user, wanted, Read(read, frozenset(empty), known_series), source=source, at=at)


def store(user: User, wanted: Sequence[Kept], read: Read | None = None, *, source: str, at: datetime) -> Outcome:
    """Raises NotKept or AccountGone."""
    with telling_nothing():
        return _store(user, wanted, read or Read(), source, at)


@contextmanager
def telling_nothing() -> Iterator[None]:
    """Databases cite the row that they refuse, with its title; so what they say is neither logged nor passed on."""
    refused = ""
    try:
        yield
    except (IntegrityError, DataError) as error:
        refused = type(error).__name__
    if refused:
        log.error("meetings: what was read could not be kept: %s", refused)
        raise NotKept


@transaction.atomic
def _store(user: User, wanted: Sequence[Kept], read: Read, source: str, at: datetime) -> Outcome:
    # Two windows that read the same file keep it once, and nobody forgets meanwhile what is written here.
    lock_present(user)
    keys = {*read.events, *(one.key for one in wanted)}
    known = Meeting.objects.filter(user=user).filter(Q(key__in=keys) | Q(series__in=read.series))
    before = {row.key: row for row in known}
    over = [row for row in before.values() if read.is_over(row, at)]
    cancelled = _readable(user, [row for row in over if read.is_cancelled(row)])
    if over:
        Meeting.objects.filter(pk__in=[row.pk for row in over]).delete()
    old = {row.key for row in before.values() if read.is_old(row)}
    newer = [one for one in wanted if one.key not in old]
    rows = [_row(one, user, before.get(one.key), source, at) for one in newer]
    _write(rows)
    _write_people(list(zip(rows, newer, strict=True)))
    answer_alike(rows)
    kept = [*rows, *(before[one.key] for one in wanted if one.key in old)]
    shown = _readable(user, kept)
    return Outcome(sorted(shown, key=lambda row: (row.starts_at or at, row.pk)), len(cancelled), len(shown) < len(kept))


def _readable(user: User, rows: Sequence[Meeting]) -> list[Meeting]:
    """Without those on which nobody is shown: to whoever reads here, they are not there."""
    if not rows:
        return []
    shown = set(Meeting.objects.visible_to(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.pk in shown]


def _row(one: Kept, user: User, before: Meeting | None, source: str, at: datetime) -> Meeting:
    row = before or Meeting(user=user, key=one.key, slug=secrets.token_urlsafe(16))
    row.title, row.all_day, row.source, row.read_at = one.title, one.event.all_day, source, at
    row.starts_at = one.event.starts_at if one.timed else None
    row.ends_at = one.event.ends_at
    row.series, row.version = series_of(one.event), one.event.version
    row.day = one.event.starts_at.astimezone(user.profile.zone).date() if one.event.all_day else None
    return row


def _write(rows: Sequence[Meeting]) -> None:
    new = [row for row in rows if row.pk is None]
    known = [row for row in rows if row.pk is not None]
    if new:
        Meeting.objects.bulk_create(new)
    if known:
        fields = ["title", "all_day", "day", "source", "read_at", "starts_at", "ends_at", "series", "version"]
        Meeting.objects.bulk_update(known, fields, batch_size=100)


def _write_people(kept: Sequence[tuple[Meeting, Kept]]) -> None:
    there = {(row.meeting_id, row.person_id): row for row in _people_of(kept)}
    wanted = {(row.pk, seen.person_id): seen for row, one in kept for seen in one.people.values()}
    same = {pair for pair, row in there.items() if pair in wanted and row.address_id == wanted[pair].address_id}
    # Who was not read may be on it as before.
    cut = {row.pk for row, one in kept if one.event.cut}
    over = [row.pk for pair, row in there.items() if pair not in same and (pair in wanted or row.meeting_id not in cut)]
    new = [
        _attendee(meeting_id, seen) for (meeting_id, person), seen in wanted.items() if (meeting_id, person) not in same
    ]
    if over:
        Attendee.objects.filter(pk__in=over).delete()
    if new:
        Attendee.objects.bulk_create(new)


def _people_of(kept: Sequence[tuple[Meeting, Kept]]) -> list[Attendee]:
    return list(Attendee.objects.filter(meeting__in=[row.pk for row, _one in kept])) if kept else []


def _attendee(meeting_id: int, seen: Seen) -> Attendee:
    by = Attendee.By.ADDRESS if seen.address_id else Attendee.By.NAME
    return Attendee(meeting_id=meeting_id, person_id=seen.person_id, by=by, address_id=seen.address_id)
