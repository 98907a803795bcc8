"""A circle whose member list is for its curators: who sees whom there, and when that may change."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from apps.circles import exports
from apps.circles.errors import NotMember
from apps.circles.models import Acquaintance, Circle, Held, Membership, Role, SeenBy
from apps.circles.models.membership import circle_mates
from apps.circles.services import holding, members, ticks
from apps.circles.services.members import admit
from apps.circles.services.showing import show_in
from apps.circles.shown_here import facts_to_tap, first_coincidence, kinds_shown
from apps.profiles import reaches, slots
from apps.profiles.models import Profile, ProfileTrait, User
from apps.profiles.recognition import recognised
from apps.profiles.services.blocking import block
from apps.profiles.services.profile import save_profile
from tests.circles.visits import change, page, signed_in
from tests.factories import add_trait, connect, join, make_circle, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def carol() -> User:
    return make_user("Carol Keeper")


@pytest.fixture
def mina() -> User:
    return make_user("Mina Okafor")


@pytest.fixture
def tom() -> User:
    return make_user("Tom Tomasson", headline="Draws maps")


@pytest.fixture
def quiet(carol: User, mina: User, tom: User) -> Circle:
    return make_circle("quiet", curator=carol, members=[mina, tom], members_seen_by=SeenBy.CURATORS)


def seen_in(circle: Circle, reader: User) -> set[User]:
    rows = Membership.objects.visible_to(reader).filter(circle=circle)
    return set(User.objects.filter(pk__in=rows.values("user")))


def mates(reader: User) -> set[int]:
    return set(User.objects.filter(pk__in=circle_mates(reader)).values_list("pk", flat=True)) - {reader.pk}


# Who sees whom


def test_a_member_sees_themselves_and_the_curators_and_a_curator_everybody(
    quiet: Circle, carol: User, mina: User, tom: User
) -> None:
    assert seen_in(quiet, mina) == {mina, carol}
    assert seen_in(quiet, carol) == {mina, tom, carol}
    assert (mates(mina), mates(tom), mates(carol)) == ({carol.pk}, {carol.pk}, {mina.pk, tom.pk})


def test_profile_and_facts_of_another_member_are_open_to_curators_alone(
    quiet: Circle, carol: User, mina: User, tom: User
) -> None:
    add_trait(tom, "interest", "#maps")

    for reader, sees in ((carol, True), (mina, False)):
        assert Profile.objects.visible_to(reader).filter(user=tom).exists() == sees
        assert ProfileTrait.objects.visible_to(reader).filter(user=tom).exists() == sees
        assert recognised([tom.email], reader).filter(pk=tom.pk).exists() == sees


@pytest.mark.parametrize("only_here", [True, False])
def test_a_fact_with_exceptions_is_not_seen_through_such_a_circle(
    only_here: bool, quiet: Circle, carol: User, mina: User, tom: User, at: datetime
) -> None:
    elsewhere = make_circle("elsewhere", members=[tom])
    fact = add_trait(tom, "interest", "#maps")
    show_in(fact, [quiet] if only_here else [quiet, elsewhere], later=not only_here, at=at)
    show_in(fact, [quiet], later=not only_here, at=at)

    assert not ProfileTrait.objects.visible_to(mina).filter(pk=fact.pk).exists()
    assert ProfileTrait.objects.visible_to(carol).filter(pk=fact.pk).exists()


def test_two_who_share_another_circle_see_each_other_there_and_nothing_of_this_one(
    quiet: Circle, mina: User, tom: User
) -> None:
    make_circle("runners", members=[mina, tom])

    text = page_of(mina, tom)

    assert "#runners" in text
    assert "#quiet" not in text.split("In the same circles")[1].split("</section>")[0]
    assert "Tom Tomasson" not in page(mina, "detail", "quiet")


def page_of(reader: User, person: User) -> str:
    return signed_in(reader).get(reverse("profiles:person", args=[person.pk])).content.decode()


def test_the_page_shows_a_member_the_curators_and_says_so(quiet: Circle, carol: User, mina: User) -> None:
    own, keepers = page(mina, "detail", "quiet"), page(carol, "detail", "quiet")

    assert [name in own for name in ("Carol Keeper", "Mina Okafor", "Tom")] == [True, True, False]
    assert "Only the curators see who else is here" in own
    assert [words in keepers for words in ("Tom Tomasson", "Only curators see this list")] == [True, True]


def test_for_whom_no_curator_is_to_be_seen_the_page_does_not_say_that_nobody_is_here(
    quiet: Circle, carol: User, mina: User, at: datetime
) -> None:
    block(mina, carol, at=at)

    assert "Nobody else is here yet" not in page(mina, "detail", "quiet")


def test_a_new_curator_sees_everybody_and_one_who_steps_down_no_more(
    quiet: Circle, carol: User, mina: User, tom: User, at: datetime
) -> None:
    members.make_curator(quiet, user=mina, by=carol, at=at)
    assert seen_in(quiet, mina) == {mina, tom, carol}

    members.step_down(quiet, user=mina, at=at)

    assert seen_in(quiet, mina) == {mina, carol}


# Ticks, names that look the same, what is counted


def test_nobody_ticks_whom_they_do_not_see(quiet: Circle, carol: User, mina: User, tom: User, at: datetime) -> None:
    known = signed_in(mina).post(reverse("circles:know", args=["quiet", tom.pk]), {"value": "yes"})
    nobody = signed_in(mina).post(reverse("circles:know", args=["quiet", 999999]), {"value": "yes"})

    assert (known.status_code, known.content) == (nobody.status_code, nobody.content) == (404, nobody.content)
    with pytest.raises(NotMember):
        ticks.tick(quiet, ticker=mina, known=tom, at=at)
    ticks.tick(quiet, ticker=mina, known=carol, at=at)
    ticks.tick(quiet, ticker=carol, known=mina, at=at)
    assert Acquaintance.objects.mutual().count() == 2


def test_a_tick_of_before_is_exported_without_the_name_of_whom_one_sees_there_no_more(
    quiet: Circle, carol: User, mina: User, tom: User, at: datetime
) -> None:
    """Also where the two see each other elsewhere: whether Tom is still in this one is the curators' to know."""
    elsewhere = make_circle("elsewhere", members=[mina, tom])
    for circle, known in ((quiet, tom), (quiet, carol), (elsewhere, tom)):
        Acquaintance.objects.create(circle=circle, ticker=mina, known=known, at=at)

    def told() -> list[tuple[str, str]]:
        return sorted((row["circle"], row["name"]) for row in exports.export(mina)["people_ticked_as_known"])

    assert told() == [("elsewhere", "Tom Tomasson"), ("quiet", ""), ("quiet", "Carol Keeper")]
    Acquaintance.objects.create(circle=quiet, ticker=tom, known=mina, at=at)
    assert told()[1:] == [("quiet", "Carol Keeper"), ("quiet", "Tom Tomasson")]


