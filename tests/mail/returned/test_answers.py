import time

import pytest

from apps.mail.returned.answers import says_nobody

NOBODY = [
    "550 5.1.1 <ana@elsewhere.example>: Recipient address rejected: User unknown",
    "550-5.1.1 The account does not exist",
    "5.1.2",
    "550 5.1.6 moved",
    "556 5.1.10 elsewhere.example takes no mail",
    "550 5.2.1 disabled",
    "550 no such user",
    "550 User unknown",
    "551 unknown user here",
    "550 Unrouteable address",
    "550 Requested action not taken: mailbox unavailable",
    "554 5.0.0 mailbox not found",
    "550 5.5.0 This mailbox is disabled",
    "550 5.4.1 Recipient address rejected: Access denied",
    "550 invalid recipient",
]
SOMETHING_ELSE = [
    "452 4.2.2 mailbox full",
    "550 5.2.2 over quota",
    "450 4.2.1 too fast",
    "550 5.7.1 no such user in our list of senders",
    "554 5.7.1 Client host blocked: user unknown at the list",
    "550 5.1.8 Sender address rejected: Domain not found",
    "550 5.1.7 bad sender",
    "550 5.1.0 Sender address rejected: User unknown in table",
    "552 5.3.4 message too big",
    "550 mailbox unavailable: Reject due to SPF policy",
    "550 your IP is on a blocklist, user unknown",
    "550 5.6.0 content",
    "550 5.4.6 routing loop",
    "421 4.4.2 5.1.1 said the server before that",
]
NOTHING = ["550", "", "554 5.0.0 no", "550 192.5.1.1 said no", "550 we do not like this", "550 10.5.1.1.7"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [*((one, True) for one in NOBODY), *((one, False) for one in SOMETHING_ELSE), *((one, None) for one in NOTHING)],
)
def test_what_a_servers_answer_says_of_an_address(answer: str, says: bool | None) -> None:
    assert says_nobody(answer) is says


@pytest.mark.parametrize(
    ("status", "answer", "says"),
    [
        ("5.0.0", "smtp; 550 5.1.1 unknown", True),
        ("5.1.1 (Bad destination mailbox address)", "", True),
        ("5.0.0", "smtp; 550 5.7.1 spam", False),
        ("4.4.7", "smtp; 550 5.1.1 unknown", False),
        ("5.7.1", "smtp; 550 user unknown", False),
        ("", "smtp; 550 user unknown", True),
        ("nonsense", "", None),
    ],
)
def test_a_status_that_says_nothing_leaves_it_to_the_answer(status: str, answer: str, says: bool | None) -> None:
    assert says_nobody(answer, status=status) is says


@pytest.mark.parametrize("word", ["user ", "no such ", "5.1.", "a", "5.1.1", "doesn't have an ", "unknown a b "])
def test_an_answer_that_was_made_to_cost_much_is_read_soon(word: str) -> None:
    begin = time.process_time()

    for _ in range(20):
        says_nobody(word * 100_000, status=word * 100_000)

    assert time.process_time() - begin < 1
