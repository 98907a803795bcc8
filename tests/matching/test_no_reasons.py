"""A reason that is none for somebody: gone from their own suggestions, and from nothing else."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from apps.bench.sitting import sit_down
from apps.circles.models import Circle
from apps.introductions.becauses import because
from apps.matching.choosing import PATIENCE
from apps.matching.engine import EvidenceType
from apps.matching.models import Candidate, NoReason, Suggestion
from apps.matching.services.following import refresh_person
from apps.matching.services.leaving_out import count_again, leave_out
from apps.matching.services.wishing import wish
from apps.matching.suggesting import Card, suggestions_for
from apps.profiles.models import ProfileTrait, User
from apps.profiles.services.traits import FactGone, remove_trait
from tests.factories import add_trait, connect, join, make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle, shown, shown_to

pytestmark = pytest.mark.django_db
GOLDEN = "You went to high schools 2 miles apart, and both like #yankees"


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)])


def said(user: User, at: datetime = LATER) -> list[str]:
    return [reason.sentence for card in suggestions_for(user, at=at) for reason in card.reasons]


def fact(user: User, kind: str = "interest") -> ProfileTrait:
    return user.traits.get(kind=kind)


def kept() -> list[object]:
    """What the other's list and the bench are made from."""
    rows = (Suggestion.objects.get(), Candidate.objects.get())
    return [(row.evidence, row.score) for row in rows]


def leave_out_all(card: Card, user: User) -> None:
    for ground in card.grounds:
        leave_out(ground.type, ground.mine, by=user, at=LATER)


def test_a_reason_left_out_is_not_cited_to_its_maker_and_to_the_other_as_before(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    for user in pair:
        add_trait(user, "language", "Ido")
    refresh_person(mina.pk, at=at)
    shown(jonas, at)
    before, told = kept(), said(jonas)

    leave_out(EvidenceType.SHARED, fact(mina), by=mina, at=at)

    assert said(mina) == ["You went to high schools 2 miles apart, and both speak Ido"]
    assert (said(jonas), "#yankees" in "".join(told)) == (told, True)
    assert kept() == before


def test_what_rests_on_the_same_fact_in_another_way_still_counts(circle: Circle, pair: tuple[User, User]) -> None:
    mina = pair[0]
    school = add_trait(mina, "school", "Richmond Hill High School")
    refresh_person(mina.pk, at=LATER)
    assert "You both went to Richmond Hill High School, and both like #yankees" in said(mina)

    leave_out(EvidenceType.NEAR, school, by=mina, at=LATER)
    assert "You both went to Richmond Hill High School, and both like #yankees" in said(mina)

    leave_out(EvidenceType.SHARED, school, by=mina, at=LATER)
    assert not any("Richmond" in sentence for sentence in said(mina))


def test_its_bits_do_not_count_any_more(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair

    leave_out_all(shown(mina, at), mina)

    assert (shown_to(mina), shown_to(jonas)) == ([], [mina])


def test_taken_back_everything_is_as_it_was(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina = pair[0]
    leave_out_all(shown(mina, at), mina)

    for no_reason in NoReason.objects.all():
        count_again(no_reason)

    assert said(mina) == [GOLDEN]


def test_the_order_is_that_of_what_still_counts(pair: tuple[User, User]) -> None:
    mina = pair[0]
    others = [make_user(name) for name in ("Many", "Few")]
    for other, names in zip(others, (["#a", "#b", "#c"], ["#d", "#e"]), strict=True):
        for name in names:
            for user in (mina, other):
                add_trait(user, "interest", name)
    refreshed_circle("order", [mina, *others, *crowd(40)])
    assert shown_to(mina) == others

    for name in ("a", "b"):
        leave_out(EvidenceType.SHARED, mina.traits.get(topic__name=name), by=mina, at=LATER)

    assert shown_to(mina) == others[::-1]


def test_whom_both_know_is_left_out_as_a_whole(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina = pair[0]
    for name in ("Ana", "Ben"):
        known = make_user(name, may_be_named=True)
        join(circle, known)
        for user in pair:
            connect(user, known)
    refresh_person(mina.pk, at=at)
    assert any("both know" in sentence for sentence in said(mina))

    leave_out(EvidenceType.ACQUAINTANCE, None, by=mina, at=at)

    assert [any("both know" in sentence for sentence in said(user)) for user in pair] == [False, True]


def test_nothing_new_to_say_but_what_is_no_reason_brings_no_card_back(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    shown(mina, at)
    later = at + PATIENCE
    for user in pair:
        add_trait(user, "interest", "#kites")
    refresh_person(mina.pk, at=later)

    leave_out(EvidenceType.SHARED, mina.traits.get(topic__name="kites"), by=mina, at=later)
    rests = shown_to(mina, later)
    NoReason.objects.all().delete()

    assert (rests, shown_to(mina, later)) == ([], [jonas])


def test_introductions_and_the_bench_say_the_same_to_everybody(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    carol = circle.memberships.get(role="curator").user

    def told() -> list[object]:
        proposals = [
            [reason.sentence for reason in one.reasons]
            for one in sit_down(circle, curator=carol, at=at, today=at.date()).proposals
        ]
        return [proposals, *(because(circle.pk, pair, reader=reader) for reader in (*pair, carol))]

    before = told()
    leave_out_all(suggestions_for(pair[0], at=at)[0], pair[0])

    assert told() == before
    assert before[1] == [GOLDEN]


def test_a_wish_of_the_other_brings_no_card_that_nothing_speaks_for(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    leave_out_all(suggestions_for(mina, at=at)[0], mina)

    assert wish(shown(jonas, at).suggestion, by=jonas, at=at) is None
    assert shown_to(mina) == []


def test_said_twice_it_is_said_once(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina = pair[0]
    rows = [leave_out(*args, by=mina, at=when) for args in ((1, fact(mina)), (3, None)) for when in (at, LATER)]

    assert (rows[0], rows[2]) == (rows[1], rows[3])
    assert NoReason.objects.count() == 2


@pytest.mark.parametrize("rests_on", [fact, lambda user: None])
def test_two_rows_for_one_reason_are_refused_by_the_database(
    rests_on: Callable[[User], ProfileTrait | None], pair: tuple[User, User], at: datetime
) -> None:
    row = {"user": pair[0], "type": 1, "fact": rests_on(pair[0]), "at": at}
    NoReason.objects.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        NoReason.objects.create(**row)


def test_it_goes_with_the_fact(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina = pair[0]
    yankees = fact(mina)
    leave_out(EvidenceType.SHARED, yankees, by=mina, at=at)

    remove_trait(yankees, at=at)

    assert not NoReason.objects.exists()
    with pytest.raises(FactGone):
        leave_out(EvidenceType.SHARED, yankees, by=mina, at=at)
