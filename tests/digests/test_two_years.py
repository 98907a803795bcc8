"""Two years in every zone of the world: one digest a period, right through clock changes and moves."""

import zoneinfo
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from apps.digests.models import Cadence, DigestSchedule
from apps.digests.services.schedules import end_period, keep_day, plan_next
from apps.profiles.models import Profile, User

BEGIN, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
HOUR, DAY, NONE = timedelta(hours=1), timedelta(days=1), timedelta(0)
CADENCES = [Cadence.WEEKLY, Cadence.FORTNIGHTLY, Cadence.MONTHLY]
# Hours that clock changes leave out or repeat, the edges of weeks, and what everybody has.
CHOICES = [(6, 0), (6, 2), (6, 3), (6, 23), (0, 0), (4, 9), (5, 1), (5, 23)]
WEEKS = {Cadence.WEEKLY: 1, Cadence.FORTNIGHTLY: 2}
# A digest run is every minute; sometimes the workers are busy.
LATE = [NONE, timedelta(seconds=50), timedelta(minutes=40), timedelta(hours=7)]


@cache
def zones() -> list[str]:
    """One of all that have the same clock in these years."""
    found = dict[tuple[tuple[datetime, timedelta], ...], str]()
    for key in sorted(zoneinfo.available_timezones() - {"localtime", "Factory"}):
        found.setdefault(changes(ZoneInfo(key)), key)
    return list(found.values())


def changes(zone: ZoneInfo) -> tuple[tuple[datetime, timedelta], ...]:
    """When the clock there is put, to the minute, and by how much it then differs from UTC."""
    found = [(BEGIN, offset(BEGIN, zone))]
    day = BEGIN
    while day < END + 60 * DAY:
        if offset(day + DAY, zone) != found[-1][1]:
            found.append((put_between(day, day + DAY, zone), offset(day + DAY, zone)))
        day += DAY
    return tuple(found)


def put_between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    before = offset(low, zone)
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if offset(middle, zone) == before else (low, middle)
    return high.replace(second=0, microsecond=0)


def offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or NONE


class Person:
    """Somebody with a schedule, who lives through the two years without a database."""

    def __init__(self, zone: str, cadence: str, weekday: int, hour: int) -> None:
        self.user = User(pk=1)
        self.user.profile = Profile(user=self.user, time_zone=zone)
        self.schedule = DigestSchedule(user=self.user, cadence=cadence, weekday=weekday, hour=hour)
        self.came = list[tuple[datetime, date]]()
        plan_next(self.schedule, self.user, BEGIN)

    @property
    def next_at(self) -> datetime:
        assert self.schedule.next_at is not None
        return self.schedule.next_at

    def get_digest(self, late: timedelta = NONE) -> None:
        at, day = self.next_at + late, self.schedule.next_on
        assert day is not None
        self.came.append((at, day))
        end_period(self.schedule, self.user, at)
        assert self.next_at > at

    def move(self, zone: str, at: datetime) -> None:
        self.user.profile.time_zone = zone
        keep_day(self.schedule, self.user, at)
        assert self.next_at >= at


def test_the_zones_of_the_world_are_many() -> None:
    assert len(zones()) > 60
    assert max(len(changes(ZoneInfo(key))) for key in zones()) > 4


@pytest.mark.parametrize("cadence", CADENCES)
def test_every_period_has_one_at_its_hour_in_every_zone(cadence: Cadence) -> None:
    for zone in zones():
        for weekday, hour in CHOICES:
            person = Person(zone, cadence, weekday, hour)
            while person.next_at < END:
                person.get_digest()
            assert_one_a_period(person.came, cadence)
            assert {at_its_hour(moment, day, hour, ZoneInfo(zone)) for moment, day in person.came} == {True}


def at_its_hour(moment: datetime, day: date, hour: int, zone: ZoneInfo) -> bool:
    """By the clock on the wall; where the hour is left out, later by as much as is left out."""
    wanted = datetime.combine(day, time(hour), tzinfo=zone)
    late = moment.astimezone(zone) - wanted  # two times of one zone are compared without their offsets
    jump = offset(moment, zone) - offset(moment - 3 * HOUR, zone)
    return late == NONE or (late == jump and jump > NONE)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("cadence", CADENCES)
def test_whoever_moves_has_one_a_period_all_the_same(cadence: Cadence, seed: int) -> None:
    """To every zone in turn, mostly about when the next is due, and also when it is due and has not gone out."""
    lot = Random(f"{cadence}-{seed}")
    for weekday, hour in CHOICES:
        route = lot.sample(zones(), len(zones()))
        person = Person(route[0], cadence, weekday, hour)
        for zone in route[1:]:
            if lot.random() < 0.5:  # a move in between
                person.move(lot.choice(route), person.next_at - lot.random() * 5 * DAY - 26 * HOUR)
            about = person.next_at - lot.choice([1, 60, 60 * 25]) * timedelta(minutes=1)
            if about > (person.came[-1][0] if person.came else BEGIN):
                person.move(zone, about)
            if lot.random() < 0.2:  # it is due: the move changes nothing about it
                person.user.profile.time_zone = lot.choice(route)
            person.get_digest(lot.choice(LATE))
        assert_one_a_period(person.came, cadence)


def assert_one_a_period(came: Sequence[tuple[datetime, date]], cadence: Cadence) -> None:
    moments, days = [moment for moment, _day in came], [day for _moment, day in came]
    assert len(came) > 20
    apart = [second - first for first, second in pairwise(moments)]
    assert min(apart) > (5 if cadence == Cadence.WEEKLY else 12) * DAY
    steps = [period(second, cadence) - period(first, cadence) for first, second in pairwise(days)]
    assert set(steps) == {WEEKS.get(cadence, 1)}


def period(day: date, cadence: Cadence) -> int:
    """Weeks, or months, counted from long ago."""
    if cadence == Cadence.MONTHLY:
        return day.year * 12 + day.month
    return (day.toordinal() - 1) // 7
