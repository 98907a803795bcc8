"""Two people act in the same instant. Each race is also run with the lock taken away, to prove that it exists."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from apps.circles import limits
from apps.circles.errors import InvitationOver, LastCurator, MonthTaken, TooManyInvited
from apps.circles.models import Circle, Draft, Held, Invitation, JoinPolicy, Membership, Role
from apps.circles.services import accepting, asking, drafting, holding, inviting, joining, members
from apps.profiles.models import User
from apps.profiles.services.profile import save_profile
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db(transaction=True)
# Seconds one waits for the other before going on alone; where nothing holds the other back it surely comes.
TOGETHER, SURELY = 1.0, 15.0


def at_once(act: Callable[..., object], each: list[dict[str, Any]]) -> list[type[Exception]]:
    """What went wrong when `act` was called with each of these at the same time."""
    errors: list[type[Exception]] = []

    def run(words: dict[str, Any]) -> None:
        try:
            act(**words)
        except Exception as error:
            errors.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(words,)) for words in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def wait_for_each_other(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, read: bool = False) -> None:
    """Widens the gap between what a service reads and what it writes, so that the race happens whenever it can: before
    a function that writes, or after one that reads."""
    barrier = threading.Barrier(2)
    function = getattr(module, name)

    def wait() -> None:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(TOGETHER)

    def before(*args: Any, **words: Any) -> Any:
        wait()
        return function(*args, **words)

    def after(*args: Any, **words: Any) -> Any:
        found = function(*args, **words)
        wait()
        return found

    monkeypatch.setattr(module, name, after if read else before)


def without_lock(monkeypatch: pytest.MonkeyPatch, service: Any) -> Callable[..., object]:
    """On SQLite the transaction is the lock."""
    monkeypatch.setattr(f"{__name__}.TOGETHER", SURELY)
    if connection.vendor == "sqlite":
        unlocked: Callable[..., object] = service.__wrapped__
        return unlocked
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())
    kept: Callable[..., object] = service
    return kept


@pytest.fixture
def circle(transactional_db: None) -> Circle:
    circle = make_circle("marketing", curator=make_user("David"))
    join(circle, make_user("Carol"), role=Role.CURATOR)
    return circle


def curators(circle: Circle) -> list[User]:
    return [row.user for row in Membership.objects.curators().filter(circle=circle).select_related("user")]


@pytest.fixture
def personal_link(circle: Circle, at: datetime) -> Invitation:
    return Invitation.objects.create(
        circle=circle, inviter=curators(circle)[0], sentence="Come.", created_at=at, expires_at=at + timedelta(days=30)
    )


def test_two_curators_stepping_down_at_once_leave_one(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, members, "give_role")

    errors = at_once(members.step_down, [{"circle": circle, "user": user, "at": at} for user in curators(circle)])

    assert (errors, len(curators(circle))) == ([LastCurator], 1)


def test_two_curators_stepping_down_at_once_leave_none_without_the_lock(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, members, "give_role")
    step_down = without_lock(monkeypatch, members.step_down)

    at_once(step_down, [{"circle": circle, "user": user, "at": at} for user in curators(circle)])

    assert curators(circle) == []


def test_a_personal_link_opened_twice_at_once_lets_one_in(
    personal_link: Invitation, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, accepting, "_let_in")
    people = [make_user("Mina"), make_user("Jonas")]

    each = [{"invitation": personal_link, "user": user, "at": at} for user in people]
    errors = at_once(accepting.accept_invitation, each)

    assert (errors, Membership.objects.filter(user__in=people).count()) == ([InvitationOver], 1)


def test_a_personal_link_opened_twice_at_once_lets_two_in_without_the_lock(
    personal_link: Invitation, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, accepting, "_let_in")
    accept = without_lock(monkeypatch, accepting.accept_invitation)
    people = [make_user("Mina"), make_user("Jonas")]

    at_once(accept, [{"invitation": personal_link, "user": user, "at": at} for user in people])

    assert Membership.objects.filter(user__in=people).count() == 2


def come_by_a_link_for_one(circle: Circle, join: Callable[..., object], at: datetime) -> int:
    """How many of two who come at once are let in."""
    Circle.objects.filter(pk=circle.pk).update(join_policy=JoinPolicy.OPEN, link_uses=1)
    people = [make_user("Mina"), make_user("Jonas")]
    at_once(join, [{"circle": circle, "nonce": circle.link_nonce, "user": user, "at": at} for user in people])
    return Membership.objects.filter(circle=circle, user__in=people).count()


def test_a_link_for_one_lets_one_of_two_in(circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_for_each_other(monkeypatch, joining, "_use_link")

    assert come_by_a_link_for_one(circle, joining.join_by_link, at) == 1


def test_a_link_for_one_lets_two_in_without_the_lock(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, joining, "_use_link")

    assert come_by_a_link_for_one(circle, without_lock(monkeypatch, joining.join_by_link), at) == 2


def take_one_name(circle: Circle, rename: Callable[..., object], at: datetime) -> int:
    """How many of two who take the same name at once are held."""
    people = [make_user("Mina"), make_user("Jonas")]
    for user in people:
        join(circle, user)
    at_once(rename, [{"user": user, "fields": {"name": "Ana"}, "at": at} for user in people])
    return Held.objects.filter(user__in=people).count()


def test_of_two_who_take_one_name_at_once_one_is_held(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, holding, "is_taken", read=True)

    assert take_one_name(circle, save_profile, at) == 1


def test_of_two_who_take_one_name_at_once_none_is_held_without_the_lock(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("without the transaction each sees what the other has written so far, and any of them may be held")
    wait_for_each_other(monkeypatch, holding, "is_taken", read=True)
    rename = without_lock(monkeypatch, save_profile)

    assert take_one_name(circle, rename, at) == 0


def send_at_once(circle: Circle, send: Callable[..., object], at: datetime) -> int:
    """How many links there are when both curators have sent one line."""
    by = curators(circle)
    Draft.objects.create(circle=circle, curator=by[0], name="Ana", sentence="You sing.", position=1, created_at=at)
    at_once(send, [{"circle": circle, "by": user, "at": at} for user in by])
    return Invitation.objects.count()


def test_two_curators_sending_at_once_make_one_link(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, drafting, "_invite")

    assert send_at_once(circle, drafting.send_drafts, at) == 1


def test_two_curators_sending_at_once_make_two_links_without_the_lock(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, drafting, "_invite")
    send = without_lock(monkeypatch, drafting.send_drafts)

    assert send_at_once(circle, send, at) == 2


def invite_from_both(circle: Circle, invite: Callable[..., object], at: datetime) -> list[type[Exception]]:
    """One curator invites from two circles at once, and may invite one person a day."""
    david = curators(circle)[0]
    words = {"invitees": [inviting.Invitee("", "Ana")], "sentence": "You sing.", "by": david, "at": at}
    return at_once(invite, [{"circle": one, **words} for one in (circle, make_circle("far", curator=david))])


def test_a_curator_inviting_from_two_circles_at_once_keeps_to_the_cap(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BY_CURATOR", 1)
    wait_for_each_other(monkeypatch, inviting, "_invite_one")

    assert (invite_from_both(circle, inviting.invite, at), Invitation.objects.count()) == ([TooManyInvited], 1)


def test_a_curator_inviting_from_two_circles_at_once_exceeds_it_without_the_lock(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BY_CURATOR", 1)
    wait_for_each_other(monkeypatch, inviting, "_invite_one")
    invite = without_lock(monkeypatch, inviting.invite)

    assert (invite_from_both(circle, invite, at), Invitation.objects.count()) == ([], 2)


def each_asks(circle: Circle, at: datetime) -> list[dict[str, Any]]:
    asked = {"circle": circle, "words": "Which tea?", "kind": "interest", "answers": ["green", "black"], "at": at}
    return [asked | {"by": user} for user in curators(circle)]


def test_two_curators_who_ask_the_circle_at_once_make_one_question(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, asking, "times")

    errors = at_once(asking.ask_circle, each_asks(circle, at))

    assert (errors, circle.circlequestions.count()) == ([MonthTaken], 1)


def test_two_curators_who_ask_the_circle_at_once_run_into_the_constraint_without_the_lock(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database would still hold one, and one of them would get a page of an error."""
    wait_for_each_other(monkeypatch, asking, "times")
    ask = without_lock(monkeypatch, asking.ask_circle)

    errors = at_once(ask, each_asks(circle, at))

    assert (errors, circle.circlequestions.count()) == ([IntegrityError], 1)
