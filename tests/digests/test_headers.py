"""What a mail program reads in the headers, as it comes over the wire."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from django.test import Client
from pytest_django import Settings

from apps.digests.models import DigestSchedule, UnwantedMail
from apps.digests.services.running import run_due
from apps.digests.services.schedules import choose_schedule
from apps.introductions.models import Answer, Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.reminding import remind_due
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User
from apps.profiles.services.leaving import ask_deletion
from tests.mail.conftest import SMTP
from tests.sink import Sink, running_sink

pytestmark = pytest.mark.django_db
HOST = "intro.example.org"


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """Mails go out, to here."""
    with running_sink() as sink:
        settings.SITE_URL, settings.SITE_NAME = f"https://{HOST}", "Intro Net"
        settings.MAIL_KEPT, settings.EMAIL_BACKEND = False, SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 10
        yield sink


def sent(sink: Sink, user: User, at: datetime) -> dict[str, EmailMessage]:
    """All that is due, by the purpose of each mail to this person."""
    for mail in OutboxMail.objects.due(at).order_by("pk"):
        deliver(mail.pk, at=at)
    numbers = {f"<{mail.name_in_logs}@{HOST}>": mail.purpose for mail in OutboxMail.objects.all()}
    return {numbers[str(mail["Message-ID"])]: mail for mail in sink.to(user.email)}


def one_click(mail: EmailMessage) -> int:
    """As a mail program does it (RFC 8058): no cookie, nobody signed in."""
    link = str(mail["List-Unsubscribe"]).strip(" <>")
    assert link.startswith(f"https://{HOST}/")
    path = link.removeprefix(f"https://{HOST}")
    return Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}).status_code


@pytest.fixture
def mails(asked: Introduction, mina: User, jonas: User, at: datetime, sink: Sink) -> dict[str, EmailMessage]:
    """Of an introduction from the ask to two messages, as Mina got them."""
    sent(sink, mina, at)
    later = asked.closes_at - timedelta(days=1)
    Answer.objects.update(put_at=at)
    remind_due(at=later)
    sent(sink, mina, later)
    for user in (mina, jonas):
        answer(asked, user=user, value="yes", at=later)
    write_message(asked.conversation, author=jonas, body="Hello.", at=later)
    choose_schedule(mina, cadence="weekly", weekday=4, hour=9, at=later)
    DigestSchedule.objects.update(next_at=later)
    run_due(at=later)
    return sent(sink, mina, later)


ALL = ["introduction_asked", "introduction_reminder", "introduction_made", "message", "digest"]


def test_every_kind_that_can_be_ended_says_so_and_is_ended_with_one_click(
    mails: dict[str, EmailMessage], mina: User
) -> None:
    assert list(mails) == ALL
    ids = [str(mail["List-Id"]) for mail in mails.values()]
    assert ids == [f"Intro Net <{kind}.{HOST}>" for kind in ("asks", "reminders", "met", "messages", "digest")]
    assert {str(mail["List-Unsubscribe-Post"]) for mail in mails.values()} == {"List-Unsubscribe=One-Click"}
    assert {str(mail["Auto-Submitted"]) for mail in mails.values()} == {"auto-generated"}

    assert [one_click(mail) for mail in mails.values()] == [200] * len(ALL)

    kinds = UnwantedMail.objects.filter(user=mina).order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["asks", "messages", "met", "reminders"]
    assert DigestSchedule.objects.get(user=mina).cadence == "never"


def test_the_mails_of_an_introduction_are_one_thread_and_those_of_a_conversation_another(
    mails: dict[str, EmailMessage], asked: Introduction
) -> None:
    threads = {purpose: str(mail["References"] or "") for purpose, mail in mails.items()}
    about, within = (
        f"<thread/introductions/{asked.pk}@{HOST}>",
        f"<thread/conversations/{asked.conversation.pk}@{HOST}>",
    )

    assert threads == dict.fromkeys(ALL[:3], about) | {"message": within, "digest": ""}
    assert {purpose: str(mail["In-Reply-To"] or "") for purpose, mail in mails.items()} == threads


def test_a_mail_about_the_account_offers_no_end(mina: User, at: datetime, sink: Sink) -> None:
    ask_deletion(mina, at=at)

    mail = sent(sink, mina, at)["leaving"]

    assert [mail[name] for name in ("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")] == [None] * 3
