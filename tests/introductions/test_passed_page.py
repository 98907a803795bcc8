"""The page of what one let pass, the reason after a no, and whom one never wants to be introduced to."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle, SeenBy
from apps.circles.services.leaving import leave
from apps.introductions.models import Answer, Introduction, NeverWith
from apps.introductions.services.ending import close_due
from apps.introductions.services.letting_come import let_come
from apps.matching.models import Dismissal
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.profile import pause, resume
from tests.factories import connect, make_circle, make_user
from tests.introductions.scenes import ask, put_to_all, read, say_no, say_yes, signed_in, url

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=20)


def let_pass(circle: Circle, who: User, *others: User, value: str = "no") -> Introduction:
    at = timezone.now() - LONG_AGO
    asked = put_to_all(ask(circle, who, *others, at=at))
    if value:
        say_no(asked, who, others[0], at)
    close_due(at=timezone.now())
    return Introduction.objects.get(pk=asked.pk)


@pytest.fixture
def over(circle: Circle, mina: User, jonas: User) -> Introduction:
    return let_pass(circle, mina, jonas)


def post(user: User, name: str, *args: object, **data: str) -> str:
    response = signed_in(user).post(url(name, *args), data, follow=True)
    assert response.status_code == 200
    return str(response.text)


def test_after_a_no_the_page_offers_a_reason_and_keeps_it(circle: Circle, mina: User, jonas: User) -> None:
    asked = ask(circle, mina, jonas)

    page = post(mina, "answer", asked.pk, value="no")
    assert "You said no. Nobody else learns of it." in page
    assert "Why? It changes only what is suggested to you. No member and no curator is shown it" in page

    page = post(mina, "reason", asked.pk, reason="not_now")
    assert Answer.objects.get(user=mina).reason == "not_now"
    assert "After eight weeks Jonas may be suggested to you again. Jonas is told nothing of it." in page
    assert "Why?" not in read(jonas, "detail", asked.pk)

    post(mina, "reason", asked.pk, reason="")
    assert Answer.objects.get(user=mina).reason == ""


@pytest.mark.parametrize("reason", ["because", "\x00", "not_now" * 99])
def test_another_reason_gets_a_sentence(reason: str, over: Introduction, mina: User) -> None:
    page = post(mina, "reason", over.pk, reason=reason)

    assert "Choose one of the answers, or rather not say." in page
    assert Answer.objects.get(user=mina).reason == ""


def test_a_reason_without_a_no_gets_a_sentence(circle: Circle, mina: User, jonas: User) -> None:
    assert "You can say why where you said no." in post(mina, "reason", ask(circle, mina, jonas).pk, reason="known")


def test_list_and_back_again(over: Introduction, mina: User, jonas: User) -> None:
    before = read(mina, "passed")
    assert ["Jonas Weber" in before, "you said no" in before] == [True, True]

    opened = post(mina, "reopen", over.pk, value="yes")
    assert ["Open again: you two" in opened, Answer.objects.get(user=mina).reopened_at is None] == [True, False]

    post(mina, "reopen", over.pk, value="no")
    assert read(mina, "passed").count("Open again") == 0
    assert Answer.objects.get(user=mina).reopened_at is None


def test_the_page_of_what_did_not_happen_leads_there_only_for_who_let_it_pass(
    circle: Circle, mina: User, jonas: User
) -> None:
    at = timezone.now() - LONG_AGO
    asked = ask(circle, mina, jonas, at=at)
    say_yes(asked, jonas, at=at)

    assert [url("passed") in read(user, "detail", asked.pk) for user in (mina, jonas)] == [True, False]


def test_what_somebody_lets_pass_is_what_they_did_not_say_yes_to_and_is_over(
    circle: Circle, mina: User, jonas: User, cleo: User
) -> None:
    silent, yes, waiting, shadowed = (make_user(name) for name in ("Silent S", "Yes Y", "Waiting W", "Shadow H"))
    for user in (silent, yes, waiting, shadowed):
        circle.memberships.create(user=user, joined_at=timezone.now())
    let_pass(circle, mina, silent, value="")
    say_yes(ask(circle, mina, yes, at=timezone.now() - LONG_AGO), mina, at=timezone.now() - LONG_AGO)
    say_no(ask(circle, mina, waiting), mina, waiting, timezone.now())
    pause(shadowed, at=timezone.now())
    let_pass(circle, mina, shadowed, value="")
    resume(shadowed, at=timezone.now())
    let_pass(circle, mina, cleo)
    connect(mina, cleo)  # ticked each other since

    page = read(mina, "passed")

    names = ("Silent S", "Yes Y", "Waiting W", "Shadow H", "Cleo Third")
    lines = page.partition('id="over"')[2]
    assert [name in lines for name in names] == [True, False, False, False, False]
    assert "you did not answer" in lines


def test_whoever_said_yes_cannot_reopen(circle: Circle, mina: User, jonas: User) -> None:
    asked = ask(circle, mina, jonas, at=timezone.now() - LONG_AGO)
    say_yes(asked, mina, at=timezone.now() - LONG_AGO)

    assert "Only what you let pass can be reopened" in post(mina, "reopen", asked.pk, value="yes")


def test_a_block_and_an_end_of_the_membership_take_the_name_away(
    over: Introduction, circle: Circle, mina: User, jonas: User, cleo: User
) -> None:
    let_pass(circle, mina, cleo)
    block(jonas, mina, at=timezone.now())
    leave(circle, user=cleo, at=timezone.now())
    assert [name in read(mina, "passed") for name in ("Jonas", "Cleo")] == [False, False]

    make_circle("elsewhere", members=[mina, cleo])
    assert [name in read(mina, "passed") for name in ("Jonas", "Cleo")] == [False, True]


def test_the_same_people_asked_twice_in_a_circle_are_one_line_and_reopened_at_once(
    circle: Circle, mina: User, jonas: User
) -> None:
    let_pass(circle, mina, jonas, value="")
    earlier = Introduction.objects.get()
    Introduction.objects.update(asked_at=earlier.asked_at - LONG_AGO, closes_at=earlier.closes_at - LONG_AGO)
    over = let_pass(circle, mina, jonas)

    assert read(mina, "passed").count("Reopen it with") == 1
    post(mina, "reopen", over.pk, value="yes")
    assert Answer.objects.filter(user=mina, reopened_at=None).count() == 0


def test_where_members_do_not_see_each_other_it_is_the_first_name(
    over: Introduction, circle: Circle, mina: User, jonas: User
) -> None:
    make_circle("elsewhere", members=[mina, jonas])
    Circle.objects.filter(pk=circle.pk).update(members_seen_by=SeenBy.CURATORS)

    page = read(mina, "passed")
    assert ["Jonas" in page, "Weber" in page, reverse("profiles:person", args=[jonas.pk]) in page] == [
        True,
        False,
        False,
    ]

    # Nor does keeping him away from there say who he is.
    page = post(mina, "never_from", over.pk)
    assert ["Jonas" in page, "Weber" in page] == [True, False]
    assert "You asked never" not in signed_in(mina).get(reverse("profiles:person", args=[jonas.pk])).text
    assert NeverWith.objects.get().introduction == over


def test_whom_one_passed_over_stands_there_too(mina: User, jonas: User, circle: Circle, at: datetime) -> None:
    Dismissal.objects.create(user=mina, other=jonas, at=at)

    page = read(mina, "passed")
    assert ["Not for you" in page, "Suggest Jonas Weber again" in page] == [True, True]


@pytest.mark.parametrize("words", ["", "zzz", "\x00", "x" * 300])
def test_an_empty_page_says_what_will_stand_there(words: str, mina: User) -> None:
    page = signed_in(mina).get(url("passed"), {"q": words}).text

    assert "Nothing yet." in page
    assert ("is called so" in page) == (words not in {"", "\x00"})


@pytest.mark.parametrize("name", ["reason", "reopen", "never_from"])
def test_others_get_the_answer_of_what_does_not_exist(name: str, over: Introduction, cleo: User, carol: User) -> None:
    for user in (cleo, carol):
        real, none = (signed_in(user).post(url(name, pk), {"reason": "known"}) for pk in (over.pk, 999_999))
        assert (real.status_code, real.content) == (404, none.content)


def test_nobody_learns_of_a_shadow_by_its_number(circle: Circle, mina: User, jonas: User) -> None:
    pause(jonas, at=timezone.now())
    shadow = ask(circle, mina, jonas)

    for name in ("reason", "reopen", "never_from"):
        assert signed_in(mina).post(url(name, shadow.pk)).status_code == 404


def test_nobody_learns_of_an_ask_that_waits_by_its_number(circle: Circle, mina: User, jonas: User) -> None:
    let_come(mina, asks=0, at=timezone.now())
    waits = ask(circle, mina, jonas)

    for name in ("reason", "reopen", "never_from"):
        assert signed_in(mina).post(url(name, waits.pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_asks_the_same_number_of_queries(
    count: int, circle: Circle, mina: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        other = make_user(f"Other {number}")
        circle.memberships.create(user=other, joined_at=timezone.now())
        let_pass(circle, mina, other)
        NeverWith.objects.create(user=mina, other=other, at=timezone.now())

    client = signed_in(mina)
    with django_assert_num_queries(17):
        page = client.get(url("passed")).text
    assert page.count("Reopen it with") == count
