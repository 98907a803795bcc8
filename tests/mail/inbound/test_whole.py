"""All of a mail that is forwarded: what it quotes, its subject, and calendars; whatever its shape."""

import base64
import time

import pytest
from pytest_django import Settings

from apps.mail.inbound.reading import Incoming, read_head, read_mail
from apps.mail.inbound.whole import LARGEST, MOST_CALENDARS, Whole
from tests.mail.inbound.shapes import ADDRESS, GMAIL, html, plain, several, written
from tests.mail.inbound.test_costs import COSTLY, SECONDS

ICS = b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"


@pytest.fixture(autouse=True)
def _takes_mail(settings: Settings) -> None:
    settings.INBOUND_ADDRESS = ADDRESS


def read(raw: bytes) -> Incoming | None:
    head = read_head(raw)
    assert head is not None
    return read_mail(raw, head, whole=True)


def whole(raw: str | bytes) -> Whole:
    mail = read(written(raw))
    assert mail is not None
    assert mail.whole is not None
    return mail.whole


def calendar(content: bytes = ICS, kind: str = "text/calendar", how: str = "") -> bytes:
    return f"Content-Type: {kind}{how}\nContent-Transfer-Encoding: base64\n\n".encode() + base64.encodebytes(content)


@pytest.mark.parametrize(
    "part",
    [
        calendar(),
        calendar(how="; method=REQUEST; charset=utf-8"),
        calendar(kind="application/ics", how='; name="invite.ics"'),
        calendar(kind="application/octet-stream", how='; name="Invite.ICS"'),
        b"Content-Type: text/calendar\n\n" + ICS,
        b"Content-Type: text/calendar\nContent-Transfer-Encoding: quoted-printable\n\n" + ICS,
        b'Content-Disposition: attachment; filename="a.ics"\nContent-Type: text/plain\n\n' + ICS,
        several("alternative", plain("Hello"), calendar()),
        b"Content-Type: message/rfc822\n\nSubject: inner\n" + several("mixed", plain("Hello"), calendar(), edge="in"),
    ],
)
def test_a_calendar_is_found_however_it_is_sent(part: bytes) -> None:
    found = whole(several("mixed", plain("See you."), part, edge="out"))

    assert [one.strip() for one in found.calendars] == [ICS.strip()]


def test_other_files_are_not_looked_at_and_one_calendar_is_not_taken_twice() -> None:
    other = [calendar(b"%PDF", kind="application/pdf"), calendar(b"x", kind="text/csv")]

    assert whole(several("mixed", plain("Hello"), *other, calendar(), calendar())).calendars == (ICS,)


def test_no_more_are_taken_than_so_many_and_no_more_of_one_than_so_much() -> None:
    many = [calendar(ICS + bytes([number])) for number in range(MOST_CALENDARS + 3)]
    assert len(whole(several("mixed", *many)).calendars) == MOST_CALENDARS

    for size in (LARGEST, LARGEST + 1, 3 * LARGEST):
        (found,) = whole(several("mixed", calendar(b"x" * size))).calendars
        assert len(found) == min(size, LARGEST + 1)


def test_the_text_has_what_is_quoted_and_the_words_have_not() -> None:
    mail = read(written(plain(f"Tuesday works.\n\n{GMAIL}")))

    assert mail is not None
    assert mail.whole is not None
    assert ("Shall we meet?" in mail.whole.text, "Shall we meet?" in mail.words) == (True, False)
    assert "To: Ana" in whole(html("<p>FYI</p><blockquote>To: Ana</blockquote>")).text


def test_who_does_not_ask_for_all_of_it_gets_none() -> None:
    raw = written(several("mixed", plain("Hello"), calendar()))
    head = read_head(raw)
    assert head is not None

    mail = read_mail(raw, head)

    assert mail is not None
    assert (mail.whole, mail.words) == (None, "Hello")


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("Planning", "Planning"),
        ("=?utf-8?q?T=C3=BCbingen?=", "Tübingen"),
        ("=?iso-8859-1?q?T=FCbingen?= and on", "Tübingen and on"),
        ("=?nonsense?q?a=FF?=", "aÿ"),
        ("=?utf-8?b?a?=", "=?utf-8?b?a?="),
        ("=?punycode?q?a?=", "a"),
        ("x" * 5000, "x" * 1000),
    ],
)
def test_a_subject_is_read_whatever_it_is_written_in(subject: str, told: str) -> None:
    raw = f"From: a@example.org\nTo: {ADDRESS}\nSubject: {subject}\n\nHello".encode()

    mail = read(raw)

    assert mail is not None
    assert mail.whole is not None
    assert mail.whole.subject == told


HOSTILE = COSTLY | {
    "calendars without end": several("mixed", *[calendar()] * 20_000),
    "mails in mails": b"Content-Type: message/rfc822\n\n" * 900 + ICS,
    "a subject of pieces": b"X: " + b"\nSubject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\nHello",
    "a large file": several("mixed", calendar(b"x" * 8_000_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_mail_asks_for_all_of_it_is_read_soon(name: str) -> None:
    raw = written(HOSTILE[name])
    begin = time.process_time()

    mail = read(raw)

    assert time.process_time() - begin < SECONDS
    assert mail is None or mail.whole is None or len(mail.whole.calendars) <= MOST_CALENDARS
