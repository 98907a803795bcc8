"""Something is put into an envelope in the same instant as it opens, or as the yes is taken back. Each race is also run
with the lock taken away, to prove that it exists."""

from datetime import datetime

import pytest

from apps.circles.models import Circle
from apps.introductions.models import Enclosure, Introduction
from apps.introductions.services import answering, enclosing
from apps.introductions.services.enclosing import CannotEnclose, Enclosed
from apps.profiles.models import User
from tests.instant import SURELY, Other, unlocked
from tests.introductions.scenes import ask, say_yes

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, SECOND = "How does one cast type?", "Would you buy my course?"


@pytest.fixture
def circle(transactional_db: None, circle: Circle) -> Circle:
    return circle


@pytest.fixture
def asked(circle: Circle, mina: User, jonas: User, at: datetime) -> Introduction:
    """Mina has said yes, with a question."""
    introduction = ask(circle, mina, jonas, at=at)
    return answering.answer(introduction, user=mina, value="yes", at=at, enclosed=Enclosed(FIRST))


def reading(asked: Introduction, jonas: User, at: datetime) -> Other:
    """The last yes; what the one who gave it then reads."""

    def say_the_last_yes() -> str:
        say_yes(asked, jonas, at=at)
        return Enclosure.objects.visible_to(jonas).get().question

    return Other(say_the_last_yes)


def test_a_question_that_changes_at_the_last_yes_has_changed_before_it_is_read(
    asked: Introduction, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = reading(asked, jonas, at)
    other.acts_before(monkeypatch, enclosing, "put_in")

    enclosing.enclose(asked, user=mina, enclosed=Enclosed(SECOND), at=at)

    assert (other.finished().errors, other.result) == ([], SECOND)
    with pytest.raises(CannotEnclose):
        enclosing.enclose(asked, user=mina, enclosed=Enclosed(FIRST), at=at)


def test_a_question_that_was_read_is_turned_into_another_without_the_lock(
    asked: Introduction, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = reading(asked, jonas, at)
    enclose = unlocked(monkeypatch, enclosing.enclose)
    other.acts_before(monkeypatch, enclosing, "put_in", seconds=SURELY)

    enclose(asked, user=mina, enclosed=Enclosed(SECOND), at=at)

    assert (other.finished().result, Enclosure.objects.get().question) == (FIRST, SECOND)


def taking_back(asked: Introduction, mina: User, at: datetime) -> Other:
    return Other(lambda: answering.answer(asked, user=mina, value="no", at=at))


def test_a_yes_taken_back_leaves_nothing_of_what_is_put_in_meanwhile(
    asked: Introduction, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = taking_back(asked, mina, at)
    other.acts_before(monkeypatch, enclosing, "put_in")

    enclosing.enclose(asked, user=mina, enclosed=Enclosed(SECOND), at=at)

    assert (other.finished().errors, Enclosure.objects.count()) == ([], 0)


def test_something_goes_with_a_no_without_the_lock(
    asked: Introduction, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = taking_back(asked, mina, at)
    enclose = unlocked(monkeypatch, enclosing.enclose)
    other.acts_before(monkeypatch, enclosing, "put_in", seconds=SURELY)

    enclose(asked, user=mina, enclosed=Enclosed(SECOND), at=at)

    other.finished()
    assert (asked.answers.get(user=mina).value, Enclosure.objects.count()) == ("no", 1)
