"""Whom of a circle one knows already: asked once after coming in, for many at a time, sealed."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.circles.knowing_pages import A_PAGE
from apps.circles.models import Acquaintance, Circle, Held, Membership
from apps.circles.services import holding, ticks
from apps.circles.services.members import admit
from apps.circles.tokens import join_link
from apps.circles.waiting import waiting_for
from apps.introductions.models import Connection
from apps.profiles.models import Block, Profile, User
from tests.circles.visits import masked, signed_in
from tests.factories import add_trait, join, make_circle, make_user
from tests.matching.scenes import crowd

pytestmark = pytest.mark.django_db
URL = "/circles/marketing/knowing/"


@pytest.fixture
def ana(circle: Circle) -> User:
    ana = make_user("Ana")
    join(circle, ana, ask_whom_known=True)
    return ana


@pytest.fixture
def browser(ana: User) -> Client:
    return signed_in(ana)


def ticked(user: User) -> set[int]:
    return set(Acquaintance.objects.filter(ticker=user).values_list("known_id", flat=True))


def is_asked(user: User) -> bool:
    return Membership.objects.get(user=user).ask_whom_known


def save(browser: Client, shown: list[int], known: list[int], **more: str) -> str:
    return browser.post(URL, {"shown": shown, "known": known} | more)["Location"]


def test_ticks_of_a_page_are_kept_and_taken_back(browser: Client, ana: User, mina: User, david: User) -> None:
    assert 'name="known"' in browser.get(URL).text
    assert is_asked(ana)  # looking changes nothing

    where = save(browser, [mina.pk, david.pk], [mina.pk])
    assert (where, ticked(ana), is_asked(ana)) == ("/circles/marketing/", {mina.pk}, False)
    shown = browser.get(URL).text
    assert f'value="{mina.pk}" checked' in shown
    assert f'value="{david.pk}" checked' not in shown

    save(browser, [mina.pk, david.pk], [david.pk])
    assert ticked(ana) == {david.pk}


def test_only_who_was_on_the_page_changes_and_twice_is_once(
    browser: Client, ana: User, mina: User, david: User
) -> None:
    save(browser, [mina.pk], [mina.pk, david.pk])
    for _ in range(2):
        save(browser, [david.pk], [david.pk])

    assert ticked(ana) == {mina.pk, david.pk}
    assert Acquaintance.objects.count() == 2


def test_ids_of_nobody_strangers_and_who_blocked_one_are_one_and_the_same(
    browser: Client, ana: User, mina: User, circle: Circle, at: datetime
) -> None:
    blocker, stranger = make_user("Bob"), make_user("Sam")
    join(circle, blocker)
    Block.objects.create(blocker=blocker, blocked=ana, since=at)

    answers = []
    for who in (blocker.pk, stranger.pk, ana.pk, 999_999, "9" * 18, "9" * 40, "x"):
        answer = browser.post(URL, {"shown": [who, mina.pk], "known": [who, mina.pk]}, follow=True)
        answers.append((answer.status_code, answer.redirect_chain, masked(answer.text)))
        assert ticked(ana) == {mina.pk}

    assert answers == [answers[0]] * len(answers)
    assert "Bob" not in browser.get(URL).text


def test_tick_that_answers_another_connects_and_taking_it_back_ends_that(
    browser: Client, ana: User, mina: User, circle: Circle, at: datetime
) -> None:
    ticks.tick(circle, ticker=mina, known=ana, at=at)
    assert f'value="{mina.pk}" checked' not in browser.get(URL).text

    save(browser, [mina.pk], [mina.pk])
    assert Connection.objects.get().origin == Connection.Origin.ACQUAINTANCE

    save(browser, [mina.pk], [])
    assert (Connection.objects.count(), ticked(mina)) == (0, {ana.pk})


def test_whom_one_ticks_sees_the_same_pages(browser: Client, ana: User, mina: User) -> None:
    pages = ("/", URL, "/circles/marketing/", f"/people/{ana.pk}/", "/people/")
    reader = signed_in(mina)
    before = [masked(reader.get(path).text) for path in pages]

    save(browser, [mina.pk], [mina.pk])

    assert [masked(reader.get(path).text) for path in pages] == before


def test_question_about_naming_is_asked_until_it_is_answered(browser: Client, ana: User, mina: User) -> None:
    question = "When two people here both know you, may they read it?"
    assert (question in browser.get(URL).text, "checked" in browser.get(URL).text) == (True, False)

    save(browser, [mina.pk], [])
    assert Profile.objects.get(user=ana).may_be_named is None

    save(browser, [mina.pk], [], may_be_named="no")
    assert Profile.objects.get(user=ana).may_be_named is False
    assert question not in browser.get(URL).text

    save(browser, [mina.pk], [], may_be_named="yes")  # an old page: the answer has its place in the settings now
    assert Profile.objects.get(user=ana).may_be_named is False


def test_nonsense_about_naming_gets_a_sentence_and_no_tick_is_lost(browser: Client, ana: User, mina: User) -> None:
    answer = browser.post(URL, {"shown": [mina.pk], "known": [mina.pk], "may_be_named": "perhaps"})

    assert (answer.status_code, f'value="{mina.pk}" checked' in answer.text) == (422, True)
    assert (ticked(ana), is_asked(ana)) == (set(), True)


def test_one_press_leaves_it_out(browser: Client, ana: User, mina: User) -> None:
    answer = browser.post(URL, {"skip": "1", "shown": [mina.pk], "known": [mina.pk], "may_be_named": "yes"})

    assert (answer["Location"], ticked(ana), is_asked(ana)) == ("/circles/marketing/", set(), False)
    assert Profile.objects.get(user=ana).may_be_named is None


def fill(circle: Circle, count: int) -> list[User]:
    people = crowd(count)
    Membership.objects.bulk_create(Membership(circle=circle, user=user, joined_at=circle.created_at) for user in people)
    return people


def shown_ids(page: str) -> list[int]:
    return [int(part.split('"')[0]) for part in page.split('name="shown" value="')[1:]]


def test_many_are_gone_through_page_by_page_and_nothing_ticked_is_lost(
    browser: Client, ana: User, circle: Circle
) -> None:
    fill(circle, 2 * A_PAGE)
    first = shown_ids(browser.get(URL).text)

    where = save(browser, first, first[:2], to="2")
    second = shown_ids(browser.get(where).text)
    save(browser, second, second[:1], to="1")

    assert parse_qs(urlsplit(where).query) == {"page": ["2"]}
    assert (len(first), len(second), set(first) & set(second)) == (A_PAGE, A_PAGE, set())
    assert ticked(ana) == {*first[:2], second[0]}
    assert shown_ids(browser.get(f"{URL}?page=99").text) == shown_ids(browser.get(f"{URL}?page=3").text)


def test_people_are_found_by_part_of_a_name_whatever_its_case_and_accents(
    browser: Client, ana: User, circle: Circle
) -> None:
    people = fill(circle, A_PAGE)
    zoe = make_user("Zoë Ångström")
    join(circle, zoe)

    where = save(browser, [people[0].pk], [people[0].pk], find="1", q="angs", to="")

    assert (shown_ids(browser.get(where).text), ticked(ana)) == ([zoe.pk], {people[0].pk})
    assert "Nobody here is called so." in browser.get(f"{URL}?q=nobody+like+this").text
    assert zoe.email not in browser.get(f"{URL}?q={zoe.email}").text.replace(f'value="{zoe.email}"', "")
    for nonsense in ("?q=%00&page=-1", "?q=" + "x" * 500, "?page=9999999999999999999999&order=strange"):
        assert browser.get(URL + nonsense).status_code == 200


def test_newest_come_first_where_one_asks_for_it(browser: Client, mina: User, david: User, circle: Circle) -> None:
    later = make_user("Zoe")
    join(circle, later, at=circle.created_at + timedelta(days=1))

    assert shown_ids(browser.get(URL).text) == [david.pk, mina.pk, later.pk]
    assert shown_ids(browser.get(f"{URL}?order=newest").text)[0] == later.pk


@pytest.mark.parametrize("count", [3, 300])
def test_page_and_saving_take_the_same_queries_for_many(
    count: int, browser: Client, ana: User, circle: Circle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [user.pk for user in fill(circle, count)]
    browser.get(URL)

    with django_assert_num_queries(8):
        page = browser.get(URL)
    with django_assert_num_queries(20):
        save(browser, people[:A_PAGE], people[:A_PAGE])

    assert len(shown_ids(page.text)) == min(count + 2, A_PAGE)


def test_who_comes_in_is_led_there_once_where_there_is_somebody_to_know(circle: Circle, at: datetime) -> None:
    ana, empty = make_user("Ana"), make_circle("empty")
    Membership.objects.filter(circle=empty).delete()
    for number in range(3):
        add_trait(ana, "interest", f"bees {number}")
    for one in (circle, empty):
        one.join_policy = "open"
        one.save()
    browser = signed_in(ana)

    assert [browser.post(link(one))["Location"] for one in (circle, empty)] == [URL, "/circles/empty/"]
    assert not Membership.objects.get(user=ana, circle=circle).ask_whom_known


def link(circle: Circle) -> str:
    return "/" + join_link(circle).split("/", 3)[3]


def test_welcome_leads_there_after_its_last_step_and_not_again(ana: User, browser: Client) -> None:
    Membership.objects.filter(user=ana).update(welcome_step=4)
    last = "/circles/marketing/welcome/4/"

    assert [browser.post(last, {"skip": "1"})["Location"] for _ in range(2)] == [URL, "/circles/marketing/"]


def test_home_reminds_for_two_weeks_until_it_is_answered_or_put_off(browser: Client, ana: User) -> None:
    joined_at = Membership.objects.get(user=ana).joined_at
    days = [[row.path for row in waiting_for(ana, at=joined_at + timedelta(days=day))] for day in (1, 13, 15)]
    assert days == [[URL], [URL], []]

    assert browser.post(URL, {"skip": "home"})["Location"] == "/"

    assert waiting_for(ana, at=joined_at) == []


def test_home_does_not_remind_where_nobody_else_is_seen(ana: User, mina: User, david: User, at: datetime) -> None:
    for other in (mina, david):
        Block.objects.create(blocker=other, blocked=ana, since=at)

    assert waiting_for(ana, at=at) == []
    assert "Nobody else is here yet." in signed_in(ana).get(URL).text


def test_it_is_remembered_while_a_name_is_looked_at(circle: Circle, namesake: User, at: datetime) -> None:
    held = admit(circle, namesake, at=at)
    assert isinstance(held, Held)

    came = holding.let_in(held, by=circle.memberships.get(role="curator").user, at=at)
    Membership.objects.filter(pk=came.pk).update(ask_whom_known=False)
    came.refresh_from_db()

    assert (held.ask_whom_known, holding.hold(came, formerly="", at=at).ask_whom_known) == (True, False)


def test_closed_circle_asks_nothing(browser: Client, ana: User, mina: User, circle: Circle) -> None:
    Circle.objects.update(closed_at=circle.created_at)

    assert [browser.get(URL)["Location"], save(browser, [mina.pk], [mina.pk])] == ["/circles/marketing/"] * 2
    assert (ticked(ana), waiting_for(ana, at=circle.created_at)) == (set(), [])


def test_where_curators_alone_see_who_is_there_one_finds_them_alone(
    browser: Client, ana: User, mina: User, david: User, at: datetime
) -> None:
    Circle.objects.update(members_seen_by="curators")

    page = browser.get(URL).text
    assert (shown_ids(page), "Only the curators see who is here." in page) == ([david.pk], True)
    save(browser, [david.pk, mina.pk], [mina.pk])
    assert ticked(ana) == set()

    Block.objects.create(blocker=david, blocked=ana, since=at)
    assert "Nobody else is here yet." not in browser.get(URL).text
