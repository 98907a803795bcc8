from datetime import datetime

import pytest

from apps.circles.models import Circle
from apps.matching.models import Candidate
from apps.matching.reasons import Reason, headline, reasons_for
from apps.profiles.models import Block, User, Visibility
from tests.factories import add_trait, connect, join, make_user
from tests.matching.scenes import crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db


def because_of(circle: Circle, one: User, other: User, *readers: User) -> list[Reason]:
    """From the candidate as it stands: nothing is refreshed here."""
    low, high = sorted((one, other), key=lambda user: user.pk)
    found = Candidate.objects.current().get(circle_id=circle.pk, low_id=low.pk, high_id=high.pk)
    return reasons_for(circle.pk, low, high, found.evidence, readers=readers)


def sentences(circle: Circle, one: User, other: User, *readers: User) -> list[str]:
    return [reason.sentence for reason in because_of(circle, one, other, *readers)]


def test_headline_of_the_golden_pair() -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(8)])

    for reader in (mina, jonas):
        assert headline(because_of(circle, mina, jonas, reader)) == (
            "You went to high schools 2 miles apart, and both like #yankees"
        )


def test_headline_for_a_curator_speaks_of_them_in_her_own_measure() -> None:
    mina, jonas = golden_pair()
    carol = make_user("Carol", time_zone="Europe/Berlin")
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(8)], curator=carol)

    assert headline(because_of(circle, mina, jonas, carol)) == (
        "They went to high schools 3 kilometres apart, and both like #yankees"
    )


def test_reason_names_what_the_sentence_leaves_out() -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(8)])

    near, shared = sorted(because_of(circle, mina, jonas, mina), key=lambda reason: reason.place)

    assert (near.topics, near.short) == (("Forest Hills High School", "Richmond Hill High School"), "2 miles apart")
    assert (shared.topics, shared.short) == ((), "#yankees")


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.INTRODUCED])
def test_hidden_fact_is_gone_at_the_next_reading(visibility: str) -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(8)])

    jonas.traits.filter(kind="school").update(visibility=visibility)

    for reader in (mina, jonas):
        assert sentences(circle, mina, jonas, reader) == ["You both like #yankees"]


def test_fact_of_somebody_who_left_is_gone() -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(8)])

    jonas.memberships.all().delete()

    assert sentences(circle, mina, jonas, mina) == []


def test_facts_of_somebody_blocked_are_gone() -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(8)])

    Block.objects.create(blocker=jonas, blocked=mina, since=circle.created_at)

    assert sentences(circle, mina, jonas, mina) == []


@pytest.mark.parametrize(
    ("kind", "name", "years", "sentence"),
    [
        ("employer", "Acme", ((2006, 2011), (2008, 2014)), "You both worked at Acme, in 2008\u20132011"),
        ("employer", "Acme", ((2006, 2008), (2008, 2014)), "You both worked at Acme, in 2008"),
        ("employer", "Acme", ((2001, 2002), (2008, 2014)), "You both worked at Acme"),
        ("employer", "Acme", ((None, None), (2008, 2014)), "You both worked at Acme"),
        ("school", "Alma", ((None, None), (None, None)), "You both went to Alma"),
        ("place", "Leeds", ((None, None), (None, None)), "You have both lived in Leeds"),
        ("language", "Danish", ((None, None), (None, None)), "You both speak Danish"),
        ("field", "advertising", ((None, None), (None, None)), "You both work in advertising"),
        ("other", "beekeeping", ((None, None), (None, None)), "You both mention beekeeping"),
    ],
)
def test_shared_fact_as_a_sentence(
    kind: str, name: str, years: tuple[tuple[int, int], tuple[int, int]], sentence: str
) -> None:
    people = [make_user("Mina"), make_user("Jonas")]
    for user, (year_from, year_to) in zip(people, years, strict=True):
        add_trait(user, kind, name, year_from=year_from, year_to=year_to)
    circle = refreshed_circle("marketing", [*people, *crowd(80)])

    assert sentences(circle, *people, people[0]) == [sentence]


def test_seeks_and_offers_are_told_from_each_side() -> None:
    mina, jonas, carol = make_user("Mina Moss"), make_user("Jonas Jahn"), make_user("Carol")
    add_trait(mina, "seeks", "risograph advice")
    add_trait(jonas, "offers", "risograph advice")
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(20)], curator=carol)

    assert sentences(circle, mina, jonas, mina) == ["You seek “risograph advice”, which Jonas offers"]
    assert sentences(circle, mina, jonas, jonas) == ["Mina seeks “risograph advice”, which you offer"]
    assert sentences(circle, mina, jonas, carol) == ["Mina seeks “risograph advice”, which Jonas offers"]


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        ("seeks", "finding a printer", "You both seek “finding a printer”"),
        ("offers", "a flat", "You both offer “a flat”"),
    ],
)
def test_what_both_seek_or_offer_reads_well_as_a_thing_and_as_a_doing(kind: str, name: str, sentence: str) -> None:
    mina, jonas = golden_pair()
    for user in (mina, jonas):
        add_trait(user, kind, name)
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(20)])

    assert sentences(circle, mina, jonas, mina)[-1] == sentence


