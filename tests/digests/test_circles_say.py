"""What a circle asks and says, in the digest and on the home page."""

import re
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle, Glad, Membership
from apps.circles.models.glad import YEAR
from apps.circles.services.asking import pass_over
from apps.circles.services.circles import close
from apps.circles.services.gladness import stay
from apps.circles.services.saying import take_back
from apps.digests.circles_say import PREVIEW, said_to
from apps.digests.composing import today
from apps.digests.mails import PURPOSE, compose_digest
from apps.digests.models import Carried
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.profiles.models import Block, User
from apps.profiles.services.profile import pause
from tests.factories import make_circle, make_question, make_user, make_word

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def david(db: None) -> User:
    return make_user("David Stern")


@pytest.fixture
def una(db: None) -> User:
    return make_user("Una")


@pytest.fixture
def choir(david: User, una: User, at: datetime) -> Circle:
    return make_circle("choir", curator=david, members=[una], at=at)


def row(user: User, at: datetime) -> OutboxMail:
    key = f"{user.pk}:{at.isoformat()}"
    return OutboxMail.objects.get_or_create(
        purpose=PURPOSE, key=key, defaults={"user": user, "address": user.email, "due_at": at, "state": "sent"}
    )[0]


def sent(user: User, at: datetime) -> Composed | None:
    return compose_digest(row(user, at), at)


def written(user: User, at: datetime) -> Composed:
    mail = sent(user, at)
    assert mail is not None
    return mail


def test_a_question_brings_one_digest_with_a_link_for_each_answer(
    choir: Circle, david: User, una: User, at: datetime
) -> None:
    make_question(choir, "Which tea?", by=david, at=at, answers=["green", "black"])

    mail = written(una, at)

    assert mail.subject == "#choir: Which tea?"
    assert [words in mail.text and words in mail.html for words in ("Which tea?", "green", "black")] == [True] * 3
    assert len(set(re.findall(r"/answer/[^/\s\"]+/", mail.text))) == 3
    assert [sent(una, at + days) for days in (timedelta(days=1), WEEK)] == [None, None]


def test_a_digest_that_is_tried_again_says_the_same(choir: Circle, david: User, una: User, at: datetime) -> None:
    make_question(choir, by=david, at=at)
    make_word(choir, by=david, at=at)
    mail = row(una, at)
    first = compose_digest(mail, at)

    again = compose_digest(mail, at + timedelta(hours=5))

    assert first is not None
    assert again is not None
    assert (again.subject, "Spring is here." in again.text) == (first.subject, True)
    assert Carried.objects.filter(user=una, mail_id=mail.pk).count() == 2


def test_it_stays_on_the_home_page_until_it_is_settled(choir: Circle, david: User, una: User, at: datetime) -> None:
    question = make_question(choir, by=david, at=at)
    sent(una, at)

    assert today(una, at=at + WEEK).said.question is not None
    pass_over(question, user=una, at=at + WEEK)

    assert today(una, at=at + WEEK).said.question is None


def test_one_question_at_a_time(choir: Circle, david: User, una: User, at: datetime) -> None:
    first = make_question(choir, "First?", by=david, at=at - timedelta(hours=2))
    make_question(make_circle("bees", curator=david, members=[una], at=at), "Second?", by=david, at=at)

    one, other = written(una, at), written(una, at + WEEK)

    assert [(mail.subject, "First?" in mail.text, "Second?" in mail.text) for mail in (one, other)] == [
        ("#choir: First?", True, False),
        ("#bees: Second?", False, True),
    ]
    posed = today(una, at=at).said.question
    assert posed is not None
    assert posed.question == first


def test_a_word_is_in_one_digest_with_its_curators_name(choir: Circle, david: User, una: User, at: datetime) -> None:
    make_word(choir, "Spring <is> here.", by=david, at=at)

    mail = written(una, at)

    assert mail.subject == "A word from David Stern in #choir"
    assert ("Spring <is> here." in mail.text, "Spring &lt;is&gt; here." in mail.html) == (True, True)
    assert re.search(r"/report/word/\d+/|/report/.*word", mail.html)
    assert sent(una, at + WEEK) is None
    assert [word.words for word in today(una, at=at + WEEK).said.words] == ["Spring <is> here."]


def test_who_wrote_it_does_not_get_it(choir: Circle, david: User, at: datetime) -> None:
    make_word(choir, by=david, at=at)

    assert sent(david, at) is None


@pytest.mark.parametrize("why", ["blocked", "closed", "taken_back", "paused", "in_hand"])
def test_nothing_is_sent_that_is_not_to_be_read(why: str, choir: Circle, david: User, una: User, at: datetime) -> None:
    question, word = make_question(choir, by=david, at=at), make_word(choir, by=david, at=at)
    moment = at
    if why == "blocked":
        Block.objects.create(blocker=una, blocked=david, since=at)
    elif why == "closed":
        close(choir, by=david, at=at)
    elif why == "taken_back":
        take_back(question, by=david, at=at)
        take_back(word, by=david, at=at)
    elif why == "paused":
        pause(una, at=at)
    else:
        moment = at - timedelta(seconds=1)

    assert sent(una, moment) is None
    assert Carried.objects.count() == 0


def test_the_yearly_question_brings_one_digest_and_stands_in_those_that_come(
    choir: Circle, david: User, una: User, at: datetime
) -> None:
    later = at + YEAR
    first = written(una, later)
    retried = compose_digest(row(una, later), later + timedelta(hours=3))

    assert first.subject == "Are you still glad to be in #choir?"
    assert retried is not None
    assert re.search(r"/glad/[^/]+/", first.html)
    assert sent(una, later + WEEK) is None
    make_word(choir, by=david, at=later + WEEK)
    assert "still glad to be in #choir?" in written(una, later + WEEK + timedelta(hours=1)).text
    assert Glad.objects.get().asked_at == later


def test_a_year_after_the_answer_it_brings_one_again(choir: Circle, una: User, at: datetime) -> None:
    written(una, at + YEAR)
    stay(Membership.objects.get(circle=choir, user=una), at=at + YEAR)

    assert sent(una, at + YEAR + WEEK) is None
    assert sent(una, at + 2 * YEAR) is not None


def test_a_preview_says_what_is_still_to_be_sent_and_notes_nothing(
    choir: Circle, david: User, una: User, at: datetime
) -> None:
    make_question(choir, by=david, at=at)
    assert today(una, at=at, digest=PREVIEW).worth_a_mail
    assert Carried.objects.count() == 0

    sent(una, at)

    assert not today(una, at=at, digest=PREVIEW).worth_a_mail


@pytest.mark.parametrize("count", [1, 4])
def test_what_circles_say_takes_as_many_queries_for_many(
    count: int, una: User, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        circle = make_circle(f"circle-of-{number}", curator=make_user(), members=[una], at=at)
        keeper = circle.memberships.get(role="curator").user
        make_question(circle, by=keeper, at=at + YEAR)
        make_word(circle, by=keeper, at=at + YEAR)

    with django_assert_num_queries(4):
        said = said_to(una, at=at + YEAR, digest=None)

    assert (said.question is not None, len(said.words), said.wondered is not None) == (True, min(count, 3), True)
