"""The circle question: once a month, an answer is a fact, and nobody is told who answered."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.errors import MonthTaken, NotCurator, QuestionOver
from apps.circles.keeping_pages import next_month
from apps.circles.models import Circle, CircleQuestion, QuestionSettled, Word
from apps.circles.models.monthly import IN_HAND, SHOWN_FOR
from apps.circles.question_links import Posed
from apps.circles.ready_made import READY_MADE
from apps.circles.services.asking import BadAnswers, answer_question, ask_circle, offered_answers, pass_over
from apps.circles.services.circles import close, reopen
from apps.circles.services.saying import take_back
from apps.profiles.models import Block, ProfileTrait, User
from apps.profiles.plain_words import NotPlain
from apps.profiles.services.suspending import suspend
from apps.profiles.services.traits import BadFact
from tests.factories import add_trait, make_question, make_user, make_word

pytestmark = pytest.mark.django_db
FREE: dict[str, Any] = {"words": "What would you do today?", "kind": "interest", "answers": ["hiking", "museums"]}


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def facts(user: User) -> list[tuple[str, str, str]]:
    return [(fact.kind, fact.name, fact.visibility) for fact in user.traits.order_by("pk")]


def open_to(user: User, at: datetime) -> list[str]:
    return list(CircleQuestion.objects.open_to(user, at).values_list("words", flat=True))


def test_a_question_goes_to_the_members_in_an_hour_and_ends_in_a_month(
    circle: Circle, david: User, mina: User, at: datetime
) -> None:
    ask_circle(circle, **FREE, by=david, at=at)

    moments = (timedelta(), IN_HAND, IN_HAND + SHOWN_FOR - timedelta(seconds=1), IN_HAND + SHOWN_FOR)
    assert [open_to(mina, at + wait) for wait in moments] == [[], [FREE["words"]], [FREE["words"]], []]
    assert open_to(make_user(), at + IN_HAND) == []


def test_a_circle_has_one_question_a_month(circle: Circle, david: User, at: datetime) -> None:
    first = ask_circle(circle, **FREE, by=david, at=at)

    with pytest.raises(MonthTaken):
        ask_circle(circle, **FREE, by=david, at=at + timedelta(days=3))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_question(circle, by=david, at=at)
    assert [next_month(moment) for moment in (at, datetime(2026, 12, 31, 23, tzinfo=UTC))] == [
        date(2026, 4, 1),
        date(2027, 1, 1),
    ]
    assert ask_circle(circle, **FREE, by=david, at=at + timedelta(days=31)).month != first.month


def test_only_a_curator_asks(circle: Circle, mina: User, at: datetime) -> None:
    with pytest.raises(NotCurator):
        ask_circle(circle, **FREE, by=mina, at=at)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"words": "Have you seen example.org?"}, NotPlain),
        ({"answers": ["hiking"]}, BadAnswers),
        ({"answers": ["hiking", "Hiking"]}, BadAnswers),
        ({"answers": list("abcdefg")}, BadAnswers),
        ({"answers": ["hiking", "bit.ly/x"]}, BadFact),
    ],
)
def test_a_question_is_plain_and_has_two_to_six_answers(
    fields: dict[str, object], error: type[Exception], circle: Circle, david: User, at: datetime
) -> None:
    with pytest.raises(error):
        ask_circle(circle, **(FREE | fields), by=david, at=at)
    assert CircleQuestion.objects.count() == 0


def test_every_ready_made_question_can_be_asked() -> None:
    assert len(READY_MADE) == 12
    for one in READY_MADE:
        answers = [str(answer) for answer in one.answers]
        assert (offered_answers(one.kind, answers), len(str(one.words)) <= 120) == (answers, True)


def test_an_answer_is_a_fact_and_settles_it(circle: Circle, david: User, mina: User, at: datetime) -> None:
    question = make_question(circle, by=david, at=at)

    answer_question(question, user=mina, name="hiking", visibility="introduced", at=at)

    assert facts(mina) == [("interest", "hiking", "introduced")]
    assert open_to(mina, at) == []
    with pytest.raises(QuestionOver):
        answer_question(question, user=mina, name="museums", visibility="circle_mates", at=at)
    assert len(facts(mina)) == 1


def test_a_fact_that_one_has_already_counts_and_stays(circle: Circle, david: User, mina: User, at: datetime) -> None:
    add_trait(mina, "interest", "hiking", visibility="hidden")
    question = make_question(circle, by=david, at=at)

    answer_question(question, user=mina, name="Hiking", visibility="circle_mates", at=at)

    assert (facts(mina), open_to(mina, at)) == ([("interest", "hiking", "hidden")], [])


def test_passing_it_over_settles_it_and_keeps_nothing(circle: Circle, david: User, mina: User, at: datetime) -> None:
    pass_over(make_question(circle, by=david, at=at), user=mina, at=at)

    assert (facts(mina), open_to(mina, at)) == ([], [])


def test_a_bad_answer_settles_nothing(circle: Circle, david: User, mina: User, at: datetime) -> None:
    question = make_question(circle, by=david, at=at)

    page = browser(mina).post(
        reverse("circles:answer_question", args=[make_question_now(question)]),
        {"answer": "other", "other": "x" * 150, "visibility": "hidden"},
    )

    assert (page.status_code, "Keep a fact to 80 characters." in page.text) == (422, True)
    assert ("x" * 150 in page.text, QuestionSettled.objects.count()) == (True, 0)


def make_question_now(question: CircleQuestion) -> int:
    """Pages go by the real clock."""
    now = timezone.now()
    CircleQuestion.objects.filter(pk=question.pk).update(made_at=now - IN_HAND, goes_at=now, ends_at=now + SHOWN_FOR)
    return question.pk


@pytest.mark.parametrize("why", ["blocked", "blocks", "suspended", "stepped_down", "closed", "left", "taken_back"])
def test_a_question_is_read_by_those_who_may(why: str, circle: Circle, david: User, mina: User, at: datetime) -> None:
    question = make_question(circle, by=david, at=at)
    assert open_to(mina, at) == [question.words]

    if why == "blocked":
        Block.objects.create(blocker=david, blocked=mina, since=at)
    elif why == "blocks":
        Block.objects.create(blocker=mina, blocked=david, since=at)
    elif why == "suspended":
        suspend(david, at=at)
    elif why == "stepped_down":
        circle.memberships.filter(user=david).update(role="member")
    elif why == "closed":
        close(circle, by=david, at=at)
    elif why == "left":
        circle.memberships.filter(user=mina).delete()
    else:
        take_back(question, by=david, at=at)

    assert open_to(mina, at) == []


def test_in_hand_it_is_taken_back_as_if_it_had_never_been(circle: Circle, david: User, at: datetime) -> None:
    question = ask_circle(circle, **FREE, by=david, at=at)
    take_back(question, by=david, at=at + IN_HAND - timedelta(seconds=1))
    assert CircleQuestion.objects.count() == 0

    again = ask_circle(circle, **FREE, by=david, at=at)
    take_back(again, by=david, at=at + IN_HAND)

    with pytest.raises(MonthTaken):
        ask_circle(circle, **FREE, by=david, at=at + IN_HAND)


def test_a_link_from_a_digest_needs_no_log_in_and_looking_changes_nothing(
    circle: Circle, david: User, mina: User
) -> None:
    question = make_question(circle, by=david, at=timezone.now())
    path = Posed(question, mina.pk).answers[1][1]
    somebody = Client(enforce_csrf_checks=True)

    page = somebody.get(path)
    somebody.head(path)

    assert (page.status_code, "csrftoken" in page.cookies) == (200, False)
    assert re.findall(r'name="answer" value="(\w+)"[^>]* checked', page.text) == ["1"]
    assert (facts(mina), QuestionSettled.objects.count()) == ([], 0)

    done = somebody.post(path, {"answer": "1", "visibility": "circle_mates"})

    assert (done.status_code, facts(mina)) == (200, [("interest", "museums", "circle_mates")])
    assert "“#museums” is on your page." in done.text
    assert somebody.post(path, {"answer": "0", "visibility": "circle_mates"}).status_code == 410
    assert len(facts(mina)) == 1
    assert somebody.get(path[:-4] + "x/").status_code == 404


def test_the_home_page_takes_an_answer_in_one_tap(circle: Circle, david: User, mina: User) -> None:
    question = make_question(circle, by=david, at=timezone.now())
    client = browser(mina)
    assert question.words in client.get("/").text

    path = reverse("circles:answer_question", args=[question.pk])
    page = client.post(path, {"answer": "0", "visibility": "circle_mates"}, follow=True)

    assert ("“#hiking” is on your page." in page.text, question.words in page.text) == (True, False)
    assert facts(mina) == [("interest", "hiking", "circle_mates")]
    assert client.get(path).status_code == 404
    again = client.post(path, {"answer": "1", "visibility": "circle_mates"}, follow=True)
    assert (again.redirect_chain, "no longer open to you" in again.text) == ([("/", 302)], True)
    assert browser(david).post(path + "0", {"answer": "1"}).status_code == 404
    assert len(facts(mina)) == 1


@pytest.mark.parametrize("seen_by", ["members", "curators"])
def test_where_curators_alone_see_who_is_there_it_is_said_who_sees_the_answer(
    seen_by: str, circle: Circle, david: User, mina: User
) -> None:
    Circle.objects.update(members_seen_by=seen_by)
    question = make_question(circle, by=david, at=timezone.now())
    pages = ("/", reverse("circles:answer_question", args=[question.pk]), Posed(question, mina.pk).other_path)

    said = ["In #marketing it is the curators who see it" in browser(mina).get(path).text for path in pages]

    assert said == [seen_by == "curators"] * 3


def test_a_closed_circle_asks_and_says_nothing_more_when_it_is_opened_again(
    circle: Circle, david: User, mina: User, at: datetime
) -> None:
    question, word = make_question(circle, by=david, at=at), make_word(circle, by=david, at=at)
    close(circle, by=david, at=at)
    reopen(circle, by=david)

    assert (open_to(mina, at), Word.objects.visible_to(mina, at).exists()) == ([], False)
    question.refresh_from_db()
    word.refresh_from_db()
    assert [question.taken_back_at, word.taken_back_at] == [at, at]


def test_what_waits_for_its_hour_goes_with_the_circle_as_if_it_had_never_been(
    circle: Circle, david: User, at: datetime
) -> None:
    ask_circle(circle, **FREE, by=david, at=at)
    earlier = make_word(circle, by=david, at=at - SHOWN_FOR * 3)

    close(circle, by=david, at=at)
    reopen(circle, by=david)

    assert ask_circle(circle, **FREE, by=david, at=at).taken_back_at is None
    earlier.refresh_from_db()
    assert earlier.taken_back_at is None


def test_curators_read_nothing_of_who_answered(circle: Circle, david: User, mina: User) -> None:
    """Byte for byte: an answer that only she sees, or passing over, leaves their page as it is."""
    question = make_question(circle, by=david, at=timezone.now())
    before = keeping_page(david, circle)

    answer_question(question, user=mina, name="hiking", visibility="hidden", at=timezone.now())

    assert keeping_page(david, circle) == before
    assert question.words in before


def keeping_page(user: User, circle: Circle) -> str:
    page = browser(user).get(reverse("circles:keeping", args=[circle.tag])).text
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


def test_a_curator_asks_one_that_is_there_or_writes_one(circle: Circle, david: User) -> None:
    client, path = browser(david), reverse("circles:ask_circle", args=[circle.tag])

    wrong = client.post(path, {"own": "1", "words": "See example.org?", "kind": "interest", "answers": "one"})
    asked = client.post(path, {"ready": "0"}, follow=True)

    assert (wrong.status_code, "Leave links out." in wrong.text, "See example.org?" in wrong.text) == (422, True, True)
    assert "Offer two to six answers" in wrong.text
    row = CircleQuestion.objects.get()
    assert (row.words, row.kind, row.answers[:2]) == (str(READY_MADE[0].words), "interest", ["hiking", "cooking"])
    assert "it goes to the members. Until then" in asked.text
    client.post(reverse("circles:take_back", args=[circle.tag]), {"what": "question", "row": row.pk})
    own = {"own": "1", "words": "Which tea?", "kind": "interest", "answers": "green\nblack\n\n black \nwhite"}
    client.post(path, own)
    assert CircleQuestion.objects.get().answers == ["green", "black", "white"]


def test_an_answer_is_found_by_the_engine_like_any_fact(circle: Circle, david: User, mina: User, at: datetime) -> None:
    answer_question(make_question(circle, by=david, at=at), user=mina, name="hiking", visibility="circle_mates", at=at)

    assert ProfileTrait.objects.matched().filter(user=mina, reach="all").count() == 1
