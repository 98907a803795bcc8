"""What a mail may cost that was written to cost much: seconds, and characters that are held in memory."""

import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from apps.mail.inbound import taking
from apps.mail.inbound.addresses import reply_address
from apps.mail.inbound.html_text import words_of
from tests.mail.inbound.shapes import ADDRESS, html, plain, read_whole, several, written

SECONDS = 5


def nested(depth: int, below: bytes) -> bytes:
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    return head + b"Content-Type: text/plain\n\n" + below


FLOWED = plain("a \n" * 600_000, "; format=flowed")
COSTLY: dict[str, str | bytes] = {
    "a table with one long cell": html(f"<table><tr><td>{'x' * 100_000}</td></tr>{'<tr><td>a' * 10_000}</table>"),
    "a table with one wide row": html(f"<table><tr>{'<td>a' * 30_000}</tr></table>"),
    "punycode": b"Content-Type: text/plain; charset=punycode\n\n" + b"a" * 400_000 + b"-" + b"b" * 400_000,
    "idna": b"Content-Type: text/plain; charset=idna\n\n" + b"xn--a" * 160_000,
    "nested, and empty lines": nested(800, b"\n" * 200_000),
    "nested as far as it is read, and empty lines": nested(50, b"\n" * 1_000_000),
    "flowed": FLOWED,
    "flowed, many times": several("mixed", *[plain("a \n" * 100_000, "; format=flowed")] * 20),
    "lists in lists": html("<ul><li>" * 100 + "<li>a" * 50_000),
    "a style that asks for lines": html("<p style='margin-top: 900000000em'>a</p>b"),
    "quotes side by side": html("<blockquote>a</blockquote>b" * 11_000),
    "heads of Outlook side by side": html("<p id=divRplyFwdMsg>" * 14_000),
    "a head of semicolons": b'Content-Type: text/plain; x="' + b";" * 1_000_000 + b"\n\nHello",
    "semicolons in a part": several("mixed", b'Content-Type: text/plain; x="' + b";" * 1_000_000 + b"\n\nHello"),
    "parts of HTML without end": several("mixed", *[html("<b>a</b>" * 10_000)] * 100),
}


@pytest.mark.parametrize("name", COSTLY)
def test_whatever_a_mail_asks_for_it_is_read_soon(name: str, settings: Settings) -> None:
    settings.INBOUND_ADDRESS = ADDRESS
    raw = written(COSTLY[name])
    begin = time.process_time()

    mail = read_whole(raw)

    assert time.process_time() - begin < SECONDS
    assert mail is None or len(mail.words) < 1_000_000


@pytest.mark.parametrize(
    "source",
    [
        f"<table><tr><td>{'x' * 20_000}</td></tr>{'<tr><td>a' * 2000}</table>",
        "<p style='margin-top: 300000000em'>a</p>b",
        "<ul><li>" * 100 + "<li>a" * 10_000,
    ],
)
def test_html_is_not_held_in_more_memory_than_it_is_worth(source: str) -> None:
    tracemalloc.start()
    try:
        words = words_of(source)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert most < 30_000_000
    assert len(words) < 5 * len(source)


@pytest.mark.parametrize("to", [ADDRESS, ADDRESS.replace("@", "+" + "a" * 48 + "@")])
def test_a_mail_to_no_address_of_ours_is_not_read_below_its_head(
    to: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INBOUND_ADDRESS = ADDRESS
    read, taken = list[bytes](), list[object]()
    monkeypatch.setattr(taking, "read_mail", lambda raw, head, *, whole: read.append(raw))
    monkeypatch.setattr(taking, "_takers", {"t": lambda mail, address, at: taken.append(mail)})
    at = datetime(2026, 5, 3, tzinfo=UTC)
    ours = written(plain("Hello"), to=reply_address("t", about=7, user_id=3, until=at))

    for raw in (written(plain("Hello"), to=to), b"Auto-Submitted: auto-replied\r\n" + ours):
        taking.receive(raw, at=at)
    assert read == []

    taking.receive(ours, at=at)
    assert (read, taken) == ([ours], [])


@pytest.mark.parametrize("name", ["nested, and empty lines", "flowed", "punycode"])
def test_nobody_else_makes_it_read_anything(name: str, settings: Settings) -> None:
    settings.INBOUND_ADDRESS = ADDRESS
    begin = time.process_time()

    for to in (ADDRESS, "nobody@example.org"):
        taking.receive(written(COSTLY[name], to=to), at=datetime(2026, 5, 3, tzinfo=UTC))

    assert time.process_time() - begin < 1
