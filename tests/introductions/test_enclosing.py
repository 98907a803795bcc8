"""What goes with a yes: a question, and ways to be reached."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions import limits
from apps.introductions.envelopes import Sheet, opened
from apps.introductions.models import Enclosure, Introduction
from apps.introductions.services import answering
from apps.introductions.services.answering import answer
from apps.introductions.services.enclosing import CannotEnclose, Enclosed, enclose
from apps.introductions.services.introducing import introduce_by_wish
from apps.introductions.services.ways import CannotKeep, add_way, change_way, remove_way
from apps.profiles.models import User
from apps.profiles.plain_words import NotPlain
from apps.profiles.services.leaving import erase
from tests.introductions.scenes import ask, block_other, conversation_of, leave, say_no, say_yes

pytestmark = pytest.mark.django_db
QUESTION = "How does one cast type by hand?"


@pytest.fixture
def asked(circle: Circle, mina: User, jonas: User, at: datetime) -> Introduction:
    return ask(circle, mina, jonas, at=at)


def yes_with(introduction: Introduction, user: User, at: datetime, *way_ids: int, question: str = QUESTION) -> None:
    enclosed = Enclosed(question, shows_email=bool(way_ids), way_ids=way_ids)
    answer(introduction, user=user, value="yes", at=at, enclosed=enclosed)


def found_by(reader: User, introduction: Introduction) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    introduction.refresh_from_db()
    return [told(sheet) for sheet in opened(introduction.conversation, reader).sheets]


def told(sheet: Sheet) -> tuple[str, str, str, list[tuple[str, str]]]:
    return sheet.user.profile.first_name, sheet.question, sheet.email, [(way.label, way.value) for way in sheet.ways]


def readable_by(user: User) -> list[str]:
    return list(Enclosure.objects.visible_to(user).order_by("pk").values_list("question", flat=True))


def test_what_went_with_a_yes_is_found_by_both_once_it_is_made(
    asked: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    way = add_way(mina, label="Phone", value="+1 555 0100")
    yes_with(asked, mina, at, way.pk)
    before = [readable_by(user) for user in (mina, jonas)]

    yes_with(asked, jonas, at, question="And the boat?")

    assert before == [[QUESTION], []]
    mina_put = ("Mina", QUESTION, mina.email, [("Phone", "+1 555 0100")])
    assert found_by(jonas, asked) == [mina_put, ("Jonas", "And the boat?", "", [])]
    assert found_by(mina, asked) == [("Jonas", "And the boat?", "", []), mina_put]


def test_while_it_waits_it_can_be_changed_and_emptied(asked: Introduction, mina: User, at: datetime) -> None:
    way = add_way(mina, label="Phone", value="1")
    yes_with(asked, mina, at, way.pk)

    enclose(asked, user=mina, enclosed=Enclosed("Another?"), at=at)
    changed = Enclosure.objects.get()
    found = (changed.question, changed.shows_email, changed.ways.count())
    enclose(asked, user=mina, enclosed=Enclosed(), at=at)

    assert found == ("Another?", False, 0)
    assert readable_by(mina) == [""]


def test_a_yes_taken_back_takes_it_back(asked: Introduction, mina: User, jonas: User, at: datetime) -> None:
    yes_with(asked, mina, at)

    say_no(asked, mina, jonas, at)

    assert not Enclosure.objects.exists()
    with pytest.raises(CannotEnclose):
        enclose(asked, user=mina, enclosed=Enclosed("Again?"), at=at)


def test_a_second_press_of_the_same_form_changes_nothing_and_an_empty_one_takes_nothing(
    asked: Introduction, mina: User, at: datetime
) -> None:
    yes_with(asked, mina, at)
    yes_with(asked, mina, at)

    answer(asked, user=mina, value="yes", at=at, enclosed=Enclosed())

    assert readable_by(mina) == [QUESTION]


def test_a_plain_yes_leaves_no_row(asked: Introduction, mina: User, at: datetime) -> None:
    answer(asked, user=mina, value="yes", at=at, enclosed=Enclosed())

    assert not Enclosure.objects.exists()


@pytest.mark.parametrize("words", ["See https://mina.example", "at mina.example.org", "x" * 301])
def test_links_and_long_questions_are_refused_and_the_yes_is_not_recorded(
    words: str, asked: Introduction, mina: User, at: datetime
) -> None:
    with pytest.raises(NotPlain):
        yes_with(asked, mina, at, question=words)

    assert asked.answers.get(user=mina).value == ""


def test_nobody_shares_the_way_of_another(asked: Introduction, mina: User, jonas: User, at: datetime) -> None:
    theirs = add_way(jonas, label="Phone", value="theirs")

    yes_with(asked, mina, at, theirs.pk)

    assert Enclosure.objects.get().ways.count() == 0


def test_a_changed_way_is_the_new_one_and_a_removed_one_is_gone(
    asked: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    phone, signal = add_way(mina, label="Phone", value="old"), add_way(mina, label="Signal", value="@mina")
    yes_with(asked, mina, at, phone.pk, signal.pk)
    say_yes(asked, jonas, at=at)

    change_way(phone, label="Phone", value="new")
    remove_way(signal)

    assert found_by(jonas, asked) == [("Mina", QUESTION, mina.email, [("Phone", "new")])]


def test_a_question_that_was_read_can_be_taken_out_and_not_turned_into_another(
    asked: Introduction, mina: User, jonas: User, at: datetime
) -> None:
    yes_with(asked, mina, at)
    say_yes(asked, jonas, at=at)

    with pytest.raises(CannotEnclose):
        enclose(asked, user=mina, enclosed=Enclosed("Buy my course?"), at=at)
    enclose(asked, user=mina, enclosed=Enclosed(QUESTION, shows_email=True), at=at)
    with_email = found_by(jonas, asked)
    enclose(asked, user=mina, enclosed=Enclosed(), at=at)

    assert with_email == [("Mina", QUESTION, mina.email, [])]
    assert found_by(jonas, asked) == []


def test_of_two_wishes_each_puts_something_in_afterwards(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    made = introduce_by_wish(circle, mina, jonas, at=at)

    enclose(made, user=mina, enclosed=Enclosed(QUESTION), at=at + timedelta(days=30))

    assert found_by(jonas, made) == [("Mina", QUESTION, "", [])]


def test_a_late_yes_of_a_group_brings_theirs_and_finds_the_others(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    group = ask(circle, mina, jonas, cleo, at=at)
    yes_with(group, mina, at)
    say_yes(group, jonas, at=at)
    before = readable_by(cleo)

    yes_with(group, cleo, at, question="And the bees?")

    assert before == []
    assert found_by(jonas, group) == [("Mina", QUESTION, "", []), ("Cleo", "And the bees?", "", [])]
    assert found_by(cleo, group) == [("Mina", QUESTION, "", []), ("Cleo", "And the bees?", "", [])]


def test_after_the_closing_time_nothing_is_put_in(asked: Introduction, mina: User, at: datetime) -> None:
    say_yes(asked, mina, at=at)

    with pytest.raises(CannotEnclose):
        enclose(asked, user=mina, enclosed=Enclosed(QUESTION), at=at + limits.TIME_TO_ANSWER)


def test_block_and_suspension_close_the_envelope_and_a_leave_does_not(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at)
    enclose(conversation.introduction, user=mina, enclosed=Enclosed(QUESTION), at=at)
    leave(conversation.introduction, mina, jonas, at)
    left = readable_by(jonas)
    User.objects.filter(pk=mina.pk).update(suspended_at=at)
    suspended = readable_by(jonas)
    User.objects.filter(pk=mina.pk).update(suspended_at=None)

    block_other(conversation.introduction, mina, jonas, at)

    assert [left, suspended, readable_by(jonas)] == [[QUESTION], [], []]


def test_an_erased_person_leaves_nothing_in_it(asked: Introduction, mina: User, jonas: User, at: datetime) -> None:
    way = add_way(mina, label="Phone", value="1")
    yes_with(asked, mina, at, way.pk)
    say_yes(asked, jonas, at=at)

    erase(mina, at=at)

    assert (Enclosure.objects.count(), mina.ways.count()) == (0, 0)
    assert found_by(jonas, asked) == []


def test_the_same_way_twice_is_one_and_ten_are_enough(mina: User) -> None:
    one = add_way(mina, label="Phone", value="1")
    for number in range(2, limits.MOST_WAYS + 1):
        add_way(mina, label="Phone", value=str(number))

    assert add_way(mina, label="Phone", value="1") == one
    with pytest.raises(CannotKeep):
        add_way(mina, label="Phone", value="11")
    with pytest.raises(CannotKeep):
        change_way(one, label="Phone", value="2")


def test_a_yes_comes_back_to_the_circle_before_it_locks_people(
    asked: Introduction, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One order for two yeses of one person at once: else each would hold what the other waits for."""
    order: list[str] = []
    for name in ("come_back", "put_in", "settle_yes"):
        done = getattr(answering, name)
        monkeypatch.setattr(answering, name, _noted(done, name, order))

    answer(asked, user=mina, value="yes", at=at, enclosed=Enclosed("And you?"))

    assert order == ["come_back", "put_in", "settle_yes"]


def _noted(done: Callable[..., object], name: str, order: list[str]) -> Callable[..., object]:
    def noted(*args: object, **words: object) -> object:
        order.append(name)
        return done(*args, **words)

    return noted
