"""What two who have met have come to share since."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.introductions.models import Connection
from apps.matching.engine import EvidenceType
from apps.matching.news_of_met import LATELY
from apps.matching.services.leaving_out import count_again, leave_out
from apps.matching.since_met import NewlyShared, newly_shared
from apps.matching.statistics import statistics_now
from apps.profiles.models import Block, ProfileTrait, User, Visibility
from apps.profiles.services.profile import pause
from apps.profiles.services.traits import add_trait as say
from apps.profiles.services.traits import change_trait, remove_trait
from tests.factories import add_trait, connect, make_circle, make_user
from tests.matching.scenes import FOREST_HILLS, RICHMOND_HILL, crowd, refreshed_circle
from tests.matching.since_met import BEES, MET, NOW, SINCE, both_say, met_by, sentence, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def mina() -> User:
    return make_user("Mina Moss")


@pytest.fixture
def ana(mina: User) -> User:
    return met_by(mina)


def test_what_both_said_since_they_met_is_found_for_each(mina: User, ana: User) -> None:
    both_say(mina, ana)

    assert [sentence(user) for user in (mina, ana)] == [BEES, "You and Mina both like #bees"]


def test_it_is_new_when_the_younger_of_the_two_facts_is(mina: User, ana: User) -> None:
    both_say(mina, at=MET - timedelta(days=9))
    assert sentence(mina) == ""

    both_say(ana)

    assert sentence(mina) == BEES


@pytest.mark.parametrize("moment", [None, MET - timedelta(days=1), MET])
def test_what_they_shared_when_they_met_is_no_news(moment: datetime | None, mina: User, ana: User) -> None:
    for user in (mina, ana):
        add_trait(user, "interest", "#bees", said_at=moment)

    assert sentence(mina) == ""


def test_what_was_said_long_ago_is_no_news(mina: User, ana: User) -> None:
    both_say(mina, ana)

    assert sentence(mina, SINCE + LATELY - timedelta(hours=1)) == BEES
    assert sentence(mina, SINCE + LATELY) == ""


def test_who_moved_close_by_is_found(mina: User, ana: User) -> None:
    add_trait(mina, "place", "Forest Hills", at_place=FOREST_HILLS)
    add_trait(ana, "place", "Richmond Hill", at_place=RICHMOND_HILL, said_at=SINCE)

    found = newly_shared(mina, at=NOW)

    assert found is not None
    assert found.reason.sentence == "You and Ana have lived 3 kilometres apart"
    assert found.reason.topics == ("Forest Hills", "Richmond Hill")


def test_who_moved_far_away_is_not(mina: User, ana: User) -> None:
    add_trait(mina, "place", "Forest Hills", at_place=FOREST_HILLS)
    add_trait(ana, "place", "Elsewhere", at_place=(40.73, -74.9), said_at=SINCE)

    assert sentence(mina) == ""


def test_what_one_seeks_and_the_other_offers_is_found(mina: User, ana: User) -> None:
    both_say(mina, name="a cargo bike", kind="seeks")
    both_say(ana, name="a cargo bike", kind="offers")

    assert sentence(mina) == "You seek “a cargo bike”, which Ana offers"


def test_what_many_share_is_too_weak(mina: User, ana: User) -> None:
    refreshed_circle("many", crowd(60, interest="#bees"))
    both_say(mina, ana)
    statistics_now()

    assert sentence(mina) == ""


def test_a_stranger_and_a_mere_circle_mate_are_not_told_of(mina: User) -> None:
    tom = make_user("Tom")
    refreshed_circle("marketing", [mina, tom, *crowd(40)])
    both_say(mina, tom)

    assert sentence(mina) == ""


HIDDEN: dict[str, Callable[[User, User], object]] = {
    "hers is hidden": lambda mina, ana: ana.traits.update(visibility=Visibility.HIDDEN),
    "mine is hidden": lambda mina, ana: mina.traits.update(visibility=Visibility.HIDDEN),
    "she took it off": lambda mina, ana: ana.traits.all().delete(),
    "she blocked": lambda mina, ana: Block.objects.create(blocker=ana, blocked=mina, since=NOW),
    "I blocked": lambda mina, ana: Block.objects.create(blocker=mina, blocked=ana, since=NOW),
    "she is suspended": lambda mina, ana: User.objects.filter(pk=ana.pk).update(suspended_at=NOW),
    "she is gone": lambda mina, ana: User.objects.filter(pk=ana.pk).update(is_active=False),
    "they are not connected any more": lambda mina, ana: Connection.objects.all().delete(),
}


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN.keys())
@pytest.mark.parametrize("was_told", [False, True])
def test_what_either_may_not_open_now_is_not_told_nor_told_again(
    was_told: bool, hide: Callable[[User, User], object], mina: User, ana: User
) -> None:
    both_say(mina, ana)
    assert (told(mina) if was_told else sentence(mina)) == BEES

    hide(mina, ana)

    assert sentence(mina) == ""
    assert sentence(mina, digest=7) == ""


@pytest.mark.parametrize("kind", ["health", "faith", "sexuality", "union"])
def test_what_is_sensitive_is_never_told(kind: str, mina: User, ana: User) -> None:
    both_say(mina, ana, kind=kind, name="Bees", may_match=True)

    assert sentence(mina) == ""


def test_what_both_keep_for_people_they_met_is_told(mina: User, ana: User) -> None:
    both_say(mina, ana, visibility=Visibility.INTRODUCED)

    assert sentence(mina) == BEES


def test_what_is_no_reason_to_one_of_them_is_told_to_the_other_alone(mina: User, ana: User) -> None:
    both_say(mina, ana)

    no_reason = leave_out(EvidenceType.SHARED, mina.traits.get(), by=mina, at=NOW)

    assert [sentence(user) for user in (mina, ana)] == ["", "You and Mina both like #bees"]
    count_again(no_reason)
    assert sentence(mina) == BEES


def test_a_pause_of_the_other_takes_nothing_away(mina: User, ana: User) -> None:
    both_say(mina, ana)

    pause(ana, at=NOW)

    assert sentence(mina) == BEES
    assert told(mina) == BEES


def test_services_note_since_when_a_fact_is_there_for_others(mina: User) -> None:
    fact = say(mina, kind="interest", name="#bees", at=SINCE, visibility=Visibility.HIDDEN)
    assert fact.said_at == SINCE

    fact = change_trait(fact, visibility=Visibility.INTRODUCED, year_from=None, year_to=None, at=NOW)
    assert fact.said_at == NOW
    fact = change_trait(fact, visibility=Visibility.CIRCLE_MATES, year_from=1990, year_to=None, at=NOW + LATELY)
    assert fact.said_at == NOW

    remove_trait(fact, at=NOW)
    assert not ProfileTrait.objects.exists()


def test_it_leads_to_the_person_where_there_is_no_conversation(mina: User, ana: User) -> None:
    both_say(mina, ana)
    found = newly_shared(mina, at=NOW)

    assert isinstance(found, NewlyShared)
    assert found.path == f"/people/{ana.pk}/"


@pytest.mark.parametrize("count", [1, 5])
def test_it_asks_the_same_number_of_queries_for_many(
    count: int, mina: User, ana: User, django_assert_num_queries: Any
) -> None:
    both_say(mina, ana)
    for number in range(count):
        other = make_user(f"Other {number}")
        make_circle(members=[mina, other])
        connect(mina, other, since=MET)
        both_say(other)
    assert sentence(mina) != ""

    with django_assert_num_queries(6):
        newly_shared(mina, at=NOW)


def test_where_nothing_is_new_it_takes_one_query(mina: User, ana: User, django_assert_num_queries: Any) -> None:
    both_say(mina, ana, at=MET)

    with django_assert_num_queries(1):
        assert newly_shared(mina, at=NOW) is None


def test_a_strong_one_is_found_behind_many_met_later_who_say_what_all_say(mina: User) -> None:
    ana, others = met_by(mina), crowd(30)
    both_say(mina, ana)
    refreshed_circle("town", [mina, *others])
    both_say(mina, *others, name="Berlin", kind="place")
    for user in others:
        connect(mina, user, since=MET + timedelta(days=1))

    assert sentence(mina) == BEES
