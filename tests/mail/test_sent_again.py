"""What an operator sends again is written anew by whoever writes it, as things stand by then; what stood in the row
alone is gone."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.circles.services.inviting import Invitee, invite
from apps.introductions.services.introducing import introduce
from apps.mail import composers, invariants
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver, enqueue, give_up_cut_off
from tests.factories import make_circle, make_user
from tests.sink import Sink, text_of

pytestmark = pytest.mark.django_db
RULE = "A mail whose end is known is in nobody's hands and keeps no secret"


@pytest.fixture(autouse=True)
def _composers() -> None:
    """The real ones."""


@pytest.fixture
def at() -> datetime:
    """By the operator's clock: what was asked long ago is not asked again."""
    return timezone.now()


def an_ask(at: datetime) -> None:
    carol, mina, jonas = make_user("Carol"), make_user("Mina"), make_user("Jonas")
    circle = make_circle(members=[mina, jonas], curator=carol)
    introduce(circle, (mina, jonas), by=carol, note="You two should meet.", at=at)


def an_invitation(at: datetime) -> None:
    carol = make_user("Carol")
    invite(make_circle(curator=carol), [Invitee("ana@example.org")], by=carol, at=at)


def a_code(at: datetime) -> None:
    payload = {"template": "account/email/login_code", "context": {"code": "SECRET"}}
    enqueue("account", key="1", address="ana@example.org", payload=payload, due_at=at)


def a_letter(at: datetime) -> None:
    mina = make_user("Mina")
    enqueue("report_answer", key="1", address=mina.email, user_id=mina.pk, payload={"words": "SECRET"}, due_at=at)


Made = Callable[[datetime], None]


def bounced(mail: OutboxMail, sink: Sink, at: datetime) -> None:
    sink.answer = "550 5.1.1 No such user"
    deliver(mail.pk, at=at)
    sink.answer = "250 OK"


def cut_off(mail: OutboxMail, sink: Sink, at: datetime) -> None:
    OutboxMail.objects.filter(pk=mail.pk).update(state="attempting", leased_until=at)
    give_up_cut_off(at=at)


def outbox(*words: str) -> str:
    out = StringIO()
    call_command("outbox", *words, stdout=out, stderr=out)
    return out.getvalue()


def wrong() -> list[object]:
    return list(invariants.checks()[RULE](timezone.now()))


@pytest.mark.parametrize("end", [bounced, cut_off])
@pytest.mark.parametrize("made", [an_ask, an_invitation])
def test_what_is_written_by_ids_is_sent_again(
    made: Made, end: Callable[[OutboxMail, Sink, datetime], None], sink: Sink, at: datetime
) -> None:
    made(at)
    mail = OutboxMail.objects.order_by("pk")[0]
    end(mail, sink, at)
    assert wrong() == []

    said = outbox("--retry", str(mail.pk))
    deliver(mail.pk, at=timezone.now())

    mail.refresh_from_db()
    assert (mail.state, mail.payload, f"queued again: {mail.pk}" in said) == ("sent", {}, True)
    assert "Carol" in text_of(sink.to(mail.address)[0])


def test_what_is_not_in_the_log_is_sent_again(sink: Sink, at: datetime, tmp_path: Path) -> None:
    an_ask(at)
    taken, missing = OutboxMail.objects.order_by("pk")
    for mail in (taken, missing):
        cut_off(mail, sink, at)
    file = tmp_path / "mail.log"
    file.write_text(f"id={taken.name_in_logs}@127.0.0.1 250 OK")

    outbox("--reconcile", str(file), "--not-in-log", "resend")
    deliver(missing.pk, at=timezone.now())

    assert list(OutboxMail.objects.order_by("pk").values_list("state", "payload")) == [("sent", {})] * 2
    assert [mail["To"] for mail in sink.mails] == [missing.address]


@pytest.mark.parametrize("end", [bounced, cut_off])
@pytest.mark.parametrize("made", [a_code, a_letter])
def test_what_stands_nowhere_else_is_gone(
    made: Made, end: Callable[[OutboxMail, Sink, datetime], None], sink: Sink, at: datetime
) -> None:
    made(at)
    mail = OutboxMail.objects.get()
    end(mail, sink, at)

    said = outbox("--retry", str(mail.pk))

    mail.refresh_from_db()
    assert (mail.payload, wrong()) == ({}, [])
    assert f"{mail.pk}: what it said is not kept" in said
    OutboxMail.objects.update(payload={"code": "SECRET"})
    assert wrong() == [mail.pk]


def test_the_purposes_whose_words_stand_nowhere_else_are_known() -> None:
    assert composers.secret() == {"account", "reply_not_sent", "report_answer", "staff_warning"}
