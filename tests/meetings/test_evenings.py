"""Who is told the evening before, and when: by the clock where they live, once, and whatever stops a run."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from apps.circles.models import Circle
from apps.mail import dues, restoring
from apps.mail.models import OutboxMail
from apps.meetings.evening_moments import day_after, evening_that_is, moment_of, next_evening
from apps.meetings.models import Evening
from apps.meetings.services import evenings
from apps.meetings.services.evenings import run_due, skip_missed, stop, want
from apps.meetings.tasks import run_due_evenings
from apps.profiles.exports import export
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from apps.profiles.services.presence import AccountGone
from apps.profiles.services.profile import save_profile
from tests.factories import make_user
from tests.meetings.scenes import kept_call, person

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVENING = datetime(2026, 3, 4, 18, tzinfo=UTC)


def queued() -> list[tuple[int | None, str]]:
    return sorted(OutboxMail.objects.filter(purpose="evening").values_list("user_id", "key"))


def next_of(user: User) -> tuple[date, datetime]:
    row = Evening.objects.get(user=user)
    return row.next_on, row.next_at


@pytest.fixture
def told(mina: User, justin: User, circle: Circle, at: datetime) -> User:
    """Somebody who wants it, with calls on the next days."""
    want(mina, at=at)
    for days in range(5):
        kept_call(mina, person(justin), at=at + days * DAY, key=f"call-{days}")
    return mina


def test_it_comes_at_six_by_the_clock_of_the_person(at: datetime) -> None:
    people = [make_user(time_zone=name) for name in ("America/New_York", "Asia/Kolkata", "Pacific/Auckland")]

    for user in people:
        want(user, at=at)

    # It is past six in Auckland, where it is Thursday.
    assert [next_of(user) for user in people] == [
        (date(2026, 3, 4), datetime(2026, 3, 4, 23, tzinfo=UTC)),
        (date(2026, 3, 4), datetime(2026, 3, 4, 12, 30, tzinfo=UTC)),
        (date(2026, 3, 5), datetime(2026, 3, 5, 5, tzinfo=UTC)),
    ]


def test_wanting_it_twice_is_wanting_it_once(mina: User, at: datetime) -> None:
    want(mina, at=at)
    want(mina, at=at + 7 * HOUR)

    assert (Evening.objects.count(), next_of(mina)) == (1, (date(2026, 3, 4), EVENING))
    stop(mina)
    stop(mina)
    assert Evening.objects.count() == 0
    erase(mina, at=at)
    with pytest.raises(AccountGone):
        want(mina, at=at)


def test_whoever_is_due_gets_a_row_and_the_next_evening(told: User) -> None:
    assert run_due(at=EVENING - timedelta(seconds=1)) == 0
    assert run_due(at=EVENING) == 1

    mail = OutboxMail.objects.get(purpose="evening")
    assert (mail.user, mail.address, mail.key) == (told, told.email, f"{told.pk}:2026-03-04")
    assert (mail.lane, mail.state, mail.due_at, mail.payload, mail.text) == ("bulk", "queued", EVENING, {}, "")
    assert next_of(told) == (date(2026, 3, 5), EVENING + DAY)


def test_a_run_that_is_repeated_doubles_nothing(told: User) -> None:
    assert (run_due(at=EVENING), run_due(at=EVENING), run_due(at=EVENING + HOUR)) == (1, 0, 0)
    # As if what was planned had been lost.
    Evening.objects.update(next_at=EVENING, next_on=date(2026, 3, 4))
    assert run_due(at=EVENING) == 0
    assert queued() == [(told.pk, f"{told.pk}:2026-03-04")]


def test_who_has_no_calls_ahead_gets_no_row_and_the_next_evening_all_the_same(mina: User, at: datetime) -> None:
    want(mina, at=at)

    assert (run_due(at=EVENING), queued()) == (0, [])
    assert next_of(mina) == (date(2026, 3, 5), EVENING + DAY)


def test_a_run_that_is_cut_off_goes_on_where_it_stopped(
    mina: User, justin: User, circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evenings, "AT_ONCE", 1)
    for user, other in ((mina, justin), (justin, mina)):
        want(user, at=at)
        kept_call(user, person(other), at=at)
    plan, done = evenings._plan_next, list[int]()

    def cut_off(row: Evening, at: datetime) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(row.pk)
        plan(row, at)

    monkeypatch.setattr(evenings, "_plan_next", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run_due(at=EVENING)
    assert queued() == [(mina.pk, f"{mina.pk}:2026-03-04")]
    assert Evening.objects.due(EVENING).count() == 1

    monkeypatch.setattr(evenings, "_plan_next", plan)
    assert run_due(at=EVENING + HOUR) == 1
    assert queued() == [(user.pk, f"{user.pk}:2026-03-04") for user in (mina, justin)]


def test_after_days_without_workers_only_the_last_evening_is_told(told: User) -> None:
    assert run_due(at=EVENING + 2 * DAY + HOUR) == 1

    assert queued() == [(told.pk, f"{told.pk}:2026-03-06")]
    assert next_of(told) == (date(2026, 3, 7), EVENING + 3 * DAY)


def test_after_a_restore_what_fell_due_is_left_out(told: User) -> None:
    skip_missed(EVENING + HOUR)

    assert (queued(), next_of(told)) == ([], (date(2026, 3, 5), EVENING + DAY))
    assert skip_missed in restoring._steps


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("America/New_York", datetime(2026, 3, 4, 23, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 4, 17, tzinfo=UTC)),
        # It is past six there: at once.
        ("Asia/Tokyo", datetime(2026, 3, 4, 12, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 3, 4, 12, tzinfo=UTC)),
    ],
)
def test_who_moves_keeps_the_evening_by_the_clock_there(zone: str, moment: datetime, told: User, at: datetime) -> None:
    save_profile(told, {"time_zone": zone}, at=at)

    assert next_of(told) == (date(2026, 3, 4), moment)
    assert run_due(at=moment) == 1
    assert queued()[0][1] in {f"{told.pk}:2026-03-04", f"{told.pk}:2026-03-05"}
    assert run_due(at=moment) == 0
    assert next_of(told)[1] > moment


def test_one_that_is_due_already_still_comes_when_they_move(told: User) -> None:
    told.refresh_from_db()
    save_profile(told, {"time_zone": "America/Los_Angeles"}, at=EVENING + HOUR)

    assert run_due(at=EVENING + HOUR) == 1
    assert queued() == [(told.pk, f"{told.pk}:2026-03-04")]
    assert next_of(told)[0] == date(2026, 3, 5)


ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Chatham", "Africa/Casablanca",
    "America/Havana", "Asia/Beirut", "Africa/Cairo", "America/Santiago", "Atlantic/Azores", "Antarctica/Troll",
]  # fmt: skip


@pytest.mark.parametrize("name", ZONES)
def test_every_day_of_a_year_has_one_evening_and_is_told_of_once(name: str) -> None:
    """Whatever its clocks do: the days that are told of follow each other without a gap, and each begins after it is
    told of."""
    zone = ZoneInfo(name)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    day, ended = next_evening(at, zone), None
    for number in range(370):
        moment = moment_of(day, zone)
        there = moment.astimezone(zone)
        since, before = day_after(day, zone)
        assert (there.date(), there.hour) == (day, 18)
        assert evening_that_is(moment, zone) == day
        assert evening_that_is(moment - timedelta(seconds=1), zone) == day - DAY
        assert moment < since < before
        assert before - moment <= evenings.SOON
        assert ended in {None, since}
        ended, following = before, next_evening(moment, zone, last=day)
        assert following == day + DAY, number
        day = following


def test_moving_all_the_time_tells_of_no_evening_twice(told: User, justin: User, at: datetime) -> None:
    """A year of days in which they live now here and now there."""
    moment = at
    for number in range(120):
        save_profile(told, {"time_zone": ZONES[number * 7 % len(ZONES)]}, at=moment)
        told.refresh_from_db()
        kept_call(told, person(justin), at=moment, key=f"further-{number}")
        for hours in (0, 5, 11):
            run_due(at=moment + hours * HOUR)
            assert not Evening.objects.due(moment + hours * HOUR).exists()
        moment += timedelta(hours=17)
    keys = [key for _user, key in queued()]
    assert len(keys) == len(set(keys))
    # No day went without: there were calls on all of them.
    days = sorted(date.fromisoformat(key.partition(":")[2]) for key in keys)
    assert max((after - before).days for before, after in pairwise(days)) <= 2


def test_the_task_queues_and_whoever_watches_sees_what_waits(told: User) -> None:
    Evening.objects.update(next_at=timezone.now() - HOUR, next_on=(timezone.now() - HOUR).date())
    assert dues.ages(timezone.now())["evenings"] >= HOUR

    run_due_evenings()

    assert dues.ages(timezone.now())["evenings"] == timedelta()


def test_it_is_in_the_export_and_goes_with_the_account(told: User, at: datetime) -> None:
    evening = export(told)["evening_mail"]
    assert evening == {"since": at, "next_on": date(2026, 3, 4), "next_at": EVENING}

    erase(told, at=at)

    assert Evening.objects.count() == 0
