"""Suggestions where members do not see each other: a first name and the reasons, and nothing else of anybody."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.circles.models import Circle, Membership, Role, SeenBy
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import introduce
from apps.introductions.unseen import unseen_of
from apps.matching.between import sentences_between
from apps.matching.models import Dismissal, Suggestion
from apps.matching.naming import known_from, known_from_dismissals
from apps.matching.personal_data import suggestions
from apps.matching.services.refreshing import refresh_circle
from apps.matching.services.wishing import dismiss, wish
from apps.matching.suggesting import suggestions_for
from apps.profiles.models import Profile, ProfileTrait, User
from apps.profiles.services.blocking import block
from tests.factories import add_trait, connect, join, make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle, shown, shown_to

pytestmark = pytest.mark.django_db
WHY = "You went to high schools 2 miles apart, and both like #yankees"


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def quiet(pair: tuple[User, User]) -> Circle:
    circle = refreshed_circle("quiet", [*pair, *crowd(12)])
    Circle.objects.update(members_seen_by=SeenBy.CURATORS)
    circle.refresh_from_db()
    return circle


def keeper(circle: Circle) -> User:
    return circle.memberships.filter(role=Role.CURATOR).order_by("pk")[0].user


def test_a_card_there_says_a_first_name_and_what_connects_them(quiet: Circle, pair: tuple[User, User]) -> None:
    mina, jonas = pair
    Profile.objects.filter(user=jonas).update(headline="Keeps bees")

    card = suggestions_for(mina, at=LATER)[0]

    assert (card.by_first_name, card.name, card.headline) == (True, "Jonas", "")
    assert [reason.sentence for reason in card.reasons] == [WHY]
    assert not ProfileTrait.objects.visible_to(mina).filter(user=jonas).exists()


@pytest.mark.parametrize("reader_keeps", [True, False])
def test_a_card_about_a_curator_or_for_one_says_it_all(
    reader_keeps: bool, quiet: Circle, pair: tuple[User, User]
) -> None:
    mina, jonas = pair
    Membership.objects.filter(circle=quiet, user=mina if reader_keeps else jonas).update(role=Role.CURATOR)

    card = suggestions_for(mina, at=LATER)[0]

    assert (card.by_first_name, card.name) == (False, "Jonas Jahn")


def test_the_card_keeps_its_circles_rule_where_two_see_each_other_elsewhere(
    quiet: Circle, pair: tuple[User, User]
) -> None:
    mina, jonas = pair
    refreshed_circle("runners", [mina, jonas])
    Circle.objects.filter(tag="runners").update(suggesting="bench")

    card = suggestions_for(mina, at=LATER)[0]

    assert (card.circle, card.name) == (quiet, "Jonas")


def test_a_fact_that_the_circle_does_not_see_is_not_cited(quiet: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    jonas.traits.filter(kind="interest").update(reach="except")
    fact = jonas.traits.get(kind="interest")
    fact.exceptions.create(circle=quiet)

    assert sentences_between(quiet.pk, [mina, jonas], mina) == ["You went to high schools 2 miles apart"]

    fact.exceptions.all().delete()
    jonas.traits.filter(pk=fact.pk).update(reach="only")
    assert sentences_between(quiet.pk, [mina, jonas], mina) == ["You went to high schools 2 miles apart"]

    fact.exceptions.create(circle=quiet)
    assert sentences_between(quiet.pk, [mina, jonas], mina) == [WHY]


@pytest.mark.parametrize("visibility", ["introduced", "hidden"])
def test_what_is_kept_back_is_not_cited(visibility: str, quiet: Circle, pair: tuple[User, User]) -> None:
    mina, jonas = pair
    jonas.traits.update(visibility=visibility)

    assert sentences_between(quiet.pk, [mina, jonas], mina) == []
    assert suggestions_for(mina, at=LATER) == []


@pytest.mark.parametrize("blocker", [0, 1])
def test_nothing_is_cited_between_two_who_are_blocked(
    blocker: int, quiet: Circle, pair: tuple[User, User], at: datetime
) -> None:
    block(pair[blocker], pair[1 - blocker], at=at)

    assert sentences_between(quiet.pk, list(pair), pair[0]) == []


def test_nothing_is_cited_to_somebody_who_is_not_in_the_circle(quiet: Circle, pair: tuple[User, User]) -> None:
    assert sentences_between(quiet.pk, list(pair), make_user("Outside")) == []
    assert sentences_between(quiet.pk, list(pair), keeper(quiet)) == [
        "They went to high schools 3 kilometres apart, and both like #yankees"
    ]


def test_of_a_group_everybody_reads_what_any_two_share(quiet: Circle, pair: tuple[User, User]) -> None:
    third = make_user("Eva Third")
    join(quiet, third)
    add_trait(third, "interest", "#yankees")
    refresh_circle(quiet.pk, at=LATER)

    told = sentences_between(quiet.pk, [*pair, third], third)

    assert "Mina and Jonas both like #yankees" in told
    assert not any(surname in sentence for sentence in told for surname in ("Moss", "Jahn"))


@pytest.mark.parametrize("open_list", [True, False])
def test_how_many_others_say_the_same_is_for_those_who_see_them(open_list: bool, pair: tuple[User, User]) -> None:
    """Also where the reader sees them in another circle: it would tell that they are in this one."""
    mina, jonas = pair
    holders = [make_user() for _ in range(6)]
    for user in (mina, jonas, *holders):
        add_trait(user, "interest", "#rowing")
    circle = refreshed_circle("quiet", [mina, jonas, *holders, *crowd(12)])
    refreshed_circle("runners", [mina, jonas, *holders])
    Circle.objects.filter(pk=circle.pk).update(members_seen_by="members" if open_list else "curators")

    told = [sentences_between(circle.pk, [mina, jonas], reader) for reader in (mina, keeper(circle))]

    assert ["six others" in " ".join(sentences) for sentences in told] == [open_list, True]


def test_an_acquaintance_in_common_is_named_whom_both_have_met_anyway(quiet: Circle, pair: tuple[User, User]) -> None:
    """Whom both know they both may see; nobody else is told to be here."""
    ana = make_user("Ana Acquaintance", may_be_named=True)
    join(quiet, ana)
    for user in pair:
        connect(user, ana)
    refresh_circle(quiet.pk, at=LATER)

    told = sentences_between(quiet.pk, list(pair), pair[0])

    assert "You both know Ana" in " ".join(told)
    assert all(Profile.objects.visible_to(user).filter(user=ana).exists() for user in pair)


# Afterwards: wishes, what was passed over, the export


def test_a_wish_and_what_was_passed_over_stand_under_the_first_name(
    quiet: Circle, pair: tuple[User, User], at: datetime
) -> None:
    """Also where the person is well known from another circle: it would tell who of them is in this one."""
    mina, jonas = pair
    suggestion = shown(mina, at).suggestion
    refreshed_circle("runners", [mina, jonas])

    wish(suggestion, by=mina, at=at)
    assert [one.name for one in known_from([suggestion], mina).values()] == ["Jonas"]
    assert [row["person"] for row in suggestions(mina)["would_like_to_meet"]] == ["Jonas"]
    dismiss(suggestion, by=mina, at=at)

    dismissals = list(Dismissal.objects.filter(user=mina))
    assert [one.name for one in known_from_dismissals(dismissals, mina).values()] == ["Jonas"]
    export = suggestions(mina)
    assert [row["person"] for row in (*export["shown"], *export["not_for_me"])] == ["Jonas", "Jonas"]


def test_who_has_left_such_a_circle_is_named_no_more(quiet: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    suggestion = shown(mina, at).suggestion
    dismiss(suggestion, by=mina, at=at)
    refreshed_circle("runners", [mina, jonas])

    quiet.memberships.filter(user=jonas).delete()

    assert [row["person"] for row in suggestions(mina)["not_for_me"]] == [None]


def test_whom_a_card_elsewhere_named_in_full_is_named_so(quiet: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    dismiss(shown(mina, at).suggestion, by=mina, at=at)
    runners = refreshed_circle("runners", [mina, jonas])
    low, high = sorted(pair, key=lambda user: user.pk)
    other = Suggestion.objects.create(circle=runners, low=low, high=high, made_at=at, score=1.0)
    other.showings.create(user=mina, place="home", first_at=at, last_at=at)

    assert [row["person"] for row in suggestions(mina)["not_for_me"]] == ["Jonas Jahn"]


def test_two_wishes_bring_them_together_with_names_and_pages(
    quiet: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    for user in pair:
        wish(shown(user, at).suggestion, by=user, at=at)

    assert Profile.objects.visible_to(mina).filter(user=jonas).exists()
    assert [row["person"] for row in suggestions(mina)["shown"]] == ["Jonas Jahn"]


# An introduction that is asked there


def ask(quiet: Circle, *people: User, at: datetime) -> Introduction:
    return introduce(quiet, people, by=keeper(quiet), note="Meet.", at=at)


def test_those_who_are_asked_are_told_of_by_first_name_until_both_have_said_yes(
    quiet: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    asked = ask(quiet, *pair, at=at)
    assert unseen_of(asked, list(pair), mina) == {jonas.pk}
    answer(asked, user=mina, value="yes", at=at)
    asked.refresh_from_db()
    assert unseen_of(asked, list(pair), mina) == {jonas.pk}

    answer(asked, user=jonas, value="yes", at=at)

    assert unseen_of(Introduction.objects.get(), list(pair), mina) == set()


def test_of_a_group_that_is_made_only_those_who_said_yes_learn_more(
    quiet: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    eva = make_user("Eva Third")
    join(quiet, eva)
    asked = ask(quiet, mina, jonas, eva, at=at)
    before = unseen_of(asked, [mina, jonas, eva], eva)
    for user in pair:
        answer(asked, user=user, value="yes", at=at)
    asked = Introduction.objects.get()

    assert unseen_of(asked, [mina, jonas, eva], mina) == {eva.pk}
    assert unseen_of(asked, [mina, jonas, eva], eva) == before == {mina.pk, jonas.pk}


def test_a_curator_who_is_asked_is_told_of_in_full(quiet: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    carol = make_user("Carol Second")
    join(quiet, carol, role=Role.CURATOR)
    asked = ask(quiet, mina, jonas, carol, at=at)

    people = [mina, jonas, carol]
    assert [unseen_of(asked, people, reader) for reader in (mina, carol)] == [{jonas.pk}, set()]


def test_cards_there_take_as_many_queries_as_elsewhere(pair: tuple[User, User], django_assert_num_queries: Any) -> None:
    mina, _jonas = pair
    refreshed_circle("quiet", [*pair, *crowd(12)])
    suggestions_for(mina, at=LATER)  # makes the row
    with django_assert_num_queries(22):
        suggestions_for(mina, at=LATER)
    Circle.objects.update(members_seen_by=SeenBy.CURATORS)

    with django_assert_num_queries(21):  # nobody is counted there, but asked for is who keeps it
        assert shown_to(mina, LATER + timedelta(minutes=1))
