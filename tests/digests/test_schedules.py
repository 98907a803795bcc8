from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from apps.digests.models import Cadence, DigestSchedule
from apps.digests.services import schedules
from apps.digests.services.schedules import choose_schedule, end_period, ensure_schedules, stop
from apps.digests.tasks import schedule_newcomers
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from apps.profiles.services.profile import save_profile
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)


def scheduled() -> list[User]:
    return [row.user for row in DigestSchedule.objects.order_by("user_id").select_related("user")]


def schedule_of(user: User) -> tuple[str, int, int, datetime | None]:
    row = DigestSchedule.objects.get(user=user)
    return row.cadence, row.weekday, row.hour, row.next_at


def test_choosing_makes_a_schedule_by_the_clock_of_the_person(at: datetime) -> None:
    user = make_user(time_zone="America/New_York")

    choose_schedule(user, cadence="weekly", weekday=0, hour=7, at=at)

    # The clocks there go forward on Sunday, the 8th.
    assert schedule_of(user) == ("weekly", 0, 7, datetime(2026, 3, 9, 11, tzinfo=UTC))


def test_choosing_again_changes_the_one_there_is(at: datetime) -> None:
    user = make_user()
    choose_schedule(user, cadence="weekly", weekday=0, hour=7, at=at)

    choose_schedule(user, cadence="weekly", weekday=4, hour=9, at=at)

    assert schedule_of(user) == ("weekly", 4, 9, FRIDAY)


def test_choosing_never_keeps_day_and_hour_for_another_time(at: datetime) -> None:
    user = make_user()

    choose_schedule(user, cadence="never", weekday=2, hour=20, at=at)

    assert schedule_of(user) == ("never", 2, 20, None)


@pytest.mark.parametrize(("weekday", "hour"), [(7, 9), (4, 24)])
def test_the_database_refuses_days_and_hours_that_do_not_exist(weekday: int, hour: int) -> None:
    with pytest.raises(IntegrityError):
        DigestSchedule.objects.create(user=make_user(), weekday=weekday, hour=hour)


def test_a_zone_that_has_left_the_list_counts_as_utc(at: datetime) -> None:
    user = make_user(time_zone="Mars/Olympus_Mons")

    assert choose_schedule(user, cadence="weekly", weekday=4, hour=9, at=at).next_at == FRIDAY


def test_everybody_in_a_running_circle_gets_fridays_at_nine(at: datetime) -> None:
    mina, jonas = make_user(), make_user(time_zone="Asia/Kolkata")
    make_circle("one", curator=mina, members=[jonas])
    make_circle("two", curator=mina, members=[jonas])

    assert ensure_schedules(at=at) == 2

    assert schedule_of(mina) == ("weekly", 4, 9, FRIDAY)
    assert schedule_of(jonas) == ("weekly", 4, 9, FRIDAY - timedelta(hours=5, minutes=30))


def test_who_is_in_no_running_circle_or_gone_gets_none(at: datetime) -> None:
    curator, member, suspended, erased = (make_user() for _ in range(4))
    make_circle("old", curator=member, closed_at=at)
    make_circle("one", curator=curator, members=[suspended, erased])
    User.objects.filter(pk=suspended.pk).update(suspended_at=at)
    User.objects.filter(pk=erased.pk).update(is_active=False)
    make_user("Alone")

    assert ensure_schedules(at=at) == 1

    assert scheduled() == [curator]


def test_schedules_are_given_once_and_leave_choices_alone(at: datetime) -> None:
    mina, jonas, tom = (make_user() for _ in range(3))
    make_circle(curator=mina, members=[jonas, tom])
    choose_schedule(mina, cadence="never", weekday=1, hour=1, at=at)
    stop(jonas)

    assert [ensure_schedules(at=at), ensure_schedules(at=at)] == [1, 0]

    assert schedule_of(mina) == ("never", 1, 1, None)
    assert schedule_of(jonas) == ("never", 4, 9, None)
    assert schedule_of(tom) == ("weekly", 4, 9, FRIDAY)


