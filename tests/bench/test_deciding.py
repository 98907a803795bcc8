"""Holding, keeping apart, approving, and taking each of them back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.bench.models import Hold, Prepared
from apps.bench.services.asking import ask_due
from apps.bench.services.holding import CannotHold, hold
from apps.circles.models import Circle, Membership, Role
from apps.circles.services.leaving import leave
from apps.introductions.models import Introduction
from apps.introductions.services.introducing import introduce
from apps.mail.models import OutboxMail
from apps.matching.models import NeverTogether
from apps.profiles import erasures, exports
from apps.profiles.models import Block, User
from tests.bench.pages import THEY, bench, key_of, pairs_on, press, seen
from tests.factories import join, make_user

pytestmark = pytest.mark.django_db
Two = tuple[User, User]
SOON = timezone.localdate() + timedelta(days=9)
DECISIONS: dict[str, dict[str, Any]] = {
    "approve": {"note": "Mina and Jonas, meet."},
    "hold": {"until": SOON.isoformat()},
    "never": {},
}
ROWS: dict[str, Any] = {"approve": Prepared, "hold": Hold, "never": NeverTogether}


def decide(what: str, circle: Circle, by: User, pair: Two, **data: Any) -> Any:
    return press(by, circle, what, people=[user.pk for user in pair], **(DECISIONS[what] | data))


def undo(what: str, circle: Circle, by: User, pk: int) -> Any:
    return press(by, circle, "undo", what={"approve": "prepared"}.get(what, what), id=pk)


def due() -> datetime:
    due_at = Prepared.objects.get().due_at
    assert due_at
    return due_at


@pytest.fixture
def ana(circle: Circle) -> User:
    """Keeps the circle, too."""
    ana = make_user("Ana")
    join(circle, ana, role=Role.CURATOR)
    return ana


@pytest.mark.parametrize("what", DECISIONS)
def test_a_decision_takes_the_pair_off_the_bench_until_it_is_undone(
    what: str, circle: Circle, carol: User, pair: Two
) -> None:
    page = decide(what, circle, carol, pair)

    assert page.redirect_chain[0][0].startswith(f"/circles/{circle.tag}/bench/")
    assert (THEY in page.text, "data-undo" in page.text) == (False, True)

    page = undo(what, circle, carol, ROWS[what].objects.get().pk)

    assert "Undone. They are as they were." in page.text
    assert pairs_on(page.text) == [key_of(*pair)]
    assert not Introduction.objects.exists()


@pytest.mark.parametrize("what", DECISIONS)
def test_pressed_twice_it_is_decided_and_undone_once(what: str, circle: Circle, carol: User, pair: Two) -> None:
    decide(what, circle, carol, pair)
    again = decide(what, circle, carol, pair)

    assert ROWS[what].objects.count() == 1
    assert again.status_code == (422 if what == "approve" else 200)
    pk = ROWS[what].objects.get().pk
    undo(what, circle, carol, pk)
    assert "There is nothing left to undo here." in undo(what, circle, carol, pk).text


@pytest.mark.parametrize("what", DECISIONS)
def test_who_does_not_keep_the_circle_decides_nothing(what: str, circle: Circle, carol: User, pair: Two) -> None:
    assert decide(what, circle, pair[0], pair).status_code == 404
    decide(what, circle, carol, pair)

    assert undo(what, circle, pair[0], ROWS[what].objects.get().pk).status_code == 404
    assert ROWS[what].objects.count() == 1


def test_the_sitting_goes_on_with_the_next_pair(circle: Circle, carol: User, pair: Two) -> None:
    page = decide("never", circle, carol, pair, next="3-4")

    assert page.redirect_chain[0][0].endswith("&next=3-4#pair-3-4")
    assert decide("never", circle, carol, pair, next="//evil").redirect_chain[0][0].count("evil") == 0


def test_what_was_typed_is_kept_where_it_is_refused(circle: Circle, carol: User, pair: Two) -> None:
    page = decide("approve", circle, carol, pair, note="See https://example.org")

    assert page.status_code == 422
    assert "See https://example.org</textarea>" in page.text
    assert not Prepared.objects.exists()


def test_a_hold_of_a_past_day_is_refused_with_the_day(circle: Circle, carol: User, pair: Two) -> None:
    page = decide("hold", circle, carol, pair, until="2020-02-29")

    assert (page.status_code, "Choose a day that is still to come." in page.text) == (422, True)
    assert 'value="2020-02-29"' in page.text


def test_nobody_but_two_members_is_decided_about(circle: Circle, carol: User, pair: Two) -> None:
    for people in ([pair[0].pk], [pair[0].pk, make_user().pk], [pair[0].pk, carol.pk], ["9" * 30, "x"]):
        assert press(carol, circle, "never", people=people).status_code == 422

    assert not NeverTogether.objects.exists()


def test_a_hold_ends_by_itself_on_its_day(circle: Circle, carol: User, pair: Two) -> None:
    decide("hold", circle, carol, pair)
    assert "Held for later" in bench(carol, circle).text

    Hold.objects.update(until=timezone.localdate(timezone=carol.profile.zone))
    assert THEY in bench(carol, circle).text
    assert "Held for later" not in bench(carol, circle).text


def test_a_hold_is_for_a_year_at_most(circle: Circle, carol: User, pair: Two, at: datetime) -> None:
    with pytest.raises(CannotHold):
        hold(circle, pair, until=date(2028, 1, 1), by=carol, at=at, today=at.date())


def test_a_later_hold_replaces_the_earlier(circle: Circle, carol: User, ana: User, pair: Two) -> None:
    decide("hold", circle, carol, pair)
    decide("hold", circle, ana, pair, until=(SOON + timedelta(days=9)).isoformat())

    assert Hold.objects.get().by == ana
    assert "by Ana" in bench(carol, circle).text


@pytest.mark.parametrize("what", ["hold", "never"])
def test_curators_of_one_circle_read_who_decided_and_may_undo_it(
    what: str, circle: Circle, carol: User, ana: User, pair: Two
) -> None:
    decide(what, circle, carol, pair)

    assert "by Carol" in bench(ana, circle).text
    undo(what, circle, ana, ROWS[what].objects.get().pk)
    assert not ROWS[what].objects.exists()


@pytest.mark.parametrize("what", DECISIONS)
def test_a_curator_learns_nothing_of_what_another_decided_about_them(
    what: str, circle: Circle, carol: User, ana: User, pair: Two
) -> None:
    Membership.objects.filter(user=pair[0]).update(joined_at=timezone.now())
    before = seen(ana, circle)

    decide(what, circle, carol, (ana, pair[0]))

    assert ROWS[what].objects.count() == 1
    assert seen(ana, circle) == before
    undo(what, circle, ana, ROWS[what].objects.get().pk)
    assert ROWS[what].objects.count() == 1


def test_an_approval_is_taken_back_by_who_wrote_it(circle: Circle, carol: User, ana: User, pair: Two) -> None:
    decide("approve", circle, carol, pair)

    assert "by Carol" in bench(ana, circle).text
    assert "There is nothing left to undo here." in undo("approve", circle, ana, Prepared.objects.get().pk).text


def test_an_approval_asks_both_when_the_time_to_take_it_back_is_over(circle: Circle, carol: User, pair: Two) -> None:
    decide("approve", circle, carol, pair)
    due_at = due()

    assert ask_due(at=due_at - timedelta(seconds=1)) == 0
    assert (OutboxMail.objects.count(), Introduction.objects.count()) == (0, 0)
    assert (ask_due(at=due_at), ask_due(at=due_at)) == (1, 0)

    introduction = Introduction.objects.get()
    assert (introduction.note, introduction.made_by, introduction.asked_at) == ("Mina and Jonas, meet.", carol, due_at)
    assert OutboxMail.objects.filter(purpose="introduction_asked").count() == 2
    assert not Prepared.objects.exists()


def test_an_approval_cut_off_while_it_is_asked_is_asked_once(
    circle: Circle, carol: User, pair: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide("approve", circle, carol, pair)
    due_at = due()

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("apps.introductions.mails.enqueue_asked", die)
        assert ask_due(at=due_at) == 0
    assert (Prepared.objects.count(), Introduction.objects.count()) == (1, 0)

    assert (ask_due(at=due_at), Introduction.objects.count(), OutboxMail.objects.count()) == (1, 1, 2)


def test_what_cannot_be_asked_any_more_asks_nobody(
    circle: Circle, carol: User, ana: User, pair: Two, at: datetime
) -> None:
    """Another curator was faster by hand; somebody left; the curator is none any more."""
    decide("approve", circle, carol, pair)
    due_at = due()
    introduce(circle, pair, by=ana, note="Meet.", at=due_at)
    assert (ask_due(at=due_at), Introduction.objects.count(), Prepared.objects.count()) == (0, 1, 0)

    Introduction.objects.update(state="not_made", settled_at=at, asked_at=at, closes_at=at)
    decide("approve", circle, carol, pair)
    Membership.objects.filter(user=carol).update(role=Role.MEMBER)
    assert (ask_due(at=timezone.now() + timedelta(hours=1)), Introduction.objects.count()) == (0, 1)

    decide("approve", circle, ana, pair)
    leave(circle, user=pair[0], at=timezone.now())
    assert (ask_due(at=timezone.now() + timedelta(hours=1)), Introduction.objects.count()) == (0, 1)


def test_an_approval_of_two_privately_not_to_be_introduced_is_a_shadow(
    circle: Circle, carol: User, pair: Two, at: datetime
) -> None:
    Block.objects.create(blocker=pair[0], blocked=pair[1], since=at)
    decide("approve", circle, carol, pair)

    assert ask_due(at=timezone.now() + timedelta(hours=1)) == 1
    assert (Introduction.objects.get().shadow, OutboxMail.objects.count()) == (True, 0)


def test_who_left_the_circle_is_not_read_about(circle: Circle, carol: User, pair: Two) -> None:
    for what in ("hold", "never"):
        decide(what, circle, carol, pair)
    leave(circle, user=pair[0], at=timezone.now())

    assert "Mina" not in bench(carol, circle).text


def test_the_export_holds_ones_own_decisions_and_none_about_oneself(circle: Circle, carol: User, pair: Two) -> None:
    for what in ("hold", "never"):
        decide(what, circle, carol, pair)
    about = {"circle": "marketing", "people": ["Mina Moss", "Jonas Jahn"]}

    exported = exports.export(carol)
    assert exported["bench"]["holds"] == [about | {"until": SOON, "at": Hold.objects.get().at}]
    assert exported["kept_apart"] == [about | {"at": NeverTogether.objects.get().at}]
    theirs = exports.export(pair[0])
    assert (theirs["bench"], theirs["kept_apart"]) == ({"holds": [], "prepared": []}, [])


@pytest.mark.parametrize("what", DECISIONS)
def test_the_export_of_a_member_does_not_change_with_what_is_decided(
    what: str, circle: Circle, carol: User, pair: Two
) -> None:
    before = exports.export(pair[0])

    decide(what, circle, carol, pair)

    assert exports.export(pair[0]) == before


def test_an_erased_curator_leaves_decisions_without_a_name(circle: Circle, carol: User, ana: User, pair: Two) -> None:
    for what in ("hold", "never", "approve"):
        decide(what, circle, carol, pair)

    erasures.run(carol, at=timezone.now())

    assert (Hold.objects.get().by, NeverTogether.objects.get().by, Prepared.objects.count()) == (None, None, 0)
    assert "Carol" not in bench(ana, circle).text


def test_an_erased_member_is_in_no_decision(circle: Circle, carol: User, pair: Two) -> None:
    for what in ("hold", "never", "approve"):
        decide(what, circle, carol, pair)

    erasures.run(pair[1], at=timezone.now())

    assert [model.objects.count() for model in ROWS.values()] == [0, 0, 0]
