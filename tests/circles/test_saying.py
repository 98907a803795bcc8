"""A word from the curator: one plain paragraph a month."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.errors import MonthTaken, NotCurator, NotWaiting, WentOut
from apps.circles.models import Circle, Role, Word
from apps.circles.models.monthly import IN_HAND, SHOWN_FOR, month_of
from apps.circles.services.members import step_down
from apps.circles.services.saying import correct_word, say_word, take_back
from apps.profiles.models import Block, User
from apps.profiles.plain_words import NotPlain
from apps.profiles.services.suspending import suspend
from tests.circles.visits import signed_in
from tests.factories import join, make_question, make_user, make_word

pytestmark = pytest.mark.django_db
SOON = IN_HAND - timedelta(seconds=1)


def read_by(user: User, at: datetime) -> list[str]:
    return list(Word.objects.visible_to(user, at).values_list("words", flat=True))


def press(user: User, circle: Circle, button: str, **data: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    page = client.post(reverse(f"circles:{button}", args=[circle.tag]), data, follow=True)
    return page.status_code, page.text


def test_a_word_goes_to_the_members_in_an_hour_and_ends_in_a_month(
    circle: Circle, david: User, mina: User, at: datetime
) -> None:
    say_word(circle, words="Spring is here.", by=david, at=at)

    assert [read_by(mina, at + wait) for wait in (SOON, IN_HAND, IN_HAND + SHOWN_FOR)] == [[], ["Spring is here."], []]


def test_a_word_is_plain_once_a_month_and_a_curators(circle: Circle, david: User, mina: User, at: datetime) -> None:
    with pytest.raises(NotPlain):
        say_word(circle, words="Buy at shop.example.org", by=david, at=at)
    with pytest.raises(NotCurator):
        say_word(circle, words="Hello", by=mina, at=at)
    say_word(circle, words="Hello", by=david, at=at)
    with pytest.raises(MonthTaken):
        say_word(circle, words="Hello again", by=david, at=at + timedelta(days=5))


def test_a_word_is_corrected_until_it_goes_out(circle: Circle, david: User, mina: User, at: datetime) -> None:
    word = say_word(circle, words="Sprign", by=david, at=at)

    correct_word(word, words="Spring", by=david, at=at + SOON)

    assert read_by(mina, at + IN_HAND) == ["Spring"]
    with pytest.raises(WentOut):
        correct_word(word, words="Autumn", by=david, at=at + IN_HAND)
    with pytest.raises(NotPlain):
        correct_word(word, words="www.example.org", by=david, at=at)


def test_nobody_corrects_anothers_word(circle: Circle, david: User, at: datetime) -> None:
    other = make_user()
    join(circle, other, role=Role.CURATOR)

    with pytest.raises(NotWaiting):
        correct_word(say_word(circle, words="Mine", by=david, at=at), words="Ours", by=other, at=at)


def test_a_word_that_went_out_is_taken_from_pages_and_its_month_stays_used(
    circle: Circle, david: User, mina: User, at: datetime
) -> None:
    word = say_word(circle, words="Hello", by=david, at=at)

    take_back(word, by=david, at=at + IN_HAND)

    assert read_by(mina, at + IN_HAND) == []
    with pytest.raises(NotWaiting):
        take_back(word, by=david, at=at + IN_HAND)
    with pytest.raises(MonthTaken):
        say_word(circle, words="Hello", by=david, at=at + IN_HAND)


@pytest.mark.parametrize("blocker", ["david", "mina"])
def test_a_block_either_way_keeps_it_from_that_member_alone(
    blocker: str, circle: Circle, david: User, mina: User, at: datetime
) -> None:
    una = make_user("Una")
    join(circle, una)
    make_word(circle, by=david, at=at)
    one, other = (david, mina) if blocker == "david" else (mina, david)

    Block.objects.create(blocker=one, blocked=other, since=at)

    assert (read_by(mina, at), read_by(una, at)) == ([], ["Spring is here."])


def test_the_word_of_somebody_suspended_is_not_shown(circle: Circle, david: User, mina: User, at: datetime) -> None:
    make_word(circle, by=david, at=at)

    suspend(david, at=at)

    assert read_by(mina, at) == []


def test_a_curator_says_corrects_and_takes_back_on_one_page(circle: Circle, david: User) -> None:
    assert press(david, circle, "say_word", words="See example.org")[0] == 422
    assert press(david, circle, "say_word", words="x" * 601)[0] == 422
    assert "Written. It goes to the members in an hour." in press(david, circle, "say_word", words="One\n two")[1]
    own = str(Word.objects.get().pk)
    assert "Corrected." in press(david, circle, "say_word", words="Three", row=own)[1]
    assert Word.objects.get().words == "Three"

    page = press(david, circle, "take_back", what="word", row=own)[1]

    assert ("Taken back." in page, Word.objects.count()) == (True, 0)


def test_a_curator_who_is_blocked_learns_only_that_there_is_one(circle: Circle, david: User) -> None:
    other = make_user("Other")
    join(circle, other, role=Role.CURATOR)
    make_word(circle, "CANARY", by=other, at=timezone.now())
    Block.objects.create(blocker=other, blocked=david, since=timezone.now())
    client = Client()
    client.force_login(david)

    page = client.get(reverse("circles:keeping", args=[circle.tag])).text

    assert ("CANARY" in page, "Another curator has said this month" in page) == (False, True)


def test_what_another_window_says_first_is_told_and_no_words_are_lost(circle: Circle, david: User) -> None:
    other = make_user("Other")
    join(circle, other, role=Role.CURATOR)
    press(other, circle, "say_word", words="First")

    status, page = press(david, circle, "say_word", words="My own words")

    assert (status, "This month has one already." in page, "My own words" in page) == (422, True, True)
    status, page = press(other, circle, "say_word", words="From a page of before")
    assert (status, Word.objects.get().words) == (422, "First")


def test_a_correction_that_comes_too_late_is_told_and_no_words_are_lost(circle: Circle, david: User) -> None:
    word = make_word(circle, by=david, at=timezone.now())

    for row in (str(word.pk), "9" * 30, "x"):
        status, page = press(david, circle, "say_word", words="My own words", row=row)
        assert (status, "My own words" in page) == (422, True)

    assert "They wait no longer." in page
    assert Word.objects.get().words == "Spring is here."


def test_what_was_said_last_month_is_read_and_taken_back(circle: Circle, david: User, mina: User, at: datetime) -> None:
    now = timezone.now()
    early = month_of(now) - timedelta(days=1)
    word = make_word(circle, "Late in the month.", by=david, at=now, month=early.replace(day=1))
    make_question(circle, "Late, too?", by=david, at=now, month=early.replace(day=1))

    page = press(david, circle, "say_word", words="This month.")[1]
    assert [words in page for words in ("Late in the month.", "Late, too?", "This month.")] == [True] * 3
    assert "Taken back." in press(david, circle, "take_back", what="word", row=str(word.pk))[1]

    page = signed_in(david).get(reverse("circles:keeping", args=[circle.tag])).text
    assert ("Late in the month." in page, "Late, too?" in page, read_by(mina, now)) == (False, True, [])


def test_curators_are_told_that_nobody_reads_the_words_of_one_who_stepped_down(circle: Circle, david: User) -> None:
    other = make_user("Other")
    join(circle, other, role=Role.CURATOR)
    make_word(circle, by=david, at=timezone.now())
    path = reverse("circles:keeping", args=[circle.tag])
    assert "Members read it until" in signed_in(other).get(path).text

    step_down(circle, user=david, at=timezone.now())

    page = signed_in(other).get(path).text
    assert ("Members read it until" in page, "does not keep the circle any more" in page) == (False, True)
