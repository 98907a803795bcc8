"""From a file to invitations, so many a day, and what staff do meanwhile."""

from datetime import timedelta
from itertools import pairwise

import pytest

from apps.circles.errors import TooManyInvited
from apps.circles.models import Circle, Invitation, Membership, Role
from apps.circles.services import inviting
from apps.circles.services.inviting import Invitee
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.mail.states import IllegalMove
from apps.profiles.models import User
from apps.staff.batches import progress
from apps.staff.models import AuditEntry, Batch, BatchLine
from apps.staff.services import batching
from apps.staff.services.sending import send_due
from tests.factories import AT, make_circle
from tests.staff.batches import make_batch, ring_for, rows, started

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def test_bringing_keeps_lines_of_which_nobody_hears(olga: User, carol: User) -> None:
    batch = make_batch(*rows(3), "nobody,,,north", by=olga, curator=carol)

    assert (batch.state, batch.lines.count(), batch.refused) == ("read", 3, 1)
    assert (Invitation.objects.count(), OutboxMail.objects.count(), Circle.objects.count()) == (0, 0, 0)
    assert send_due(at=AT + DAY) == 0


def test_starting_makes_the_circles_that_are_missing_and_keeps_the_others(olga: User, carol: User) -> None:
    north = make_circle("north", curator=carol, purpose="Old words")

    started(*rows(1), *rows(1, tag="south"), by=olga, curator=carol, purpose="New words")

    assert list(Circle.objects.order_by("tag").values_list("tag", "purpose")) == [
        ("north", "Old words"),
        ("south", "New words"),
    ]
    assert Membership.objects.filter(user=carol, role=Role.CURATOR).count() == 2
    assert set(BatchLine.objects.filter(tag="north").values_list("circle", flat=True)) == {north.pk}


def test_a_circle_of_others_or_a_closed_one_is_an_error_and_nothing_is_kept(olga: User, carol: User) -> None:
    make_circle("north")
    make_circle("south", curator=carol, closed_at=AT)

    with pytest.raises(batching.CannotBring, match="closed or kept by others: #north, #south"):
        make_batch(*rows(1), *rows(1, tag="south"), *rows(1, tag="west"), by=olga, curator=carol)
    assert Batch.objects.count() == 0


def test_a_circle_that_somebody_else_starts_before_the_start_stops_it(olga: User, carol: User) -> None:
    batch = make_batch(*rows(1), *rows(1, tag="south"), by=olga, curator=carol)
    make_circle("south")

    with pytest.raises(batching.CannotBring):
        batching.start(batch, by=olga, at=AT)

    batch.refresh_from_db()
    assert (batch.state, Circle.objects.count()) == ("read", 1)


def test_lines_go_out_evenly_over_day_and_night(olga: User, carol: User) -> None:
    started(*rows(120), by=olga, curator=carol, per_day=96)  # one in a quarter of an hour

    assert [ring_for(HOUR, begin=AT + hour * HOUR) for hour in range(6)] == [4, 4, 4, 4, 4, 4]
    times = list(Invitation.objects.order_by("pk").values_list("created_at", flat=True))
    assert {later - before for before, later in pairwise(times)} == {15 * MINUTE}


@pytest.mark.parametrize("per_day", [50, 2000])
def test_no_part_of_a_day_has_more_than_it_may(per_day: int, olga: User, carol: User) -> None:
    part = per_day // 8
    started(*rows(part + 60), by=olga, curator=carol, per_day=per_day)

    assert abs(ring_for(DAY / 8, every=5 * MINUTE) - part) <= 10  # what five minutes hold


def test_what_was_missed_while_workers_were_away_does_not_burst(olga: User, carol: User) -> None:
    started(*rows(200), by=olga, curator=carol, per_day=200)

    assert send_due(at=AT + 3 * DAY) == 1


def test_ringing_twice_at_one_moment_sends_once(olga: User, carol: User) -> None:
    started(*rows(10), by=olga, curator=carol)

    assert [send_due(at=AT) for _ in range(3)] == [1, 0, 0]


def test_an_invitation_says_what_the_row_says_in_the_curators_name_on_the_bulk_lane(olga: User, carol: User) -> None:
    started("ana@example.org,Ana Ruiz,You read maps.,north", by=olga, curator=carol)
    send_due(at=AT)

    invitation, mail = Invitation.objects.get(), OutboxMail.objects.get(purpose="invitation")
    assert (invitation.address, invitation.name, invitation.sentence, invitation.inviter, invitation.by_staff) == (
        "ana@example.org",
        "Ana Ruiz",
        "You read maps.",
        carol,
        True,
    )
    assert (mail.lane, mail.address) == ("bulk", "ana@example.org")
    assert deliver(mail.pk, at=AT).state == "kept"  # type: ignore[union-attr]  # it is due


