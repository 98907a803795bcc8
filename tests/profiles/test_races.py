"""Two windows of one person in the same instant. The race is also run without the lock, to prove that it exists."""

from datetime import datetime

import pytest

from apps.profiles.models import Profile, ProfileTrait, Topic, User
from apps.profiles.services import leaving, traits
from apps.profiles.services.traits import MOST, BadFact, NewFact, add_trait, add_traits
from tests.circles.test_races import at_once, wait_for_each_other, without_lock
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def almost_full(transactional_db: None) -> User:
    user = make_user("Mina")
    topics = Topic.objects.bulk_create(
        Topic(vocabulary="interest", name=str(n), folded=str(n)) for n in range(MOST - 1)
    )
    ProfileTrait.objects.bulk_create(ProfileTrait(user=user, kind="interest", topic=topic) for topic in topics)
    return user


def two_facts(user: User, *names: str, at: datetime) -> list[dict[str, object]]:
    return [{"user": user, "kind": "interest", "name": name, "at": at} for name in names]


def test_two_last_facts_at_once_are_one(almost_full: User, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_for_each_other(monkeypatch, traits, "record_change")

    errors = at_once(add_trait, two_facts(almost_full, "maps", "bees", at=at))

    assert (errors, almost_full.traits.count()) == ([BadFact], MOST)


def test_two_last_facts_at_once_are_two_without_the_lock(
    almost_full: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, traits, "record_change")

    errors = at_once(without_lock(monkeypatch, add_trait), two_facts(almost_full, "maps", "bees", at=at))

    assert (errors, almost_full.traits.count()) == ([], MOST + 1)


@pytest.mark.parametrize("locked", [True, False])
def test_the_same_fact_twice_at_once_is_one(locked: bool, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database itself keeps it one; the lock only spares the second writer the collision."""
    user = make_user("Mina")
    wait_for_each_other(monkeypatch, traits, "record_change")
    add = add_trait if locked else without_lock(monkeypatch, add_trait)

    errors = at_once(add, two_facts(user, "maps", "#Maps", at=at))

    assert (errors, user.traits.count(), Topic.objects.count()) == ([], 1, 1)


def test_somebody_who_comes_back_at_the_last_instant_stays(at: datetime) -> None:
    user = leaving.ask_deletion(make_user("Mina"), at=at)
    end = at + leaving.TIME_TO_RETURN
    listed = list(User.objects.filter(leaving_at__lte=end))

    leaving.keep_account(user, at=at)

    assert [leaving._erase_if_still_due(each, end) for each in listed] == [False]
    assert Profile.objects.get(user=user).name == "Mina"


def test_two_who_bring_the_same_new_words_in_another_order_do_not_wait_for_each_other(
    transactional_db: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_each_other(monkeypatch, traits, "make_topic")
    acts = [
        {"user": make_user(), "facts": [NewFact("interest", name) for name in order], "at": at}
        for order in (["bees", "maps"], ["maps", "bees"])
    ]

    assert at_once(add_traits, acts) == []
    assert ProfileTrait.objects.count() == 4
