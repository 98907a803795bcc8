from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.mail import composers, domains
from apps.mail.composers import Composed
from apps.mail.giving_up import NO_ANSWER
from apps.mail.keeping import UNWRITTEN
from apps.mail.models import OutboxMail
from apps.mail.outbox import RESTORED, drop_waiting
from apps.mail.suppression import suppress
from apps.mail.tasks import deliver_batch
from tests.factories import AT
from tests.mail.conftest import make_mail
from tests.sink import Sink

pytestmark = pytest.mark.django_db
AT_HOME = "{}@127.0.0.1"


def ended(state: str, key: str = "1", *, purpose: str = "digest", reason: str = "cut off") -> OutboxMail:
    """As mails end: without what they said."""
    mail = make_mail(key, purpose=purpose)
    settled = None if state == "uncertain" else timezone.now()
    OutboxMail.objects.filter(pk=mail.pk).update(state=state, reason=reason, payload={}, attempts=3, settled_at=settled)
    mail.refresh_from_db()
    return mail


@pytest.fixture(autouse=True)
def _digest(_composers: None) -> None:
    """Written from what there is at the moment, as a digest is."""
    composers.register("digest", lambda mail, at: Composed("Your week", "Hello"))


def outbox(*words: str) -> tuple[list[str], list[str]]:
    out, err = StringIO(), StringIO()
    call_command("outbox", *words, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def states() -> list[str]:
    return list(OutboxMail.objects.order_by("pk").values_list("state", flat=True))


def log(folder: Path, *lines: str) -> str:
    file = folder / "mail.log"
    file.write_text("\n".join(lines))
    return str(file)


def test_outbox_counts_by_state_and_names_what_is_uncertain() -> None:
    for key, state in [("1", "sent"), ("2", "sent"), ("3", "uncertain"), ("4", "queued")]:
        mail = make_mail(key)
        OutboxMail.objects.filter(pk=mail.pk).update(state=state, reason="cut off")
    uncertain = OutboxMail.objects.get(state="uncertain")

    lines, _ = outbox()

    assert [line.split() for line in lines[:3]] == [
        ["queued", "note", "1"],
        ["sent", "note", "2"],
        ["uncertain", "note", "1"],
    ]
    last = f"uncertain: {uncertain.pk} note 3 (cut off); look for {uncertain.name_in_logs} in the server's log"
    assert lines[3:-2] == [last]
    assert "ana@example.org" not in "".join(lines)


def test_outbox_names_domains_in_trouble() -> None:
    at = timezone.now().replace(microsecond=0)
    domains.fail("one.example", reason="the server answered 421", at=at)
    domains.fail(domains.LINE, reason="ConnectionRefusedError", at=at + timedelta(seconds=1))

    lines, _ = outbox()

    again = timezone.localtime(at + timedelta(minutes=1)).isoformat(" ", "seconds")
    assert lines[0] == f"in trouble: one.example (the server answered 421); tried again from {again}"
    assert lines[1].startswith("in trouble: the line to the mail server (ConnectionRefusedError)")


def test_outbox_says_how_much_was_given_up() -> None:
    for key in "12":
        ended("bounced", key, reason=NO_ANSWER)
    ended("bounced", "3", reason="the server answered 550")

    lines, _ = outbox()

    assert "bounced: 2 (given up: its domain did not answer for four days)" in lines


def test_outbox_names_what_can_be_sent_again_and_why_it_was_not() -> None:
    bounced, unwritten = (
        ended("bounced", "1", reason="the server answered 550"),
        ended("dropped", "2", reason=UNWRITTEN),
    )
    ended("dropped", "3", reason="")

    lines, _ = outbox()

    assert [line for line in lines if "again:" in line] == [
        f"dropped: {unwritten.pk} digest 2 ({UNWRITTEN}); again: outbox --retry {unwritten.pk}",
        f"bounced: {bounced.pk} digest 1 (the server answered 550); again: outbox --retry {bounced.pk}",
    ]


@pytest.mark.parametrize(
    ("state", "reason"),
    [("uncertain", "cut off"), ("bounced", "the server answered 550"), ("dropped", "could not be written: KeyError")],
)
def test_an_operator_sends_a_mail_again(state: str, reason: str, sink: Sink) -> None:
    """Its tries stay: whoever still holds it from before must not take the next claim for their own."""
    mail = ended(state, reason=reason)

    lines, refusals = outbox("--retry", str(mail.pk))

    mail.refresh_from_db()
    assert (lines[0], refusals) == (f"queued again: {mail.pk}", [])
    assert (mail.state, mail.attempts, mail.reason, mail.settled_at, mail.leased_until) == ("queued", 3, "", None, None)
    deliver_batch(OutboxMail.Lane.QUICK)
    assert (states(), len(sink.mails)) == (["sent"], 1)


@pytest.mark.parametrize("state", ["queued", "attempting", "sent", "kept", "dropped"])
def test_what_has_ended_well_or_goes_on_is_not_sent_again(state: str) -> None:
    mail = ended(state, reason="")

    _, refusals = outbox("--retry", str(mail.pk))

    told = f"{mail.pk}: it is {state}. What is uncertain, bounced or could not be written can be sent again."
    assert (refusals, states()) == ([told], [state])


def test_what_a_mail_said_may_be_gone() -> None:
    """A log-in code stood in the row alone; and by now a digest may have nothing to say."""
    code, silence = ended("uncertain", "1", purpose="note"), ended("uncertain", "2", purpose="silence")

    _, refusals = outbox("--retry", str(code.pk), str(silence.pk))

    assert refusals == [
        f"{code.pk}: what it said is not kept, so it cannot be written again.",
        f"{silence.pk}: there is nothing to say any more, or nobody to say it to.",
    ]
    assert states() == ["uncertain"] * 2


def test_what_nobody_is_to_get_is_not_sent_again() -> None:
    """Dropped at its turn it would be forgotten; said here, it is decided about."""
    mail = ended("uncertain")
    suppress(mail.address, at=AT)

    _, refusals = outbox("--retry", str(mail.pk))

    assert (refusals, states()) == (
        [f"{mail.pk}: whom it is for asked not to get it, so it would not leave."],
        ["uncertain"],
    )


def test_what_was_withdrawn_is_nothing_to_send_again() -> None:
    """It could not be written once, and was dropped on purpose since."""
    mail = ended("queued", reason="could not be written: KeyError")
    drop_waiting(OutboxMail.objects.all(), at=AT)

    _, refusals = outbox("--retry", str(mail.pk))

    assert (refusals[0].startswith(f"{mail.pk}: it is dropped."), states()) == (True, ["dropped"])


def test_trying_whether_a_mail_can_be_written_leaves_no_note() -> None:
    mail = ended("uncertain")
    composers.register("digest", lambda row, at: Composed("Your week", make_mail("noted").key))

    outbox("--retry", str(mail.pk))

    assert states() == ["queued"]


@pytest.mark.parametrize("word", ["x", "1.5", "9" * 19, "\N{ARABIC-INDIC DIGIT ONE}"])
def test_what_is_no_number_gets_a_sentence_and_changes_nothing(word: str) -> None:
    mail = ended("uncertain")

    with pytest.raises(CommandError, match="no number of a mail"):
        outbox("--retry", str(mail.pk), word)

    assert states() == ["uncertain"]


def test_a_number_without_a_mail_gets_a_sentence_and_the_others_go_on() -> None:
    mail = ended("uncertain")

    lines, refusals = outbox("--retry", "999999", str(mail.pk))

    assert refusals == ["999999: there is no such mail. What has ended is forgotten after thirty days."]
    assert (lines[0], states()) == (f"queued again: {mail.pk}", ["queued"])


def test_what_the_log_names_was_sent_and_the_rest_stays(tmp_path: Path) -> None:
    sent, missing, bounced = ended("uncertain", "1"), ended("uncertain", "2"), ended("bounced", "3")
    file = log(tmp_path, *(f"id={AT_HOME.format(mail.name_in_logs)} 250 OK" for mail in (sent, bounced)))

    lines, _ = outbox("--reconcile", file)

    sent.refresh_from_db()
    assert lines[0] == "found in the log: 1; in doubt: 0; not in it: 1"
    assert (states(), sent.reason) == (["sent", "uncertain", "bounced"], "found in the server's log")
    assert sent.settled_at is not None
    assert any(line.startswith(f"uncertain: {missing.pk} ") for line in lines)


def test_what_is_not_in_the_log_is_sent_again_by_choice_only(tmp_path: Path, sink: Sink) -> None:
    sent, missing, restored = ended("uncertain", "1"), ended("uncertain", "2"), ended("uncertain", "3", reason=RESTORED)
    file = log(tmp_path, f"message-id=<{AT_HOME.format(sent.name_in_logs)}>")

    outbox("--reconcile", file, "--not-in-log", "resend")
    deliver_batch(OutboxMail.Lane.QUICK)

    assert states() == ["sent"] * 3
    ids = {mail["Message-ID"] for mail in sink.mails}
    assert ids == {f"<{AT_HOME.format(mail.name_in_logs)}>" for mail in (missing, restored)}


def test_postfix_names_a_mail_before_it_has_it(tmp_path: Path) -> None:
    taken, cut, answered = (ended("uncertain", key) for key in "123")
    file = log(
        tmp_path,
        f"Nov 30 09:00:00 mx postfix/cleanup[7]: 4ABC: message-id=<{AT_HOME.format(taken.name_in_logs)}>",
        "Nov 30 09:00:00 mx postfix/qmgr[8]: 4ABC: from=<hello@example.org>, size=900, nrcpt=1 (queue active)",
        f"Nov 30 09:00:01 mx postfix/cleanup[7]: 4DEF: message-id=<{AT_HOME.format(cut.name_in_logs)}>",
        "Nov 30 09:00:01 mx postfix/smtpd[9]: lost connection after DATA from unknown[127.0.0.1]",
        f"Nov 30 09:00:02 mx provider: {AT_HOME.format(answered.name_in_logs)} rejected: spam",
    )

    lines, _ = outbox("--reconcile", file, "--not-in-log", "resend")

    assert states() == ["sent", "uncertain", "uncertain"]
    assert lines[:3] == [
        "found in the log: 1; in doubt: 2; not in it: 0",
        f"in doubt: {cut.pk}; read what the log says of {cut.name_in_logs}",
        f"in doubt: {answered.pk}; read what the log says of {answered.name_in_logs}",
    ]


@pytest.mark.parametrize(
    "line", ["", "message-id=<{}@elsewhere.example>", "{}@127.0.0.10", "id=outbox-17@127.0.0.1", "id={}"]
)
def test_a_log_of_another_place_changes_nothing(line: str, tmp_path: Path) -> None:
    mail = ended("uncertain")

    with pytest.raises(CommandError, match="names no mail of this place"):
        outbox("--reconcile", log(tmp_path, line.format(mail.name_in_logs)), "--not-in-log", "resend")

    assert states() == ["uncertain"]


def test_a_log_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        outbox("--reconcile", str(tmp_path / "nothing"))
    with pytest.raises(CommandError, match="needs a log"):
        outbox("--not-in-log", "resend")