def test_a_batch_goes_past_the_caps_and_uses_up_nobodys_day(
    olga: User, carol: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.circles.limits.MOST_BY_CURATOR", 3)
    started(*rows(5), by=olga, curator=carol, per_day=2000)
    ring_for(HOUR)
    north = Circle.objects.get(tag="north")
    assert Invitation.objects.count() == 5

    inviting.invite(north, [Invitee(f"h{n}@example.org") for n in range(3)], sentence="Come.", by=carol, at=AT + HOUR)
    with pytest.raises(TooManyInvited):
        inviting.invite(north, [Invitee("h4@example.org")], sentence="Come.", by=carol, at=AT + HOUR)


def test_who_was_invited_by_hand_is_not_written_to_again_and_keeps_their_words(olga: User, carol: User) -> None:
    north = make_circle("north", curator=carol)
    by_hand = inviting.invite(north, [Invitee("north1@example.org")], sentence="By hand.", by=carol, at=AT)[0]

    started(*rows(1), by=olga, curator=carol)
    send_due(at=AT)

    by_hand.refresh_from_db()
    assert (Invitation.objects.count(), by_hand.sentence) == (1, "By hand.")
    assert OutboxMail.objects.filter(purpose="invitation").count() == 1
    assert BatchLine.objects.get().invitation == by_hand


def test_a_batch_is_over_when_all_are_out(olga: User, carol: User) -> None:
    batch = started(*rows(2), by=olga, curator=carol, per_day=2000)
    ring_for(HOUR)

    batch.refresh_from_db()
    assert (batch.state, Invitation.objects.count()) == ("done", 2)


def test_a_pause_holds_everything_and_going_on_makes_nothing_faster(olga: User, carol: User) -> None:
    batch = started(*rows(10), by=olga, curator=carol, per_day=96)
    assert send_due(at=AT) == 1

    batching.pause(batch, by=olga, at=AT)
    assert send_due(at=AT + HOUR) == 0
    batching.go_on(batch, by=olga, at=AT + HOUR)
    batching.pause(batch, by=olga, at=AT + HOUR)
    batching.go_on(batch, by=olga, at=AT + HOUR)

    assert [send_due(at=AT + HOUR), send_due(at=AT + HOUR + MINUTE)] == [1, 0]


def test_what_has_not_gone_out_when_it_is_stopped_never_goes_and_is_forgotten(olga: User, carol: User) -> None:
    batch = started(*rows(10), by=olga, curator=carol)
    send_due(at=AT)

    assert batching.stop(batch, by=olga, at=AT) == 9

    assert send_due(at=AT + DAY) == 0
    assert list(BatchLine.objects.unsent().values_list("address", "name", "sentence").distinct()) == [("", "", "")]
    assert Invitation.objects.get().state == "pending"
    assert progress.total(progress.by_circle(batch)).to_go == 9


ALLOWED = {
    ("read", "start"), ("read", "drop"), ("running", "pause"), ("running", "stop"), ("paused", "go_on"),
    ("paused", "stop"),
}  # fmt: skip


@pytest.mark.parametrize("deed", ["start", "pause", "go_on", "stop", "drop"])
@pytest.mark.parametrize("state", Batch.State.values)
def test_every_state_allows_its_deeds_and_no_others(state: str, deed: str, olga: User, carol: User) -> None:
    batch = make_batch(*rows(1), by=olga, curator=carol)
    Batch.objects.update(state=state, next_at=AT)

    act = getattr(batching, deed)
    if (state, deed) in ALLOWED:
        act(batch, by=olga, at=AT)
        return
    with pytest.raises(IllegalMove):
        act(batch, by=olga, at=AT)
    assert Batch.objects.get().state == state


def test_every_deed_stands_in_the_log(olga: User, carol: User) -> None:
    batch = started(*rows(2), by=olga, curator=carol)
    batching.pause(batch, by=olga, at=AT)
    batching.go_on(batch, by=olga, at=AT)
    batching.stop(batch, by=olga, at=AT)
    batching.drop(make_batch(*rows(1), by=olga, curator=carol), by=olga, at=AT)

    entries = AuditEntry.objects.order_by("pk")
    assert list(entries.values_list("deed", flat=True)) == [
        "batch_brought", "batch_started", "batch_paused", "batch_resumed", "batch_stopped", "batch_brought",
        "batch_dropped",
    ]  # fmt: skip
    assert {(entry.by, entry.about) for entry in entries} == {(olga, carol)}
    assert "@" not in "".join(entry.words for entry in entries)


def test_the_curator_is_told_unless_it_is_they_who_start_it(olga: User, carol: User) -> None:
    started(*rows(1), by=olga, curator=carol)
    started(*rows(1, tag="south"), by=olga, curator=olga)

    mail = OutboxMail.objects.get(purpose="batch_started")
    deliver(mail.pk, at=AT)
    mail.refresh_from_db()
    assert (mail.user, mail.state) == (carol, "kept")
    assert "#north" in mail.text
    assert "#south" not in mail.text
