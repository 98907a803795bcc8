"""What people who met have in common among the facts they keep for people they were introduced to."""

import pytest

from apps.introductions.becauses import because
from apps.introductions.coincidences import coincidences
from apps.matching.models import Candidate
from apps.profiles.models import Block, ProfileTrait, User, Visibility
from tests.factories import add_trait, connect, make_circle, make_user
from tests.matching.scenes import crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db
SCHOOLS = "You went to high schools 2 miles apart"
KEPT = Visibility.INTRODUCED


@pytest.fixture
def pair() -> tuple[User, User]:
    """Their schools are kept for people they met; what they both like is open."""
    mina, jonas = golden_pair()
    ProfileTrait.objects.filter(kind="school").update(visibility=KEPT)
    refreshed_circle("marketing", [mina, jonas, *crowd(8)])
    return mina, jonas


def test_nothing_of_it_is_said_or_kept_before_they_met(pair: tuple[User, User]) -> None:
    mina, jonas = pair
    circle = mina.memberships.get().circle

    assert because(circle.pk, [mina, jonas], reader=mina) == ["You both like #yankees"]
    assert coincidences([mina, jonas], reader=mina) == []
    cited = {fact for row in Candidate.objects.all() for line in row.evidence for fact in line[1:3]}
    assert not cited & set(ProfileTrait.objects.filter(kind="school").values_list("pk", flat=True))


def test_the_best_of_what_they_keep_is_said_once_they_met(pair: tuple[User, User]) -> None:
    mina, jonas = pair
    connect(mina, jonas)

    assert [coincidences([mina, jonas], reader=reader) for reader in pair] == [[SCHOOLS], [SCHOOLS]]


def test_one_side_may_show_theirs_to_circle_mates(pair: tuple[User, User]) -> None:
    mina, jonas = pair
    connect(mina, jonas)
    mina.traits.filter(kind="school").update(visibility=Visibility.CIRCLE_MATES)

    assert coincidences([mina, jonas], reader=jonas) == [SCHOOLS]


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.CIRCLE_MATES])
def test_a_fact_that_both_show_or_one_hides_is_not_told_at_the_next_reading(
    visibility: str, pair: tuple[User, User]
) -> None:
    mina, jonas = pair
    connect(mina, jonas)
    before = coincidences([mina, jonas], reader=jonas)
    rows = ProfileTrait.objects.filter(kind="school")
    (rows.filter(user=mina) if visibility == Visibility.HIDDEN else rows).update(visibility=visibility)

    assert (before, coincidences([mina, jonas], reader=jonas)) == ([SCHOOLS], [])


def test_nothing_between_two_who_blocked_each_other(pair: tuple[User, User]) -> None:
    mina, jonas = pair
    connect(mina, jonas)
    Block.objects.create(blocker=mina, blocked=jonas, since=mina.date_joined)

    assert coincidences([mina, jonas], reader=jonas) == []


def test_the_sensitive_is_never_told() -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    for user in (mina, jonas):
        add_trait(user, "faith", "Quaker", visibility=KEPT, may_match=True)
    make_circle(members=[mina, jonas])
    connect(mina, jonas)

    assert coincidences([mina, jonas], reader=mina) == []


def test_of_a_group_the_reader_is_told_of_themselves_and_each_other_by_name(pair: tuple[User, User]) -> None:
    mina, jonas = pair
    nora = make_user("Nora Nord")
    add_trait(nora, "event", "Typo Berlin", visibility=KEPT)
    add_trait(mina, "event", "Typo Berlin", visibility=KEPT)
    for one, other in ((mina, jonas), (mina, nora), (jonas, nora)):
        connect(one, other)
    group = [mina, jonas, nora]

    assert sorted(coincidences(group, reader=mina)) == [
        "You and Jonas went to high schools 2 miles apart",
        "You and Nora were both at Typo Berlin",
    ]
    assert coincidences(group, reader=nora) == ["You and Mina were both at Typo Berlin"]


def test_it_is_told_after_one_left_the_circle(pair: tuple[User, User]) -> None:
    mina, jonas = pair
    connect(mina, jonas)
    mina.memberships.all().delete()

    assert coincidences([mina, jonas], reader=jonas) == [SCHOOLS]
