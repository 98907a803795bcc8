"""Whatever day, hour and cadence somebody chooses, and whenever: one digest a period, and none goes without."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from apps.digests.models import Cadence, DigestSchedule
from apps.digests.services.schedules import choose_schedule, plan_as_chosen
from tests.digests.test_two_years import BEGIN, CADENCES, DAY, WEEKS, Person, period
from tests.factories import make_user

APART = timedelta(days=3)
MINUTE = timedelta(minutes=1)
# Their clocks are changed in those weeks, or never, or the day there is another.
ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland", "Pacific/Honolulu"]


class Choice(NamedTuple):
    cadence: Cadence
    weekday: int
    hour: int


class Chooser(Person):
    """Who has lived with their first choice until that moment."""

    def __init__(self, first: Choice, until: datetime, zone: str = "UTC") -> None:
        super().__init__(zone, *first)
        while self.next_at <= until:
            self.get_digest()

    def choose(self, choice: Choice, at: datetime) -> None:
        self.schedule.cadence, self.schedule.weekday, self.schedule.hour = choice
        plan_as_chosen(self.schedule, self.user, at)
        assert self.next_at >= at


def choices(before: Cadence, after: Cadence, lot: Random) -> list[tuple[Choice, Choice]]:
    """All weekdays; any hours, and those beside each other."""
    found = list[tuple[Choice, Choice]]()
    for old, new in product(range(7), range(7)):
        hour = lot.randrange(1, 23)
        other = lot.choice([hour - 1, hour, hour + 1, lot.randrange(24)])
        found.append((Choice(before, old, hour), Choice(after, new, other)))
    return found


def moments(first: Choice, zone: str, lot: Random) -> list[datetime]:
    """Of choosing: right before and after one comes, and at any time of ten weeks."""
    start = Chooser(first, BEGIN + lot.randrange(70, 140) * DAY, zone).next_at
    anytime = [BEGIN + lot.randrange(70 * 24 * 60, 140 * 24 * 60) * MINUTE for _ in range(4)]
    return [start - 30 * MINUTE, start + MINUTE, *anytime]


@pytest.mark.parametrize(("before", "after"), list(product(CADENCES, CADENCES)))
def test_no_period_goes_without_and_none_has_two(before: Cadence, after: Cadence) -> None:
    lot = Random(f"{before}-{after}")
    for old, new in choices(before, after, lot):
        zone = lot.choice(ZONES)
        for at in moments(old, zone, lot):
            person = Chooser(old, at, zone)
            count, planned = len(person.came), person.schedule.next_on
            assert planned is not None
            person.choose(new, at)
            for _ in range(5):
                person.get_digest()
            days = [day for _moment, day in person.came[count - 1 :]]
            assert_one_a_period(days, new, at.astimezone(ZoneInfo(zone)).date(), planned, exact=before == after)


def assert_one_a_period(days: list[date], new: Choice, today: date, planned: date, *, exact: bool) -> None:
    """The first of the days is the last before the choice."""
    step = WEEKS.get(new.cadence, 1)
    periods = [period(day, new.cadence) for day in days]
    assert min(second - first for first, second in pairwise(days)) >= APART
    assert {second - first for first, second in pairwise(periods[1:])} == {step}
    # What they chose holds from then on.
    assert {day.weekday() for day in days[3:]} == {new.weekday}
    runs, first = period(today, new.cadence), max(periods[0] + step, period(today, new.cadence))
    if exact:
        assert periods[1] == periods[0] + step
    elif period(planned, new.cadence) == runs == first:
        assert periods[1] == runs
    else:  # who was to get none in this period, and chooses a day of it that is over, need not get one
        assert first <= periods[1] <= first + 1


@pytest.mark.parametrize(
    ("cadence", "last", "chosen", "at", "came", "then"),
    [
        # Weekly, Fridays at nine; on Friday at half past eight they choose eight, which is over.
        (Cadence.WEEKLY, date(2026, 11, 27), (4, 8), datetime(2026, 12, 4, 8, 30, tzinfo=UTC), 4, 11),
        # First Fridays; on Wednesday the second they choose Tuesdays, of which the first was yesterday.
        (Cadence.MONTHLY, date(2026, 11, 6), (1, 9), datetime(2026, 12, 2, 12, tzinfo=UTC), 4, 5),
        # Fortnightly, and Wednesday is over on Thursday.
        (Cadence.FORTNIGHTLY, date(2026, 11, 20), (2, 9), datetime(2026, 12, 3, 12, tzinfo=UTC), 4, 16),
    ],
)
def test_the_period_in_which_they_choose_has_one(
    cadence: Cadence, last: date, chosen: tuple[int, int], at: datetime, came: int, then: int
) -> None:
    person = Chooser(Choice(cadence, 4, 9), datetime.combine(last, datetime.min.time(), tzinfo=UTC) + DAY)
    assert person.schedule.last_on == last

    person.choose(Choice(cadence, *chosen), at)
    moment = person.next_at
    person.get_digest()

    assert (moment, person.next_at.day) == (max(at, datetime(2026, 12, came, chosen[1], tzinfo=UTC)), then)


@pytest.mark.django_db
def test_the_settings_say_that_the_next_one_is_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    user, wednesday = make_user(), datetime(2026, 12, 2, 12, tzinfo=UTC)
    choose_schedule(user, cadence="monthly", weekday=4, hour=9, at=wednesday)
    DigestSchedule.objects.update(last_on=date(2026, 11, 6))
    client = Client()
    client.force_login(user)

    said = []
    for weekday in (1, 4):
        choose_schedule(user, cadence="monthly", weekday=weekday, hour=9, at=wednesday)
        page = client.get(reverse("profiles:settings")).text
        said.append(["due: Friday, " in page, "Your choice holds from the one after it." in page])

    assert said == [[True, True], [True, False]]