def test_schedules_are_given_in_chunks(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "AT_ONCE", 2)
    make_circle(members=[make_user() for _ in range(4)])

    assert ensure_schedules(at=at) == 5
    assert DigestSchedule.objects.filter(next_at=FRIDAY).count() == 5


def test_stopping_ends_it_and_twice_is_once(at: datetime) -> None:
    user = make_user()
    choose_schedule(user, cadence="weekly", weekday=2, hour=20, at=at)

    for _ in range(2):
        stop(user)

    assert schedule_of(user) == ("never", 2, 20, None)


def test_who_moves_gets_theirs_at_the_same_hour_by_the_new_clock(at: datetime) -> None:
    mina, jonas = make_user(), make_user()
    make_circle(curator=mina, members=[jonas])
    ensure_schedules(at=at)

    save_profile(mina, {"time_zone": "Asia/Tokyo"}, at=at)
    save_profile(jonas, {"name": "Jonas"}, at=at + timedelta(days=1))

    assert schedule_of(mina) == ("weekly", 4, 9, FRIDAY - timedelta(hours=9))
    assert schedule_of(jonas) == ("weekly", 4, 9, FRIDAY)


def test_who_moves_neither_loses_one_that_is_due_nor_gets_one_that_was_stopped(at: datetime) -> None:
    due, stopped = make_user(), make_user()
    for user in (due, stopped):
        choose_schedule(user, cadence="weekly", weekday=4, hour=9, at=at)
    stop(stopped)

    for user in (due, stopped):
        save_profile(user, {"time_zone": "Asia/Tokyo"}, at=FRIDAY)

    assert [schedule_of(user)[3] for user in (due, stopped)] == [FRIDAY, None]


def test_an_erased_person_has_no_schedule(at: datetime) -> None:
    user, other = make_user(), make_user()
    for person in (user, other):
        choose_schedule(person, cadence="weekly", weekday=2, hour=20, at=at)

    erase(user, at=at)

    assert scheduled() == [other]


def test_newcomers_are_given_theirs_by_the_schedule_of_the_workers() -> None:
    circle = make_circle()

    schedule_newcomers()

    assert scheduled() == [circle.memberships.get().user]


@pytest.mark.parametrize(("cadence", "moment"), [("fortnightly", FRIDAY), ("monthly", FRIDAY)])
def test_the_first_one_comes_as_soon_as_it_may(cadence: str, moment: datetime, at: datetime) -> None:
    """The sixth is the first Friday of March."""
    user = make_user()

    assert choose_schedule(user, cadence=cadence, weekday=4, hour=9, at=at).next_at == moment


def test_saving_the_same_again_changes_nothing(at: datetime) -> None:
    user = make_user()
    choose_schedule(user, cadence="fortnightly", weekday=4, hour=9, at=at)
    end_period(row := DigestSchedule.objects.get(user=user), user, FRIDAY)
    row.save()
    fortnight = FRIDAY + timedelta(days=14)

    moments = [
        choose_schedule(user, cadence="fortnightly", weekday=4, hour=9, at=FRIDAY + timedelta(days=days)).next_at
        for days in (1, 8, 13)
    ]

    assert (row.next_at, moments) == (fortnight, [fortnight] * 3)


def test_backwards_whoever_wants_fewer_gets_one_a_week(at: datetime) -> None:
    users = [make_user() for _ in Cadence]
    for user, cadence in zip(users, Cadence, strict=True):
        choose_schedule(user, cadence=cadence, weekday=4, hour=9, at=at)
    migration = import_module("apps.digests.migrations.0003_once_a_period")

    migration.as_before(apps, connection.schema_editor())

    assert [schedule_of(user)[0] for user in users] == ["weekly", "weekly", "weekly", "never"]
