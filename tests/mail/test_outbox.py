from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver, enqueue
from apps.profiles.models import User
from tests.factories import AT, make_user
from tests.mail.conftest import SMTP, make_mail
from tests.sink import Sink, free_port, text_of

pytestmark = pytest.mark.django_db


def settled(mail: OutboxMail) -> tuple[str, datetime | None, dict[str, str], datetime | None]:
    """As it is stored: state, when, what is left of its payload, in whose hands."""
    mail.refresh_from_db()
    return mail.state, mail.settled_at, mail.payload, mail.leased_until


def ask_for(user: User, purpose: str, key: str, text: str = "") -> OutboxMail | None:
    return enqueue(purpose, key=key, address=user.email, user_id=user.pk, payload={"text": text}, due_at=AT)


def test_a_mail_is_asked_for_once_per_purpose_and_key() -> None:
    user = make_user()

    first, again = ask_for(user, "note", "1", "Hello"), ask_for(user, "note", "1", "Again")
    others = [ask_for(user, "note", "2"), ask_for(user, "silence", "1")]

    assert first is not None
    assert (first.user, first.state, first.lane, first.payload) == (user, "queued", "quick", {"text": "Hello"})
    assert (again, None in others, OutboxMail.objects.count()) == (None, False, 3)


def test_the_database_holds_a_mail_once(mail: OutboxMail) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_mail(mail.key)


def test_mails_about_a_person_go_with_their_row(mail: OutboxMail) -> None:
    user = make_user()
    ask_for(user, "note", "2")

    User.objects.filter(pk=user.pk).delete()

    assert OutboxMail.objects.get() == mail


def test_deliver_hands_the_mail_over_and_forgets_its_text(mail: OutboxMail, sink: Sink, at: datetime) -> None:
    deliver(mail.pk, at=at)

    assert settled(mail) == ("sent", at, {}, None)
    assert (mail.attempts, mail.reason, mail.subject, mail.text, mail.html) == (1, "", "", "", "")
    got = sink.to("ana@example.org", "A note")[0]
    assert text_of(got).strip() == "Secret 1"
    assert "<p>Hello</p>" in got.as_string()
    assert (got["X-Kind"], got["Auto-Submitted"]) == ("note", "auto-generated")
    assert got["Message-ID"] == f"<{mail.name_in_logs}@127.0.0.1>"


def test_deliver_sends_a_mail_once(mail: OutboxMail, sink: Sink, at: datetime) -> None:
    results = [deliver(mail.pk, at=at + timedelta(days=day)) for day in range(3)]

    assert results == [mail, None, None]
    assert len(sink.mails) == 1


def test_deliver_waits_until_the_mail_is_due(mail: OutboxMail, sink: Sink, at: datetime) -> None:
    assert deliver(mail.pk, at=at - timedelta(seconds=1)) is None
    assert (settled(mail)[0], mail.attempts, sink.mails) == ("queued", 0, [])


def test_deliver_knows_that_a_row_is_gone(mail: OutboxMail, at: datetime) -> None:
    mail.delete()

    assert deliver(1, at=at) is None


def test_a_mail_is_kept_readable_where_none_leaves(mail: OutboxMail, at: datetime) -> None:
    deliver(mail.pk, at=at)

    assert settled(mail) == ("kept", at, {}, None)
    assert (mail.subject, mail.text, mail.html) == ("A note", "Secret 1", "<p>Hello</p>")


def test_a_mail_to_an_invented_person_is_kept_anyway(sink: Sink, at: datetime) -> None:
    mail = make_mail(address="mina@demo.invalid")

    deliver(mail.pk, at=at)

    assert (settled(mail)[0], sink.mails) == ("kept", [])


def test_a_mail_with_nothing_to_say_is_dropped(sink: Sink, at: datetime) -> None:
    mail = make_mail(purpose="silence")

    deliver(mail.pk, at=at)

    assert settled(mail) == ("dropped", at, {}, None)
    assert sink.mails == []


def test_a_mail_that_is_refused_has_bounced(mail: OutboxMail, sink: Sink, at: datetime) -> None:
    sink.answer = "550 No such person ana@example.org"

    deliver(mail.pk, at=at)

    assert settled(mail) == ("bounced", at, {}, None)
    assert mail.reason == "the server answered 550"


def test_a_mail_that_is_put_off_is_tried_again_later_each_time(mail: OutboxMail, sink: Sink, at: datetime) -> None:
    sink.answer = "451 Try again"
    waits = []
    for _ in range(8):
        deliver(mail.pk, at=at)
        assert settled(mail) == ("queued", None, {"text": "Secret 1"}, None)
        waits.append(int((mail.due_at - at).total_seconds() / 60))
        assert deliver(mail.pk, at=mail.due_at - timedelta(seconds=1)) is None
        at = mail.due_at
    sink.answer = "250 OK"

    deliver(mail.pk, at=at)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (settled(mail)[0], mail.attempts, mail.reason, len(sink.mails)) == ("sent", 9, "", 1)


def test_a_server_that_is_away_is_tried_again(mail: OutboxMail, settings: Settings, at: datetime) -> None:
    settings.MAIL_KEPT, settings.EMAIL_BACKEND = False, SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()

    deliver(mail.pk, at=at)

    assert settled(mail)[0] == "queued"
    assert (mail.attempts, mail.due_at, mail.reason) == (0, at, "ConnectionRefusedError")
