"""Asking to be introduced to somebody on a meeting."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.introductions.services.keeping_away import keep_away
from apps.matching.models import Suggestion, Wish
from apps.matching.services.noting import note_wish
from apps.matching.services.wishing import wish
from apps.meetings.models import Attendee, Meeting
from apps.meetings.reading.events import Person
from apps.meetings.services.answering import confirm
from apps.meetings.telling import told
from apps.meetings.views import asking
from apps.profiles.models import Profile, User
from tests.factories import connect, join, make_circle, make_user
from tests.introductions.scenes import ask, signed_in
from tests.meetings.pages import kept, page, press
from tests.meetings.scenes import person

pytestmark = pytest.mark.django_db
# What the form holds beside the button.
WISHED = {"circle": "marketing"}
READ = WISHED | {"asked": "yes"}


@pytest.fixture
def client(mina: User) -> Client:
    return signed_in(mina)


def bench(curator: User, circle: Circle) -> str:
    return signed_in(curator).get(reverse("bench:sitting", args=[circle.tag])).text


def suggested(circle: Circle, one: User, other: User) -> Suggestion:
    low, high = sorted((one, other), key=lambda user: user.pk)
    return Suggestion.objects.create(circle=circle, low=low, high=high, made_at=timezone.now(), score=1)


def test_of_a_maybe_nothing_is_asked_for(client: Client, mina: User, justin: User, circle: Circle) -> None:
    meeting = kept(mina, Person("Justin Lee", ""))

    assert press(client, "ask", meeting, justin, **READ) == 404


def test_a_curator_is_asked_and_the_other_learns_nothing(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    curator = circle.memberships.get(role="curator").user
    meeting = kept(mina, person(justin))
    before = signed_in(justin).get("/").text
    assert "The curators of #marketing see that you would like it" in page(client, meeting)

    press(client, "ask", meeting, justin, **READ)

    mine = Wish.objects.get()
    assert (mine.user, mine.suggestion.other(mina), mine.bench, mine.asked) == (mina, justin, "yes", True)
    assert "Mina would like to meet Justin." in bench(curator, circle)
    assert "You asked to be introduced. Only the curators of #marketing see it." in page(client, meeting)
    assert not Suggestion.objects.visible_to(justin).exists()
    token = re.compile(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"')
    assert token.sub("", signed_in(justin).get("/").text) == token.sub("", before)

    press(client, "take_back", meeting, justin)
    assert not Wish.objects.exists()
    taken = page(client, meeting)
    assert ("The curators of #marketing do not read it any more." in taken, "Nobody learns that you had" in taken) == (
        True,
        False,
    )
    assert "would like to meet" not in bench(curator, circle)
    assert "Ask a curator for an introduction" in page(client, meeting)


def test_a_note_that_is_sealed_leaves_the_ask_where_it_is(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    press(client, "ask", kept(mina, person(justin)), justin, **READ)
    suggestion = Wish.objects.get().suggestion
    sealed = {"by": mina, "note": "We both sail.", "note_for": "other", "on_bench": False}

    mine = note_wish(suggestion, **sealed)  # type: ignore[arg-type]  # as above
    assert (mine.bench, mine.asked) == ("yes", True)

    # Where it can be chosen, it is.
    Circle.objects.update(shows_wishes=True)
    mine = note_wish(suggestion, **sealed)  # type: ignore[arg-type]  # as above
    assert (mine.bench, mine.asked) == ("", False)


def test_where_only_they_keep_the_circle_it_is_a_wish_all_the_same(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    circle.memberships.filter(role="curator").delete()
    circle.memberships.filter(user=justin).update(role="curator")
    meeting = kept(mina, person(justin))
    assert "I would like to meet them" in page(client, meeting)

    press(client, "ask", meeting, justin, **WISHED)
    assert (Wish.objects.get().bench, Wish.objects.get().asked) == ("", False)

    circle.memberships.filter(user=justin).update(role="member")
    theirs = kept(justin, person(mina))
    answer = signed_in(justin).post(reverse("meetings:ask", args=[theirs.slug, mina.pk]), WISHED)
    assert answer.headers["Location"].startswith("/conversations/")
    assert "introduced" in page(client, meeting)


def test_whoever_has_met_or_keeps_the_circle_asks_nobody(mina: User, justin: User, circle: Circle) -> None:
    curator = circle.memberships.get(role="curator").user
    tom, una = (join(circle, make_user(name)).user for name in ("Tom Oak", "Una Ash"))
    connect(mina, tom)
    keep_away(mina, una, at=timezone.now())
    asked = {who: kept(mina, person(who), key=str(who.pk)) for who in (justin, tom, una)}

    codes = [press(signed_in(mina), "ask", meeting, who, **READ) for who, meeting in asked.items()]

    assert codes == [302, 404, 404]
    assert press(signed_in(curator), "ask", kept(curator, person(justin)), justin, **READ) == 404


@pytest.mark.parametrize("in_group", [False, True])
def test_an_introduction_that_is_open_is_led_to(
    in_group: bool, client: Client, mina: User, justin: User, circle: Circle
) -> None:
    others = [join(circle, make_user("Tom Oak")).user] if in_group else []
    introduction = ask(circle, mina, justin, *others)
    meeting = kept(mina, person(justin))

    assert (
        reverse("introductions:detail", args=[introduction.pk])
        in client.get(reverse("meetings:meeting", args=[meeting.slug])).text
    )
    assert ("of you two is open" in page(client, meeting)) is not in_group
    assert ("of you two and others is open" in page(client, meeting)) is in_group
    assert press(client, "ask", meeting, justin, **READ) == 404


def test_so_many_may_be_asked_for_a_day(
    client: Client, mina: User, justin: User, circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ASKS", "1/d/user")
    tom = join(circle, make_user("Tom Oak")).user
    meeting = kept(mina, person(justin), person(tom))

    for who in (justin, tom):
        press(client, "ask", meeting, who, **READ)

    assert [one.suggestion.other(mina) for one in Wish.objects.all()] == [justin]


def in_form(client: Client, meeting: Meeting) -> dict[str, str]:
    text = client.get(reverse("meetings:meeting", args=[meeting.slug])).text
    return dict(re.findall(r'<input type="hidden" name="(circle|asked)" value="([^"]*)">', text))


def test_the_form_holds_what_stands_beside_it(client: Client, mina: User, justin: User, circle: Circle) -> None:
    assert in_form(client, kept(mina, person(justin))) == READ


def test_those_curators_are_asked_whom_the_page_named(client: Client, mina: User, justin: User, circle: Circle) -> None:
    meeting = kept(mina, person(justin))
    read = in_form(client, meeting)
    make_circle("architects", members=[mina, justin])  # in another tab an invitation is accepted

    press(client, "ask", meeting, justin, **read)

    assert not Wish.objects.exists()
    assert "Read it once more" in page(client, meeting)
    press(client, "ask", meeting, justin, **in_form(client, meeting))
    assert Wish.objects.get().suggestion.circle.tag == "architects"


def test_nobody_is_asked_where_meanwhile_only_they_keep_the_circle(
    client: Client, mina: User, justin: User, circle: Circle
) -> None:
    meeting = kept(mina, person(justin))
    read = in_form(client, meeting)
    circle.memberships.filter(role="curator").delete()
    circle.memberships.filter(user=justin).update(role="curator")

    press(client, "ask", meeting, justin, **read)

    assert not Wish.objects.exists()


@pytest.mark.parametrize("has_wished", [False, True])
def test_who_asks_is_read_by_the_curators_whatever_the_other_has_wished(
    has_wished: bool, client: Client, mina: User, justin: User, circle: Circle
) -> None:
    """He wished where wishes showed; they do not any more, and he is away. She may ask the curators what they read."""
    curator = circle.memberships.get(role="curator").user
    Circle.objects.update(shows_wishes=True)
    if has_wished:
        wish(suggested(circle, mina, justin), by=justin, at=timezone.now(), told=True)
    Circle.objects.update(shows_wishes=False)
    Profile.objects.filter(user=justin).update(paused_at=timezone.now())
    meeting = kept(mina, Person("Justin Lee", ""))
    confirm(Attendee.objects.get(), at=timezone.now())

    press(client, "ask", meeting, justin, **READ)

    assert "Only the curators of #marketing see it" in page(client, meeting)
    assert "Mina would like to meet Justin." in bench(curator, circle)


def test_a_wish_of_a_card_can_become_an_ask(client: Client, mina: User, justin: User, circle: Circle) -> None:
    curator = circle.memberships.get(role="curator").user
    wish(suggested(circle, mina, justin), by=mina, at=timezone.now())
    meeting = kept(mina, person(justin))
    assert "nobody learns of it otherwise" in page(client, meeting)
    assert "would like to meet" not in bench(curator, circle)

    for _twice in range(2):
        press(client, "ask", meeting, justin, **READ)

    assert "Only the curators of #marketing see it" in page(client, meeting)
    assert "Ask a curator" not in page(client, meeting)
    assert "Mina would like to meet Justin." in bench(curator, circle)


def test_who_was_asked_can_be_given_a_note(client: Client, mina: User, justin: User, circle: Circle) -> None:
    curator = circle.memberships.get(role="curator").user
    press(client, "ask", kept(mina, person(justin)), justin, **READ)
    url = reverse("matching:note", args=[Wish.objects.get().suggestion_id])
    assert "For the curators" in client.get(url).text

    client.post(url, {"note": "We both sail.", "note_for": "curators"})

    assert "We both sail." in bench(curator, circle)


def test_the_running_circles_come_first(mina: User, justin: User, circle: Circle) -> None:
    closed = make_circle("aaa", members=[mina, justin])
    Circle.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    kept(mina, person(justin))

    (one,) = told(list(Attendee.objects.all()), mina, at=timezone.now())

    assert [circle.tag for circle in one.circles] == ["marketing", "aaa"]
