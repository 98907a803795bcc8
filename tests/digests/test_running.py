from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.digests.models import DigestSchedule
from apps.digests.services import running
from apps.digests.services.running import run_due
from apps.digests.services.schedules import choose_schedule, end_period, stop
from apps.introductions.services.introducing import introduce
from apps.mail.models import OutboxMail
from apps.mail.tasks import deliver_bulk
from apps.profiles.models import User
from apps.profiles.services.profile import save_profile
from tests.factories import make_circle, make_user, make_word

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def subscriber(at: datetime, **profile: Any) -> User:
    """Somebody who wants a digest on Fridays at nine."""
    user = make_user(**profile)
    choose_schedule(user, cadence="weekly", weekday=4, hour=9, at=at)
    return user


def queued() -> list[tuple[int | None, str]]:
    return sorted(OutboxMail.objects.values_list("user_id", "key"))


def became() -> list[tuple[str, str, str]]:
    """Of each digest."""
    rows = OutboxMail.objects.filter(purpose="digest").order_by("pk")
    return [(row.state, row.reason, row.subject) for row in rows]


def next_moments() -> set[datetime | None]:
    return set(DigestSchedule.objects.values_list("next_at", flat=True))


def test_whoever_is_due_gets_a_row_and_the_next_moment(at: datetime) -> None:
    user = subscriber(at)

    assert run_due(at=FRIDAY) == 1

    mail = OutboxMail.objects.get()
    assert (mail.purpose, mail.user, mail.address, mail.key) == ("digest", user, user.email, f"{user.pk}:2026-03-06")
    assert (mail.lane, mail.state, mail.due_at, mail.payload, mail.text) == ("bulk", "queued", FRIDAY, {}, "")
    assert next_moments() == {FRIDAY + WEEK}


def test_nobody_is_due_before_their_moment(at: datetime) -> None:
    subscriber(at)

    assert run_due(at=FRIDAY - timedelta(seconds=1)) == 0
    assert (queued(), next_moments()) == ([], {FRIDAY})


def test_running_twice_queues_nothing_more(at: datetime) -> None:
    subscriber(at)

    assert [run_due(at=FRIDAY), run_due(at=FRIDAY), run_due(at=FRIDAY + timedelta(hours=3))] == [1, 0, 0]
    assert len(queued()) == 1
    assert run_due(at=FRIDAY + WEEK) == 1


def test_a_run_that_comes_late_skips_what_was_missed(at: datetime) -> None:
    subscriber(at)

    assert run_due(at=FRIDAY + 3 * WEEK + timedelta(hours=1)) == 1
    assert next_moments() == {FRIDAY + 4 * WEEK}