def test_topic_is_called_as_the_reader_writes_it() -> None:
    mina, jonas, carol = make_user("Mina"), make_user("Jonas"), make_user("Carol")
    add_trait(mina, "employer", "Acme Inc.", written="acme inc")
    add_trait(jonas, "employer", "Acme Inc.", written="ACME, Inc")
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(80)], curator=carol)

    assert sentences(circle, mina, jonas, mina) == ["You both worked at acme inc"]
    assert sentences(circle, mina, jonas, jonas) == ["You both worked at ACME, Inc"]
    assert sentences(circle, mina, jonas, carol) == ["They both worked at acme inc"]


def test_count_speaks_of_five_others_or_more() -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    add_trait(mina, "interest", "#bees")
    add_trait(jonas, "interest", "#bees")
    others = crowd(6, interest="#bees")
    circle = refreshed_circle("marketing", [mina, jonas, *others, *crowd(120)])

    assert sentences(circle, mina, jonas, mina) == ["You both like #bees, like six others here"]
    others[0].traits.update(visibility=Visibility.HIDDEN)
    assert sentences(circle, mina, jonas, mina) == ["You both like #bees, like five others here"]
    others[1].traits.update(visibility=Visibility.HIDDEN)
    assert sentences(circle, mina, jonas, mina) == ["You both like #bees"]


def acquainted(count: int, at: datetime, *, may_be_named: bool | None) -> tuple[Circle, User, User, list[User]]:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    friends = [make_user(f"Ana{number} Alm", may_be_named=may_be_named) for number in range(count)]
    for friend in friends:
        connect(mina, friend)
        connect(jonas, friend)
    return refreshed_circle("marketing", [mina, jonas, *friends, *crowd(8)], at=at), mina, jonas, friends


def test_acquaintance_is_named_if_she_agreed(at: datetime) -> None:
    circle, mina, jonas, _ = acquainted(1, at, may_be_named=True)

    assert sentences(circle, mina, jonas, mina) == ["You both know Ana0"]


@pytest.mark.parametrize(("count", "told"), [(1, []), (2, []), (3, ["Someone here knows you both"])])
@pytest.mark.parametrize("may_be_named", [None, False])
def test_acquaintances_who_did_not_agree_are_hinted_at_from_three_on(
    count: int, told: list[str], may_be_named: bool | None, at: datetime
) -> None:
    circle, mina, jonas, _ = acquainted(count, at, may_be_named=may_be_named)

    assert sentences(circle, mina, jonas, mina) == told


def test_acquaintance_is_no_evidence_once_she_left_changed_her_mind_or_keeps_the_circle(at: datetime) -> None:
    circle, mina, jonas, friends = acquainted(1, at, may_be_named=True)
    ana = friends[0]

    ana.profile.may_be_named = False
    ana.profile.save()
    assert sentences(circle, mina, jonas, mina) == []
    ana.profile.may_be_named = True
    ana.profile.save()
    assert sentences(circle, mina, jonas, mina) == ["You both know Ana0"]
    membership = ana.memberships.get()
    membership.role = "curator"
    membership.save()
    assert sentences(circle, mina, jonas, mina) == []
    membership.delete()
    assert sentences(circle, mina, jonas, mina) == []


@pytest.mark.parametrize("blocked", [0, 1])
def test_acquaintance_whom_either_of_the_two_has_blocked_is_named_to_neither(blocked: int, at: datetime) -> None:
    circle, mina, jonas, friends = acquainted(1, at, may_be_named=True)

    Block.objects.create(blocker=(mina, jonas)[blocked], blocked=friends[0], since=at)

    assert sentences(circle, mina, jonas, mina) == sentences(circle, mina, jonas, jonas) == []


def test_block_between_others_does_not_change_what_a_curator_reads(at: datetime) -> None:
    circle, mina, jonas, friends = acquainted(1, at, may_be_named=True)
    carol = circle.memberships.get(role="curator").user

    Block.objects.create(blocker=mina, blocked=friends[0], since=at)
    Block.objects.create(blocker=mina, blocked=jonas, since=at)

    assert sentences(circle, mina, jonas, carol) == ["They both know Ana0"]


def test_curator_is_no_acquaintance_in_common(at: datetime) -> None:
    mina, jonas, carol = make_user("Mina"), make_user("Jonas"), make_user("Carol", may_be_named=True)
    connect(mina, carol)
    connect(jonas, carol)
    circle = refreshed_circle("marketing", [mina, jonas], curator=carol, at=at)

    assert not Candidate.objects.current().filter(circle_id=circle.pk).exists()


def test_fact_is_cited_in_the_circle_that_both_are_in() -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(8)])
    stranger = make_user()
    other = refreshed_circle("elsewhere", [stranger])
    join(other, mina)

    assert sentences(circle, mina, jonas, stranger) == []
