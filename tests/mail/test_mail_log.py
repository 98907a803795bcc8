"""What a mail server's log says of which mail."""

import pytest

from apps.mail import mail_log
from tests.mail.conftest import make_mail

HEAD = "Nov 30 09:00:00 mail postfix"
ONE, TWO = (f"outbox-{number:032x}" for number in (1, 2))


def coming(number: str, name: str) -> str:
    return f"{HEAD}/cleanup[1]: {number}: message-id=<{name}@127.0.0.1>"


def queued(number: str) -> str:
    return f"{HEAD}/qmgr[2]: {number}: from=<hello@x>, size=900, nrcpt=1 (queue active)"


def read(*lines: str) -> tuple[set[str], set[str]]:
    found = mail_log.read(lines)
    return found.taken, found.doubtful


def test_a_number_of_the_queue_that_is_used_again_takes_no_earlier_mail() -> None:
    """Postfix's short numbers come again."""
    rejected = f"{HEAD}/cleanup[1]: 4F2A: milter-reject: END-OF-MESSAGE from app[10.0.0.1]: 4.7.1 Try again later"

    assert read(coming("4F2A", ONE), rejected, coming("4F2A", TWO), queued("4F2A")) == ({TWO}, {ONE})


def test_a_number_that_is_given_to_somebody_elses_mail_takes_none_of_ours() -> None:
    assert read(coming("4F2A", ONE), coming("4F2A", "theirs"), queued("4F2A")) == (set(), {ONE})


def test_a_number_takes_what_came_after_it_only() -> None:
    assert read(queued("4F2A"), coming("4F2A", ONE)) == (set(), {ONE})
    assert read(coming("4F2A", ONE), queued("4F2A"), coming("4F2A", TWO), queued("4F2A")) == ({ONE, TWO}, set())


@pytest.mark.parametrize(
    "status", ["dropped", "Blocked", "suppressed", "spam", "undeliverable", "discarded", "canceled", "expired"]
)
def test_what_providers_say_of_mails_they_did_not_take(status: str) -> None:
    assert read(f'2026-11-30,"<{ONE}@127.0.0.1>",ana@example.org,{status}') == (set(), {ONE})


@pytest.mark.parametrize("status", ["sent", "delivered", "accepted", "processed", "opened", "250 OK"])
def test_what_providers_say_of_mails_they_took(status: str) -> None:
    assert read(f'2026-11-30,"<{ONE.upper()}@127.0.0.1>",ana@example.org,{status}') == ({ONE}, set())


@pytest.mark.django_db
def test_the_name_of_a_mail_tells_nothing_and_is_no_other_mails() -> None:
    """From a number whoever gets two mails would read how many left in between. After a restore the same number, or
    the same key, may belong to another mail: its name is another."""
    mails = [make_mail(str(number)) for number in range(20)]
    names = [mail.name_in_logs for mail in mails]
    assert names == [mail.name_in_logs for mail in mails]
    assert (len(set(names)), sorted(names) == names) == (20, False)

    mails[0].key = "another"
    mails[1].purpose = "silence"
    mails[2].pk += 1_000_000

    assert not {mail.name_in_logs for mail in mails[:3]} & set(names)
