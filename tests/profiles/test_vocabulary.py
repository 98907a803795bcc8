"""An entry of the vocabulary that nobody holds any more is forgotten, and never from under somebody who takes it up."""

from datetime import datetime, timedelta

import pytest

from apps.profiles.models import Topic, User
from apps.profiles.services import vocabulary
from apps.profiles.services.traits import add_trait, remove_trait
from apps.profiles.services.vocabulary import GRACE, forget_unheld
from tests.circles.test_races import at_once, wait_for_each_other
from tests.factories import make_user

LATER = GRACE + timedelta(seconds=1)


def names() -> list[str]:
    return list(Topic.objects.order_by("name").values_list("name", flat=True))


@pytest.mark.django_db
def test_what_nobody_holds_is_forgotten_and_what_staff_approved_stays(at: datetime) -> None:
    mina = make_user("Mina")
    held, let_go = (add_trait(mina, kind="interest", name=name, at=at) for name in ("bees", "CANARY"))
    Topic.objects.create(vocabulary="interest", name="maps", folded="maps", approved=True)
    remove_trait(let_go, at=at)

    assert [forget_unheld(at=at), forget_unheld(at=at + GRACE / 2), names()] == [0, 0, ["CANARY", "bees", "maps"]]
    assert [forget_unheld(at=at + LATER), names()] == [1, ["bees", "maps"]]
    assert held.topic_id in Topic.objects.values_list("pk", flat=True)


@pytest.mark.django_db
def test_what_somebody_takes_up_again_stays(at: datetime) -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    remove_trait(add_trait(mina, kind="interest", name="bees", at=at), at=at)
    forget_unheld(at=at)

    again = add_trait(jonas, kind="interest", name="Bees", at=at)

    assert [forget_unheld(at=at + LATER), Topic.objects.get(pk=again.topic_id).unheld_since] == [0, None]


@pytest.fixture
def left(transactional_db: None, at: datetime) -> User:
    """Somebody about to take up what nobody holds and what is being forgotten."""
    mina = make_user("Mina")
    remove_trait(add_trait(mina, kind="interest", name="bees", at=at), at=at)
    forget_unheld(at=at)
    return mina


@pytest.mark.django_db(transaction=True)
def test_taking_it_up_while_it_is_forgotten_leaves_a_fact_with_an_entry(
    left: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, vocabulary, "_over")

    def act(forget: bool) -> None:
        if forget:
            forget_unheld(at=at + LATER)
        else:
            add_trait(left, kind="interest", name="bees", at=at)

    assert at_once(act, [{"forget": False}, {"forget": True}]) == []
    assert left.traits.get().topic.name == "bees"
