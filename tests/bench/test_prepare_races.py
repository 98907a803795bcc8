"""Somebody stops being a curator, or leaves, in the instant in which an introduction is prepared."""

from collections.abc import Callable
from datetime import datetime

import pytest

from apps.bench.limits import TIME_TO_TAKE_BACK
from apps.bench.models import Prepared
from apps.bench.services import asking, preparing
from apps.circles.models import Circle, Membership, Role
from apps.circles.services import leaving, members
from apps.introductions.models import Introduction
from apps.profiles.models import User
from tests.factories import join, make_circle, make_user
from tests.instant import SURELY, Other, unlocked

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[Circle, User, datetime], object]
# What happens meanwhile, and to whom: the one who prepares, or one of the two.
MEANWHILE: dict[str, tuple[Act, bool]] = {
    "curator steps down": (lambda circle, user, at: members.step_down(circle, user=user, at=at), True),
    "member leaves": (lambda circle, user, at: leaving.leave(circle, user=user, at=at), False),
}


def prepare_meanwhile(
    what: str, prepare: Callable[..., object], at: datetime, patch: pytest.MonkeyPatch, seconds: float
) -> bool:
    """Whether the person was no more what they had to be when the checks were over."""
    act, is_maker = MEANWHILE[what]
    maker, pair = make_user("Carol"), [make_user("Mina"), make_user("Jonas")]
    circle = make_circle("marketing", curator=maker, members=pair)
    join(circle, make_user("Ana"), role=Role.CURATOR)
    user, role = (maker, Role.CURATOR) if is_maker else (pair[0], Role.MEMBER)
    other, still, check = Other(lambda: act(circle, user, at)), list[bool](), preparing._check_invited

    def checked(*args: object) -> None:
        check(*args)  # type: ignore[arg-type]  # whatever it is given
        still.append(Membership.objects.filter(circle=circle, user=user, role=role).exists())

    patch.setattr(preparing, "_check_invited", checked)
    other.acts_before(patch, preparing, "_check_invited", seconds=seconds)
    prepare(circle, pair, by=maker, note="Meet.", at=at)
    assert other.finished().errors == []
    patch.undo()
    return still == [False]


@pytest.mark.parametrize("what", MEANWHILE)
def test_preparing_and_ceasing_to_be_there_come_one_after_the_other(
    what: str, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not prepare_meanwhile(what, preparing.prepare, at, monkeypatch, seconds=0.7)

    assert Prepared.objects.count() == 1
    assert (asking.ask_due(at=at + TIME_TO_TAKE_BACK), Introduction.objects.count()) == (0, 0)


@pytest.mark.parametrize("what", MEANWHILE)
def test_without_the_lock_somebody_prepares_who_may_not_any_more(
    what: str, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = unlocked(monkeypatch, preparing.prepare)

    assert prepare_meanwhile(what, prepare, at, monkeypatch, seconds=SURELY)
