"""Two weeks later: did you talk?"""

import json
from datetime import datetime, timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.digests.talks import lately_of
from apps.introductions.models import Conversation, Outcome
from apps.introductions.outcomes import Lesson, for_learning
from apps.introductions.services import keeping
from apps.introductions.services.telling import NotAsked, note_asked, tell
from apps.mail.links import sign
from apps.profiles.exports import export
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import erase
from apps.profiles.services.suspending import suspend
from tests.factories import make_circle, make_user
from tests.introductions.scenes import conversation_of, signed_in, url

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def conversation(circle: Circle, mina: User, jonas: User, at: datetime) -> Conversation:
    return conversation_of(circle, mina, jonas, at=at)


def asked(user: User, at: datetime, digest: int | None = None) -> list[Conversation]:
    return [one.conversation for one in lately_of(user, at, digest=digest).asked]


@pytest.mark.parametrize(("days", "is_asked"), [(0, False), (13.9, False), (14, True), (41.9, True), (42, False)])
def test_it_is_asked_two_weeks_later_for_four_weeks(
    days: float, is_asked: bool, conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    moment = at + days * DAY

    assert [asked(user, moment) for user in (mina, jonas)] == [[conversation] * is_asked] * 2


def test_it_is_answered_once_and_each_for_themselves(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    tell(conversation, user=mina, value="talked", at=at + 15 * DAY)

    assert [asked(user, at + 15 * DAY) for user in (mina, jonas)] == [[], [conversation]]


def test_it_can_be_changed_while_it_is_asked(conversation: Conversation, mina: User, at: datetime) -> None:
    for value, days in (("not_yet", 15), ("not_yet", 15), ("led", 41)):
        tell(conversation, user=mina, value=value, at=at + days * DAY)
    with pytest.raises(NotAsked):
        tell(conversation, user=mina, value="no", at=at + 42 * DAY)

    assert list(Outcome.objects.values_list("user", "value")) == [(mina.pk, "led")]


def test_a_digest_asks_it_once(conversation: Conversation, mina: User, at: datetime) -> None:
    moment = at + 15 * DAY
    note_asked([conversation], mina, mail_id=7)

    assert [asked(mina, moment, digest) for digest in (7, 8, None)] == [[conversation], [], [conversation]]


@pytest.mark.parametrize("gone", ["left", "blocked", "blocked me", "suspended", "erased"])
def test_nobody_is_asked_about_what_is_over(
    gone: str, conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    if gone == "left":
        keeping.leave(conversation, user=mina, at=at)
    elif gone == "suspended":
        suspend(jonas, at=at)
    elif gone == "erased":
        erase(jonas, at=at)
    else:
        block(*((mina, jonas) if gone == "blocked" else (jonas, mina)), at=at)

    assert asked(mina, at + 15 * DAY) == []
    with pytest.raises(NotAsked):
        tell(conversation, user=mina, value="no", at=at + 15 * DAY)


def long_ago(circle: Circle, *people: User) -> Conversation:
    return conversation_of(circle, *people, at=timezone.now() - 20 * DAY)


def test_one_tap_at_home_answers_and_can_be_changed(circle: Circle, mina: User, jonas: User) -> None:
    conversation, client = long_ago(circle, mina, jonas), signed_in(mina)
    before = client.get("/").text

    said = client.post(url("talked", conversation.pk), {"value": "led"}, follow=True).text

    assert ["Did you and Jonas Weber talk?" in text for text in (before, said)] == [True, False]
    assert ("Nobody else reads what you said." in said, url("talked", conversation.pk) in said) == (True, True)
    assert "You said: Yes, and it led somewhere." in client.get(url("conversation", conversation.pk)).text


def test_a_wrong_answer_gets_the_page_with_a_sentence(circle: Circle, mina: User, jonas: User) -> None:
    conversation = long_ago(circle, mina, jonas)

    sent = signed_in(mina).post(url("talked", conversation.pk), {"value": ""})

    assert (sent.status_code, "Choose one of the four." in sent.text) == (422, True)


def test_a_link_of_a_mail_shows_and_a_button_keeps(circle: Circle, mina: User, jonas: User) -> None:
    conversation = long_ago(circle, mina, jonas)
    token = sign("introduction.talked", conversation=conversation.pk, user=mina.pk, value="not_yet")
    address = reverse("introductions:talked_by_link", args=[token])

    shown, before = Client(enforce_csrf_checks=True).get(address), Outcome.objects.count()
    kept = Client(enforce_csrf_checks=True).post(address, {"value": "not_yet"})

    assert "csrftoken" not in shown.cookies
    assert (shown.status_code, 'value="not_yet" required id="id_value_2" checked' in shown.text, before) == (
        200,
        True,
        0,
    )
    assert (kept.status_code, list(Outcome.objects.values_list("user", "value"))) == (200, [(mina.pk, "not_yet")])
    assert Client().get(reverse("introductions:talked_by_link", args=[f"{token}x"])).status_code == 404


def test_a_link_that_is_not_asked_any_more_says_so(circle: Circle, mina: User, jonas: User) -> None:
    conversation = conversation_of(circle, mina, jonas, at=timezone.now() - 50 * DAY)
    token = sign("introduction.talked", conversation=conversation.pk, user=mina.pk, value="no")

    assert Client().get(reverse("introductions:talked_by_link", args=[token])).status_code == 410


def test_what_one_said_is_in_ones_own_export_alone(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    tell(conversation, user=mina, value="not_yet", at=at + 15 * DAY)

    hers, his = (json.dumps(export(user), cls=DjangoJSONEncoder) for user in (mina, jonas))

    assert ['"said": "not_yet"' in hers, "not_yet" in his] == [True, False]


def test_the_engine_learns_of_pairs_when_all_is_told(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    pair = conversation_of(circle, mina, jonas, at=at)
    group = conversation_of(circle, mina, jonas, cleo, at=at)
    gone = make_user("Gone")
    other = make_circle("other", members=[mina, gone], at=at)
    with_gone = conversation_of(other, mina, gone, at=at)
    for conversation, user, value in (
        (pair, mina, "no"), (pair, jonas, "led"), (group, cleo, "led"), (with_gone, mina, "talked"),
    ):  # fmt: skip
        tell(conversation, user=user, value=value, at=at + 15 * DAY)
    erase(gone, at=at + 20 * DAY)

    low, high = sorted((mina.pk, jonas.pk))
    assert list(for_learning(at + 52 * DAY)) == []
    assert list(for_learning(at + 53 * DAY)) == [Lesson(circle.pk, low, high, talked=True, led_somewhere=True)]