def test_no_name_of_a_member_holds_a_newcomer_there(quiet: Circle, at: datetime) -> None:
    """Being held would tell whoever has a way in that somebody of that name is here."""
    assert isinstance(admit(quiet, make_user("TOM  Tomasson"), at=at), Membership)
    assert isinstance(admit(quiet, make_user("CAROL  Keeper"), at=at), Held)


def test_taking_the_name_of_a_member_there_tells_nothing(quiet: Circle, mina: User, at: datetime) -> None:
    save_profile(mina, {"name": "TOM  Tomasson"}, at=at)

    assert not Held.objects.exists()


def test_who_was_held_for_a_members_name_comes_in_once_the_list_is_closed(carol: User, tom: User, at: datetime) -> None:
    circle = make_circle("open", curator=carol, members=[tom])
    namesake = make_user("TOM  Tomasson")
    assert isinstance(admit(circle, namesake, at=at), Held)

    change(circle, carol, members_seen_by=SeenBy.CURATORS)
    holding.settle_held(at=at)

    assert Membership.objects.filter(circle=circle, user=namesake).exists()


def test_what_several_here_show_is_for_curators(quiet: Circle, carol: User, mina: User) -> None:
    """Also where a member knows all of them from another circle: it would tell that they are in this one."""
    holders = [make_user() for _ in range(6)]
    facts = [add_trait(user, "interest", "#cycling") for user in holders]
    make_circle("runners", members=[mina, *holders])
    for user in holders:
        join(quiet, user)

    told = [
        (
            bool(facts_to_tap(quiet, reader)),
            first_coincidence(quiet, reader, [facts[0].topic]),
            kinds_shown(quiet, reader),
        )
        for reader in (carol, mina)
    ]

    assert told == [(True, "Six people here show #cycling too.", {"interest"}), (False, "", set())]


def test_ones_own_page_is_looked_at_as_by_the_curators(quiet: Circle, tom: User, at: datetime) -> None:
    show_in(add_trait(tom, "interest", "#maps"), [quiet], later=False, at=at)

    lens = next(lens for lens in reaches.lenses(tom) if lens.key == "in-quiet")

    assert lens.curators
    text = signed_in(tom).get(reverse("profiles:person", args=[tom.pk]), {"as": "in-quiet"}).content.decode()
    assert "how the curators of #quiet see you" in text


def test_who_has_met_sees_each_other_wherever_they_are(quiet: Circle, mina: User, tom: User) -> None:
    connect(mina, tom, circle=quiet)

    assert Profile.objects.visible_to(mina).filter(user=tom).exists()
    assert "Tom Tomasson" not in page(mina, "detail", "quiet")


@pytest.mark.parametrize("keepers", [0, 20])
def test_the_page_takes_the_same_number_of_queries_for_many_curators(
    keepers: int, quiet: Circle, mina: User, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_fillers", {})
    for _ in range(keepers):
        join(quiet, make_user(), role=Role.CURATOR)
    browser = signed_in(mina)

    with django_assert_num_queries(9):
        browser.get(reverse("circles:detail", args=["quiet"]))


def test_the_list_is_closed_at_any_time(carol: User, mina: User, tom: User) -> None:
    circle = make_circle("open", curator=carol, members=[mina, tom])

    change(circle, carol, members_seen_by=SeenBy.CURATORS)

    assert seen_in(circle, mina) == {mina, carol}
