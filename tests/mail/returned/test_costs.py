"""What a report may cost that was written to cost much, by somebody who has an address to tell by."""

import time
from datetime import datetime

import pytest

from apps.mail.inbound.taking import receive
from apps.mail.models import OutboxMail, PausedAddress
from apps.mail.returned.addresses import return_address
from tests.mail.inbound.test_costs import nested

SECONDS = 3
REPORT = b"Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n"
STATUS = b"--r\nContent-Type: message/delivery-status\n\n"
COSTLY = {
    "blocks": REPORT + STATUS + b"a: b\n\n" * 2_000_000,
    "recipients": REPORT + STATUS + b"Final-Recipient: a\nAction: failed\nStatus: 5.0.0\n\n" * 200_000,
    "a long answer": REPORT + STATUS + b"Action: failed\nStatus: 5.0.0\nDiagnostic-Code: " + b"user " * 1_000_000,
    "an answer of many lines": REPORT + STATUS + b"Action: failed\nDiagnostic-Code: a\n" + b" no such \n" * 1_000_000,
    "an action without end": REPORT + STATUS + b"Action: " + b"a" * 5_000_000,
    "multiparts": b"Content-Type: multipart/report; boundary=x\n\n" + nested(800, b"\n" * 200_000),
    "mails in mails": REPORT + b"--r\n" + b"Content-Type: message/rfc822\n\n" * 100_000,
    "addresses": REPORT + STATUS + f"Original-Mail-From: reply+{'a' * 48}@in.example.org\n".encode() * 100_000,
    "halves of addresses": REPORT + STATUS + b"X: " + b"reply+" * 1_000_000,
    "semicolons": b'Content-Type: multipart/report; x="' + b";" * 1_000_000 + b"\n\nHello",
    "parts": REPORT + b"--r\nContent-Type: text/plain\n\na\n" * 100_000,
}


@pytest.mark.parametrize("name", COSTLY)
def test_whatever_a_report_asks_for_it_is_read_soon(name: str, sent: OutboxMail, at: datetime) -> None:
    raw = f"Return-Path: <>\nTo: {return_address(sent)}\n".encode() + COSTLY[name]
    begin = time.process_time()

    receive(raw.replace(b"\n", b"\r\n"), at=at)

    assert time.process_time() - begin < SECONDS
    assert not PausedAddress.objects.exists()
