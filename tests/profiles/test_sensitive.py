"""Health, faith, sexuality and union: one's own until one says otherwise, and never a word of anybody's to others."""

from datetime import datetime

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from apps.circles.question_form import QuestionsForm
from apps.circles.shown_here import facts_to_tap, first_coincidence, kinds_shown
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import suggestions_for
from apps.profiles import facts
from apps.profiles.models import SENSITIVE, ProfileTrait, User
from apps.profiles.services.traits import add_trait, change_trait
from apps.profiles.topics import topics_for
from tests.factories import add_trait as have_trait
from tests.factories import make_circle, make_user
from tests.matching.scenes import LATER, crowd, refreshed_circle

ADD = reverse("profiles:add_trait")
UNSAID = {"visibility": "", "year_from": "", "year_to": ""}


@pytest.mark.parametrize("kind", SENSITIVE)
def test_a_sensitive_fact_begins_as_ones_own(kind: str, client: Client, mina: User) -> None:
    page = client.post(ADD, UNSAID | {"name": "Canary word", "kind": kind}, follow=True).content.decode()

    trait = mina.traits.get()
    assert (trait.visibility, trait.may_match) == ("hidden", False)
    assert "Only you see “Canary word”, and it is not matched. “Change” beside it lets others see it." in page
    assert "It may help to find people for me" in page


def test_a_hash_makes_no_interest_of_what_is_private_by_nature(client: Client, mina: User) -> None:
    client.post(ADD, UNSAID | {"name": "#quaker", "kind": "faith"})

    trait = mina.traits.get()
    assert (trait.kind, trait.topic.name, trait.visibility) == ("faith", "quaker", "hidden")


def test_any_other_fact_begins_open(client: Client, mina: User) -> None:
    page = client.post(ADD, UNSAID | {"name": "P.S. 81", "kind": "school"}, follow=True).content.decode()

    assert mina.traits.get().visibility == "circle_mates"
    assert "It may help to find people for me" not in page


def test_a_sensitive_fact_is_opened_when_somebody_says_so(client: Client, mina: User) -> None:
    trait = add_trait(mina, kind="faith", name="Quaker", at=mina.date_joined)
    form = {"visibility": "circle_mates", "may_match": "on", "year_from": "", "year_to": ""}

    client.post(reverse("profiles:change_trait", args=[trait.pk]), form)

    trait.refresh_from_db()
    assert (trait.visibility, trait.may_match) == ("circle_mates", True)


def test_undo_brings_a_sensitive_fact_back_as_it_was(client: Client, mina: User) -> None:
    trait = have_trait(mina, "faith", "Quaker", visibility="introduced", may_match=True)
    page = client.post(reverse("profiles:remove_trait", args=[trait.pk]), follow=True).content.decode()
    assert 'name="may_match" value="on"' in page

    client.post(ADD, UNSAID | {"name": "Quaker", "kind": "faith", "visibility": "introduced", "may_match": "on"})

    again = mina.traits.get()
    assert (again.visibility, again.may_match) == ("introduced", True)


def test_only_sensitive_facts_are_asked_about_matching(mina: User, at: datetime) -> None:
    trait = have_trait(mina, "school", "P.S. 81")

    change_trait(trait, visibility="hidden", year_from=None, year_to=None, may_match=True, at=at)

    assert not mina.traits.get().may_match
    with pytest.raises(IntegrityError):
        ProfileTrait.objects.filter(pk=trait.pk).update(may_match=True)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [(False, False), (True, False), (True, True)])
def test_a_sensitive_fact_helps_only_those_who_both_asked_and_is_never_cited(asked: tuple[bool, bool]) -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    for user, may_match in zip((mina, jonas), asked, strict=True):
        have_trait(user, "health", "Canary fever", may_match=may_match)
        have_trait(user, "interest", "#chess")
    refreshed_circle("walkers", [mina, jonas, *crowd(9), *crowd(9, interest="#chess")])

    cards = [card for card in suggestions_for(mina, at=LATER) if card.person == jonas]

    assert bool(cards) == all(asked)
    assert "Canary" not in "".join(reason.sentence for card in cards for reason in card.reasons)
    assert [reason.sentence for card in cards for reason in card.reasons] == (
        ["You both like #chess, like nine others here"] if all(asked) else []
    )
    mina.traits.filter(kind="health").update(may_match=False)
    assert jonas not in [card.person for card in suggestions_for(mina, at=LATER)]


@pytest.mark.django_db
def test_nobody_is_suggested_for_a_sensitive_fact_alone() -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    for user in (mina, jonas):
        have_trait(user, "health", "Canary fever", may_match=True)
    circle = make_circle("walkers", members=[mina, jonas, *crowd(12)])
    refresh_circle(circle.pk, at=LATER)

    assert suggestions_for(mina, at=LATER) == []


@pytest.mark.django_db
def test_sensitive_facts_are_neither_offered_nor_counted_nor_marked_as_shared() -> None:
    reader = make_user("Reader")
    holders = [make_user(f"Holder {number}") for number in range(6)]
    circle = make_circle("walkers", members=[reader, *holders])
    for user in holders:
        trait = have_trait(user, "faith", "Canary creed")
    have_trait(reader, "faith", "Canary creed")

    assert topics_for(reader, kind="faith", text="canary") == []
    assert facts_to_tap(circle, make_user()) == []
    assert first_coincidence(circle, reader, [trait.topic]) == ""
    assert kinds_shown(circle, reader) == set()
    assert [(fact.label, fact.shared) for fact in facts.of(holders[0], reader=reader)] == [("Canary creed", False)]  # type: ignore[attr-defined]  # an annotation


@pytest.mark.django_db
def test_curators_do_not_ask_newcomers_for_what_is_private_by_nature() -> None:
    form = QuestionsForm({"words_1": "What ails you?", "kind_1": "health"}, circle=make_circle())

    assert not form.is_valid()