def test_a_run_cut_off_goes_on_where_it_stopped(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    users = [subscriber(at) for _ in range(5)]
    monkeypatch.setattr(running, "AT_ONCE", 2)
    third = DigestSchedule.objects.get(user=users[3])

    def cut_off(schedule: DigestSchedule, user: User, at: datetime) -> None:
        if schedule == third:
            raise KeyboardInterrupt
        end_period(schedule, user, at)

    with monkeypatch.context() as broken:
        broken.setattr(running, "end_period", cut_off)
        with pytest.raises(KeyboardInterrupt):
            run_due(at=FRIDAY)
    # A chunk is whole or not there.
    assert [user_id for user_id, _ in queued()] == [user.pk for user in users[:2]]

    assert run_due(at=FRIDAY + timedelta(minutes=1)) == 3
    assert queued() == sorted((user.pk, f"{user.pk}:2026-03-06") for user in users)
    assert next_moments() == {FRIDAY + WEEK}


def test_a_day_has_one_digest_even_when_the_moment_comes_again(at: datetime) -> None:
    user = subscriber(at)
    run_due(at=FRIDAY)

    choose_schedule(user, cadence="weekly", weekday=4, hour=11, at=FRIDAY)

    assert run_due(at=FRIDAY + timedelta(hours=2)) == 0
    assert len(queued()) == 1


def test_who_wants_none_gets_none(at: datetime) -> None:
    never, stopped = subscriber(at), subscriber(at)
    choose_schedule(never, cadence="never", weekday=4, hour=9, at=at)
    stop(stopped)

    assert [run_due(at=FRIDAY), run_due(at=FRIDAY, everybody=True)] == [0, 0]
    assert queued() == []


def test_everybody_gets_one_now_and_keeps_their_moment(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 2)
    users = [subscriber(at) for _ in range(3)]

    assert run_due(at=at, everybody=True) == 3
    assert run_due(at=at + timedelta(hours=1), everybody=True) == 0

    assert queued() == sorted((user.pk, f"{user.pk}:2026-03-04") for user in users)
    assert next_moments() == {FRIDAY}


def test_whose_own_comes_later_that_day_has_it_with_everybody(at: datetime) -> None:
    user = subscriber(at)

    assert run_due(at=FRIDAY - timedelta(hours=2), everybody=True) == 1
    assert run_due(at=FRIDAY) == 0

    assert (queued(), next_moments()) == ([(user.pk, f"{user.pk}:2026-03-06")], {FRIDAY + WEEK})


def test_the_key_is_the_day_that_was_due_where_the_person_lives(at: datetime) -> None:
    here, there = subscriber(at, time_zone="America/New_York"), subscriber(at, time_zone="Pacific/Auckland")
    choose_schedule(there, cadence="weekly", weekday=5, hour=1, at=at)
    # In Auckland it is Saturday at nine.
    evening = datetime(2026, 3, 6, 20, tzinfo=UTC)

    assert run_due(at=evening) == 2

    assert dict(queued()) == {here.pk: f"{here.pk}:2026-03-06", there.pk: f"{there.pk}:2026-03-07"}


def test_one_that_goes_out_after_midnight_is_still_of_its_day(at: datetime) -> None:
    user = subscriber(at)

    assert run_due(at=FRIDAY + timedelta(hours=16)) == 1
    assert queued() == [(user.pk, f"{user.pk}:2026-03-06")]


def test_a_run_asks_the_same_number_of_queries_for_many(at: datetime, django_assert_num_queries: Any) -> None:
    for _ in range(20):
        subscriber(at)

    # ids, the transaction with its schedules, what is known, rows and moments, and no more ids
    with django_assert_num_queries(8):
        run_due(at=FRIDAY)


def test_another_run_under_way_gets_nobody_twice(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which found the same people due, and comes to the lock second; it is past midnight by then."""
    user, late = subscriber(at), FRIDAY + timedelta(hours=16)
    queue = running._queue

    def second(wanted: Any, moment: datetime) -> int:
        monkeypatch.setattr(running, "_queue", queue)
        assert run_due(at=late) == 1
        return queue(wanted, moment)

    monkeypatch.setattr(running, "_queue", second)

    assert run_due(at=late) == 0
    assert (queued(), next_moments()) == ([(user.pk, f"{user.pk}:2026-03-06")], {FRIDAY + WEEK})


def test_one_that_is_chosen_again_when_due_still_comes(at: datetime) -> None:
    """Saved in the seconds between the hour and the run."""
    user = subscriber(at)

    choose_schedule(user, cadence="monthly", weekday=0, hour=7, at=FRIDAY + timedelta(seconds=5))

    assert run_due(at=FRIDAY + timedelta(seconds=20)) == 1
    assert next_moments() == {datetime(2026, 4, 6, 7, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("there", "moment"),
    [
        # Sunday 23:00 in Auckland is early on Sunday in Honolulu, where 23:00 is to come again.
        ("Pacific/Honolulu", datetime(2026, 3, 16, 9, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 15, 22, tzinfo=UTC)),
    ],
)
def test_who_moves_west_after_it_came_gets_the_next_in_the_next_week(
    there: str, moment: datetime, at: datetime
) -> None:
    user = make_user(time_zone="Pacific/Auckland")
    choose_schedule(user, cadence="weekly", weekday=6, hour=23, at=at)
    came = datetime(2026, 3, 8, 10, tzinfo=UTC)
    assert run_due(at=came) == 1

    save_profile(user, {"time_zone": there}, at=came + timedelta(hours=1))

    assert next_moments() == {moment}
    assert [run_due(at=moment - timedelta(seconds=1)), run_due(at=moment)] == [0, 1]


def test_who_moves_east_over_their_hour_gets_it_at_once(at: datetime) -> None:
    """Monday at midnight is still to come in Honolulu, and long over in Auckland."""
    user = make_user(time_zone="Pacific/Honolulu")
    choose_schedule(user, cadence="weekly", weekday=0, hour=0, at=at)
    evening = datetime(2026, 3, 9, 9, tzinfo=UTC)  # Sunday, 23:00
    assert run_due(at=evening) == 0

    save_profile(user, {"time_zone": "Pacific/Auckland"}, at=evening)

    assert [run_due(at=evening), run_due(at=evening)] == [1, 0]
    assert queued() == [(user.pk, f"{user.pk}:2026-03-09")]
    assert next_moments() == {datetime(2026, 3, 15, 11, tzinfo=UTC)}


@pytest.mark.parametrize(("hours", "next_one"), [(3 * 24, 13), (6 * 24, 20)])
def test_one_that_is_days_late_counts_for_the_week_in_which_it_comes(hours: int, next_one: int, at: datetime) -> None:
    """An outage: on Monday for Friday is Friday's, on Thursday it is that week's."""
    subscriber(at)

    assert run_due(at=FRIDAY + timedelta(hours=hours)) == 1
    assert next_moments() == {FRIDAY.replace(day=next_one)}


def test_choosing_another_day_brings_no_second_one_in_a_week(at: datetime) -> None:
    user = subscriber(at)
    run_due(at=FRIDAY)

    choose_schedule(user, cadence="weekly", weekday=5, hour=9, at=FRIDAY + timedelta(hours=1))

    assert next_moments() == {FRIDAY.replace(day=14)}


def test_stopping_and_starting_again_brings_no_second_one(at: datetime) -> None:
    user = subscriber(at)
    run_due(at=FRIDAY)
    stop(user)

    choose_schedule(user, cadence="fortnightly", weekday=4, hour=11, at=FRIDAY)

    assert next_moments() == {FRIDAY.replace(day=20, hour=11)}


@pytest.mark.parametrize(
    "deliver_them", [deliver_bulk, lambda: call_command("send_digests")], ids=["workers", "command"]
)
def test_of_digests_that_waited_together_the_last_one_comes(deliver_them: Callable[[], object]) -> None:
    """A domain, or our own server, was away for two weeks."""
    now = timezone.now()
    user, jonas, carol = subscriber(now - 3 * WEEK), make_user("Jonas Jahn"), make_user("Carol Curator")
    circle = make_circle("tea", curator=carol, members=[user, jonas])
    introduce(circle, (user, jonas), by=carol, note="You two.", at=now)
    for weeks in (2, 1, 0):
        DigestSchedule.objects.filter(user=user).update(next_at=now - weeks * WEEK, next_on=None)
        assert run_due(at=now - weeks * WEEK) == 1

    deliver_them()

    earlier = ("dropped", "a later digest of theirs is there", "")
    assert became() == [earlier, earlier, ("kept", "", "You could meet Jonas Jahn")]


@pytest.mark.parametrize("end", ["stop", "never", "nothing"])
def test_whoever_stopped_the_digest_while_one_waited_gets_none(end: str) -> None:
    """Put off by its server, or behind many others."""
    now = timezone.now()
    user, carol = subscriber(now), make_user("Carol Curator")
    circle = make_circle("tea", curator=carol, members=[user])
    make_word(circle, "Spring is here.", by=carol, at=now)
    DigestSchedule.objects.filter(user=user).update(next_at=now, next_on=None)
    assert run_due(at=now) == 1

    if end == "stop":
        stop(user)
    if end == "never":
        choose_schedule(user, cadence="never", weekday=4, hour=9, at=now)
    deliver_bulk()

    kept = ("kept", "", "A word from Carol Curator in #tea")
    assert became() == [kept if end == "nothing" else ("dropped", "they want no digest any more", "")]
