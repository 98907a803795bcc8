"""What is in the mails of this room."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from apps.circles.models import Circle
from apps.introductions import becauses
from apps.introductions.models import Conversation
from apps.introductions.services.conversing import write_message
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import Profile, User
from tests.factories import make_circle, make_user
from tests.introductions.scenes import ask, conversation_of, url
from tests.introductions.sending import delivered

pytestmark = pytest.mark.django_db
LINK = "https://intro.example.org"


@pytest.fixture(autouse=True)
def _link(settings: Settings) -> None:
    settings.SITE_URL = LINK


def told(circle_id: int, people: Sequence[User], reader: User) -> list[str]:
    return [f"{reader.profile.name} of {len(people)} in {circle_id}"]


def test_an_ask_has_names_note_reasons_and_link_in_both_forms(
    circle: Circle, mina: User, jonas: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(becauses, "_writers", [told])
    introduction = ask(circle, mina, jonas, at=at)

    mail = delivered(at)["Mina Park"]

    assert mail.subject == "Carol Curator would like to introduce you in #marketing"
    for text in (mail.text, mail.html):
        for words in ("Jonas Weber", "Carol Curator", "You two should meet.", f"Mina Park of 2 in {circle.pk}"):
            assert words in text
        assert f"{LINK}{url('detail', introduction.pk)}" in text
        assert "Nobody learns your answer unless both of you say yes." in text


def test_made_and_message_have_names_and_link_in_both_forms(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, cleo, at=at)
    write_message(conversation, author=cleo, body="Hello you two", at=at)
    write_message(conversation, author=jonas, body="Hello <Mina>\nThursday?", at=at)

    made, written = (delivered(at, purpose)["Mina Park"] for purpose in ("introduction_made", "message"))

    assert (made.subject, written.subject) == ("You have met Jonas Weber and Cleo Third", "Jonas Weber wrote to you")
    for text in (made.text, made.html):
        assert "Jonas Weber and Cleo Third" in text
    assert ["Hello <Mina>\nThursday?" in written.text, "Hello &lt;Mina&gt;<br>Thursday?" in written.html] == [
        True,
        True,
    ]
    for text in (made.text, made.html, written.text, written.html):
        assert f"{LINK}{url('conversation', conversation.pk)}" in text


def test_a_first_message_has_its_words_unless_a_mail_program_would_make_a_link_of_them(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at)
    texts = []
    for number, body in enumerate(["Shall we talk at 10:30?", "See example.org.", "See https://example.org"]):
        message = write_message(conversation, author=jonas, body=body, at=at + timedelta(minutes=number))
        mail = OutboxMail.objects.get(purpose="message", key=f"{message.pk}-{mina.pk}")
        deliver(mail.pk, at=at + timedelta(hours=1))
        mail.refresh_from_db()
        texts.append([body in text for text in (mail.text, mail.html)])

    assert texts == [[True, True], [False, False], [False, False]]


def test_a_message_keeps_its_words_out_of_mails_until_its_reader_and_another_have_written(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    pair, group = (conversation_of(circle, *people, at=at) for people in ([mina, jonas], [mina, jonas, cleo]))

    def mail_about(conversation: Conversation, author: User, reader: User, body: str) -> OutboxMail:
        message = write_message(conversation, author=author, body=body, at=at)
        mail = OutboxMail.objects.get(purpose="message", key=f"{message.pk}-{reader.pk}")
        deliver(mail.pk, at=at)
        mail.refresh_from_db()
        assert mail.subject == f"{author.profile.name} wrote to you"
        for text in (mail.text, mail.html):
            assert f"{author.profile.name} wrote to you" in text or f"{author.profile.name} writes" in text
            assert f"{LINK}{url('conversation', conversation.pk)}" in text
            assert (body in text) == (body in mail.text)
        return mail

    for conversation, answering in ((pair, mina), (group, cleo)):
        before = [
            mail_about(conversation, jonas, mina, body).text for body in ("Look: https://evil.example", "evil.example")
        ]
        answer = mail_about(conversation, answering, jonas, "See https://kind.example")
        after = mail_about(conversation, jonas, mina, "https://later.example")
        assert ["evil" in text for text in before] == [False, False]
        # Mina has written in the pair, and in the group only Cleo and Jonas have.
        assert ["kind.example" in answer.text, "later.example" in after.text] == [True, answering == mina]


@pytest.mark.parametrize("name", ["Eve\r\nBcc: all@example.org", "Eve <script>alert(1)</script>", "Eve & Söhne"])
def test_a_name_stays_in_its_place(
    name: str, circle: Circle, mina: User, jonas: User, carol: User, at: datetime
) -> None:
    for user in (carol, jonas):
        Profile.objects.filter(user=user).update(name=name)
    conversation = conversation_of(circle, mina, jonas, note="1 < 2 & <b>bold</b>", at=at)
    write_message(conversation, author=jonas, body="Hello", at=at)
    ask(make_circle(curator=carol, members=[mina, cleo := make_user()]), mina, cleo, note="<i>&</i>", at=at)

    mails = [mail for mail in OutboxMail.objects.filter(user=mina) if deliver(mail.pk, at=at)]
    kept = OutboxMail.objects.filter(pk__in=[mail.pk for mail in mails], state="kept")

    assert kept.count() == 3
    for mail in kept:
        assert "\n" not in mail.subject + mail.subject.replace("\r", "\n")
        assert " ".join(name.split()) in mail.subject or mail.purpose == "introduction_asked"
        assert ["<script>" in mail.html, "<b>bold" in mail.html, "<i>" in mail.html] == [False, False, False]
    asked = kept.get(purpose="introduction_asked")
    assert ["<i>&</i>" in asked.text, "&lt;i&gt;&amp;&lt;/i&gt;" in asked.html] == [True, True]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_closing_day_is_the_readers(zone: str, circle: Circle, mina: User, jonas: User) -> None:
    Profile.objects.filter(user=mina).update(time_zone=zone)
    at = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # closes on the 14th at noon in UTC
    day = "March 15" if zone == "Pacific/Kiritimati" else "March 14"
    ask(circle, mina, jonas, at=at)

    mails = delivered(at)

    assert f"by {day}" in mails["Mina Park"].text
    assert f"Until {day}" in mails["Mina Park"].html
    assert "by March 14" in mails["Jonas Weber"].text
