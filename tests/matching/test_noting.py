"""A few words that go with a wish: whom they reach, and when."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from apps.circles.models import Circle
from apps.circles.services.leaving import leave
from apps.introductions.models import Conversation, Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import introduce
from apps.matching.errors import CuratorsSeeNone, HaveMet, WishGone
from apps.matching.models import Suggestion, Wish
from apps.matching.notes import note_of_another
from apps.matching.services.noting import note_wish
from apps.matching.services.wishing import dismiss, settle_waiting, take_back, wish
from apps.matching.suggesting import show, suggestions_for
from apps.profiles import exports
from apps.profiles.models import Block, User
from apps.profiles.plain_words import NotPlain
from apps.profiles.services.leaving import erase
from tests.circles.visits import signed_in
from tests.factories import make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db
HOPE, OTHER_HOPE = "Which platform do you stand on?", "I still have the scorecard."


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def carol() -> User:
    return make_user("Carol")


@pytest.fixture
def circle(pair: tuple[User, User], carol: User) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)], curator=carol)


@pytest.fixture
def suggestion(circle: Circle, pair: tuple[User, User], at: datetime) -> Suggestion:
    for user in pair:
        show(suggestions_for(user, at=at), user, "home", at)
    return Suggestion.objects.get()


@pytest.fixture
def shows_wishes(circle: Circle) -> None:
    Circle.objects.update(shows_wishes=True)


def noted(suggestion: Suggestion, by: User, note: str = HOPE, note_for: str = "other", on_bench: bool = False) -> Wish:
    return note_wish(suggestion, by=by, note=note, note_for=note_for, on_bench=on_bench)


def wishes(suggestion: Suggestion, by: User, at: datetime, note: str = HOPE, **more: Any) -> Introduction | None:
    made = wish(suggestion, by=by, at=at)
    noted(suggestion, by, note, **more)
    return made


def pages_of(user: User, *urls: str) -> str:
    client = signed_in(user)
    return "".join(client.get(url).text for url in urls)


def conversation_of(user: User) -> str:
    return pages_of(user, reverse("introductions:conversation", args=[Conversation.objects.get().pk]))


def test_sealed_notes_open_with_the_second_wish(suggestion: Suggestion, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    wishes(suggestion, mina, at)
    url = reverse("home"), reverse("profiles:person", args=[mina.pk]), reverse("profiles:settings")
    assert HOPE not in pages_of(jonas, *url)

    made = wish(suggestion, by=jonas, at=LATER)

    assert made is not None
    detail = reverse("introductions:detail", args=[made.pk])
    assert HOPE in conversation_of(jonas)
    assert HOPE in pages_of(jonas, detail)
    assert "Mina wrote, wishing to meet you" in conversation_of(jonas)
    assert "You wrote, when you wished to meet" in conversation_of(mina)


def test_both_notes_open_where_one_was_away(suggestion: Suggestion, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    wishes(suggestion, mina, at)
    mina.profile.paused_at = at
    mina.profile.save()
    wishes(suggestion, jonas, at, OTHER_HOPE)
    mina.profile.paused_at = None
    mina.profile.save()

    settle_waiting([mina.pk], at=LATER)

    assert all(note in conversation_of(user) for user in pair for note in (HOPE, OTHER_HOPE))


@pytest.mark.usefixtures("shows_wishes")
def test_a_note_for_curators_never_reaches_the_other(
    suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    wishes(suggestion, mina, at, note_for="curators")

    made = wish(suggestion, by=jonas, at=LATER)

    assert made is not None
    assert HOPE not in conversation_of(jonas)
    assert HOPE not in str(exports.export(jonas))


def test_a_curators_introduction_opens_no_note(
    suggestion: Suggestion, circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    """The other may never have wished, and learns nothing of it."""
    wishes(suggestion, pair[0], at)
    asked = introduce(circle, pair, by=carol, note="Meet.", at=at)
    for user in pair:
        asked = answer(asked, user=user, value="yes", at=LATER)

    assert asked.state == "made"
    assert all(HOPE not in conversation_of(user) for user in pair)
    assert note_of_another(Wish.objects.get().pk, pair[1]) is None


def test_a_note_is_changed_and_removed_until_they_have_met(
    suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    wishes(suggestion, mina, at)

    assert noted(suggestion, mina, OTHER_HOPE).note == OTHER_HOPE
    assert noted(suggestion, mina, "").note == ""
    wish(suggestion, by=jonas, at=LATER)
    with pytest.raises(HaveMet):
        noted(suggestion, mina, HOPE)
    assert "wishing to meet" not in conversation_of(jonas)


@pytest.mark.parametrize("end", ["taken back", "passed over", "left", "erased"])
def test_a_note_goes_with_the_wish(
    end: str, suggestion: Suggestion, circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    wishes(suggestion, mina, at)

    if end == "taken back":
        take_back(suggestion, by=mina)
    elif end == "passed over":
        dismiss(suggestion, by=mina, at=at)
    elif end == "left":
        leave(circle, user=mina, at=at)
    else:
        erase(mina, at=at)

    assert not Wish.objects.exists()
    assert wish(suggestion, by=jonas, at=LATER) is None if end != "erased" else True


@pytest.mark.parametrize("end", ["passed over", "left"])
def test_an_opened_note_stays(
    end: str, suggestion: Suggestion, circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    wishes(suggestion, mina, at)
    wish(suggestion, by=jonas, at=LATER)

    if end == "passed over":  # on a page that was open since before
        dismiss(suggestion, by=mina, at=LATER)
    else:
        leave(circle, user=mina, at=LATER)

    assert HOPE in conversation_of(jonas)


def test_who_wished_for_another_has_no_wish_to_note(
    suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    wishes(suggestion, pair[0], at)

    with pytest.raises(WishGone):
        noted(suggestion, pair[1])


@pytest.mark.parametrize("note", ["See https://shop.example", "x" * 501])
def test_a_note_is_short_and_without_links(
    note: str, suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    wish(suggestion, by=pair[0], at=at)

    with pytest.raises(NotPlain):
        noted(suggestion, pair[0], note)


@pytest.mark.parametrize("choice", [{"note_for": "curators"}, {"on_bench": True}])
def test_nothing_is_for_curators_where_they_see_no_wishes(
    choice: dict[str, Any], suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    wish(suggestion, by=pair[0], at=at)

    with pytest.raises(CuratorsSeeNone):
        noted(suggestion, pair[0], **choice)


def test_an_export_holds_ones_own_note_and_never_the_others(
    suggestion: Suggestion, pair: tuple[User, User], at: datetime
) -> None:
    for user, note in zip(pair, (HOPE, OTHER_HOPE), strict=True):
        wishes(suggestion, user, at, note) if user == pair[0] else wish(suggestion, by=user, at=at)
    Wish.objects.filter(user=pair[1]).update(note=OTHER_HOPE)

    mine = str(exports.export(pair[0])["suggestions"])

    assert (HOPE in mine, OTHER_HOPE in mine) == (True, False)


def test_an_opened_note_is_read_and_reported_by_the_other_alone(
    suggestion: Suggestion, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    mina, jonas = pair
    wishes(suggestion, mina, at)
    pk = Wish.objects.get().pk
    assert note_of_another(pk, jonas) is None
    wish(suggestion, by=jonas, at=LATER)

    readers = [user for user in (mina, jonas, carol, make_user()) if note_of_another(pk, user)]

    assert readers == [jonas]
    Block.objects.create(blocker=mina, blocked=jonas, since=LATER)
    assert note_of_another(pk, jonas) is None
