"""What comes between a batch and its end: circles that close, people who go, workers that are killed, a restore."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.circles.models import Circle, Invitation
from apps.circles.services import inviting
from apps.mail.models import OutboxMail
from apps.profiles.models import Profile, User
from apps.staff.batches import limits, progress
from apps.staff.models import Batch, BatchLine
from apps.staff.rules import hold_batches
from apps.staff.services import batching, sending
from apps.staff.services.forgetting import end_idle
from apps.staff.services.sending import send_due
from tests.factories import AT
from tests.staff.batches import csv_of, make_batch, read, ring_for, rows, started

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_lines_wait_while_nobody_can_invite_into_their_circle(olga: User, carol: User) -> None:
    batch = started(*rows(2), *rows(2, tag="south"), by=olga, curator=carol, per_day=2000)
    Circle.objects.filter(tag="north").update(closed_at=AT)

    ring_for(HOUR)

    assert {row.circle.tag for row in Invitation.objects.select_related("circle")} == {"south"}
    assert progress.stuck_circles(batch) == ["north"]
    assert not Batch.objects.due(AT + HOUR).exists()  # so that nothing is late
    Circle.objects.update(closed_at=None)
    ring_for(HOUR, begin=AT + HOUR)
    batch.refresh_from_db()
    assert batch.state == "done"


@pytest.mark.parametrize("gone", [{"suspended_at": AT}, {"is_active": False}])
def test_nobody_is_invited_by_somebody_who_is_not_here(gone: dict[str, object], olga: User, carol: User) -> None:
    started(*rows(2), by=olga, curator=carol)
    User.objects.filter(pk=carol.pk).update(**gone)

    assert (ring_for(HOUR), Invitation.objects.count()) == (0, 0)


def test_nobody_is_invited_by_somebody_without_a_name(olga: User, carol: User) -> None:
    batch = started(*rows(2), by=olga, curator=carol)
    Profile.objects.filter(user=carol).update(name="")

    assert (ring_for(HOUR), progress.stuck_circles(batch)) == (0, ["north"])


def test_one_batch_that_fails_keeps_no_other_one(
    olga: User, carol: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    started(*rows(1), by=olga, curator=carol)
    started(*rows(1, tag="south"), by=olga, curator=carol)
    work = inviting.invite_for_staff

    def fail_in_the_north(circle: Circle, *args: object, **words: object) -> object:
        if circle.tag == "north":
            raise RuntimeError
        return work(circle, *args, **words)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(sending, "invite_for_staff", fail_in_the_north)
    with caplog.at_level(logging.CRITICAL):
        assert send_due(at=AT) == 1
    assert Invitation.objects.get().circle.tag == "south"


def test_killed_half_way_nothing_is_claimed_and_nobody_hears_twice(
    olga: User, carol: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(*rows(3), by=olga, curator=carol, per_day=2000)

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(BatchLine.objects.all().__class__, "bulk_update", die)
        with pytest.raises(SystemExit):
            send_due(at=AT)
    assert (Invitation.objects.count(), OutboxMail.objects.filter(purpose="invitation").count()) == (0, 0)

    ring_for(HOUR)
    assert sorted(OutboxMail.objects.filter(purpose="invitation").values_list("address", flat=True)) == [
        "north1@example.org",
        "north2@example.org",
        "north3@example.org",
    ]


def test_a_restore_sends_nothing_by_itself(olga: User, carol: User) -> None:
    running = started(*rows(3), by=olga, curator=carol)
    waiting = make_batch(*rows(1), by=olga, curator=carol)

    hold_batches(AT)

    assert send_due(at=AT + DAY) == 0
    assert list(Batch.objects.order_by("pk").values_list("pk", "state", "restored")) == [
        (running.pk, "paused", True),
        (waiting.pk, "read", True),
    ]


def test_a_file_cut_off_while_it_was_kept_is_never_seen(
    olga: User, carol: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "AT_ONCE", 2)
    keep, calls = batching._keep, []

    def die_at_the_second(*args: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        keep(*args)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(batching, "_keep", die_at_the_second)
    with pytest.raises(SystemExit):
        batching.bring(
            read(csv_of(*rows(5))), name="x", curator=carol, purpose="", per_day=limits.USUAL_A_DAY, by=olga, at=AT
        )

    assert (Batch.objects.whole().count(), BatchLine.objects.count()) == (0, 2)


def test_numbers_cost_as_many_queries_for_ten_circles_as_for_one(olga: User, carol: User) -> None:
    written = [row for number in range(10) for row in rows(2, tag=f"c{number}")]
    batch = started(*written, by=olga, curator=carol)

    with CaptureQueriesContext(connection) as asked:
        progress.by_circle(batch)

    assert len(asked) == 1


def test_addresses_do_not_wait_for_ever_in_a_batch_that_stands_still(olga: User, carol: User) -> None:
    paused, stuck, going = (started(*rows(2, tag=tag), by=olga, curator=carol) for tag in ("a1", "b2", "c3"))
    batching.pause(paused, by=olga, at=AT)
    Circle.objects.filter(tag="b2").update(closed_at=AT)
    ended = AT + limits.REMEMBERED
    assert end_idle(at=ended - 2 * DAY) == 0
    Batch.objects.filter(pk=going.pk).update(next_at=ended - HOUR)
    send_due(at=ended - HOUR)

    assert [end_idle(at=ended), end_idle(at=ended)] == [2, 0]

    states = Batch.objects.in_bulk()
    assert [states[row.pk].state for row in (paused, stuck, going)] == ["stopped", "stopped", "running"]
    assert not BatchLine.objects.exclude(batch=going).exclude(address="").exists()
