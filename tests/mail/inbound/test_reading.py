"""What is read of a mail, in whatever shape it comes."""

import random
import time

import pytest
from pytest_django import Settings

from apps.instance.text import clean_text
from apps.mail.inbound.addresses import SIGNS
from apps.mail.inbound.reading import Incoming
from tests.mail.inbound.shapes import (
    ADDRESS,
    PARTS,
    SHAPES,
    TEXTS,
    WORDS,
    html,
    marked,
    picture,
    plain,
    several,
    written,
)
from tests.mail.inbound.shapes import read_whole as whole

HERE = "a" * SIGNS
MINE = f"reply+{HERE}@in.example.org"


@pytest.fixture(autouse=True)
def _open(settings: Settings) -> None:
    settings.INBOUND_ADDRESS = ADDRESS


def read(raw: bytes) -> Incoming:
    mail = whole(raw)
    assert mail is not None
    return mail


def test_there_are_many_shapes() -> None:
    assert len(SHAPES) > 50


@pytest.mark.parametrize("shape", SHAPES)
def test_the_words_of_its_writer_are_read(shape: str) -> None:
    assert clean_text(read(written(SHAPES[shape].raw)).words) == SHAPES[shape].words


@pytest.mark.parametrize("shape", TEXTS)
def test_an_answer_to_an_answer_is_quoted_once_more(shape: str) -> None:
    deep = f"{WORDS}\n\nOn Sun, Nov 29, 2026 at 4:01 PM Jonas <j@example.org> wrote:\n\n{marked(str(TEXTS[shape].raw))}"

    assert read(written(plain(deep))).words == WORDS


@pytest.mark.parametrize("line", ["\n", "\r"])
def test_other_ends_of_lines_are_read_as_well(line: str) -> None:
    mail = read(written(TEXTS["gmail"].raw).replace(b"\r\n", b"\n"))
    assert mail.words == WORDS

    assert read(written(plain(f"Tuesday.{line}Or not."))).words == "Tuesday.\nOr not."


def test_files_are_seen_and_not_read() -> None:
    assert read(written(picture())).has_files
    assert read(written(several("mixed", plain(" "), picture()))).has_files
    assert read(written(PARTS["a picture inside of HTML"].raw)).has_files
    assert not read(written(TEXTS["gmail"].raw)).has_files
    assert not read(written(PARTS["two ways"].raw)).has_files


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied",
        "auto-submitted: Auto-Generated; owner-email=x",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "List-Id: <talk.example.org>",
        "List-Unsubscribe: <https://example.org>",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
    ],
)
def test_machines_and_lists_are_told_from_people(headers: str) -> None:
    assert read(written(f"{headers}\n\nI am away.")).is_automatic


@pytest.mark.parametrize("headers", ["Auto-Submitted: no", "Precedence: normal", "Return-Path: <mina@example.org>"])
def test_people_are_told_from_machines(headers: str) -> None:
    assert not read(written(f"{headers}\n\nI am here.")).is_automatic


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Mina <Mina@Example.org>", "mina@example.org"),
        ("mina@example.org (Mina)", "mina@example.org"),
        ('"mina@example.org" <evil@example.net>', "evil@example.net"),
        ("=?utf-8?q?M=C3=ADna?= <mina@example.org>", "mina@example.org"),
        ("mina@example.org, evil@example.net", ""),
        ("mina@example.org\nFrom: evil@example.net", ""),
        ("nobody", ""),
        ("", ""),
        ("a@b@c", ""),
        ("mi\0na@example.org", ""),
    ],
)
def test_one_writer_is_read_and_several_are_none(sender: str, address: str) -> None:
    assert read(f"From: {sender}\nTo: {MINE}\n\nHello".encode()).sender == address


@pytest.mark.parametrize(
    "header",
    [
        f"To: {MINE}",
        f"To: Intro Net <{MINE.upper()}>",
        f'To: "Intro, Net" <{MINE}>, Other <other@example.org>',
        f"To: other@example.org,\n {MINE}",
        f"Cc: {MINE}",
        f"Delivered-To: {MINE}",
        f"X-Original-To: {MINE}",
    ],
)
def test_the_address_of_ours_is_found(header: str) -> None:
    assert read(f"From: mina@example.org\n{header}\n\nHello".encode()).signs == [HERE]


@pytest.mark.parametrize(
    "value",
    [
        "",
        ADDRESS,
        f"x{MINE}",
        f"{MINE}.evil.net",
        MINE.replace("in.ex", "in.inex"),
        MINE[1:],
        MINE.replace("+aa", "+a"),
    ],
)
def test_what_only_looks_like_one_of_ours_is_none(value: str) -> None:
    assert read(f"From: mina@example.org\nTo: {value}\nSubject: {MINE}\n\n{MINE}".encode()).signs == []


def test_to_whom_the_server_handed_it_comes_first() -> None:
    other = MINE.replace("+a", "+b")

    mail = read(f"From: mina@example.org\nTo: {MINE}\nDelivered-To: {other}\n\nHello".encode())

    assert mail.signs == [f"b{HERE[1:]}", HERE]


def test_the_same_mail_is_known_by_its_id_and_else_by_its_words() -> None:
    first, again = (
        written(plain("Hello")),
        b"Received: from elsewhere\r\n" + written(plain("Hello, changed on the way")),
    )
    bare = [raw.replace(b"Message-ID", b"X-Other") for raw in (first, b"Received: x\r\n" + first, again)]

    known = [read(raw).digest for raw in (first, again, first.replace(b"<1@", b"<2@"), *bare)]

    assert (known[0] == known[1], known[0] == known[2], known[3] == known[4], known[3] == known[5]) == (
        True,
        False,
        True,
        False,
    )


BROKEN = {
    "nothing": b"",
    "no headers": b"\r\n\r\n",
    "not a mail": bytes(range(256)) * 40,
    "headers without end": b"To: x\r\n" * 20_000,
    "a header of a million": b"To: " + b"<a@b>," * 160_000 + b"\r\n\r\nHello",
    "nested without end": b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(2000)
    ),
    "parts without end": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\na\r\n" * 20_000,
    "HTML without end": b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000,
    "tables without end": b"Content-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 30_000,
    "HTML of ten million": b"Content-Type: text/html\r\n\r\n" + b"<p>hello</p>" * 900_000,
    "text of ten million": b"Content-Type: text/plain\r\n\r\n" + b"hello\r\n" * 1_500_000,
    "a line of ten million": b"Content-Type: text/plain\r\n\r\n" + b"On 12:30 wrote:" * 700_000,
    "brackets for every pattern": b"\r\n" + (b"2020/01/01 " + b" <@>" * 240 + b"x\r\n") * 300,
    "heads and no end": b"\r\n" + b"On Tuesday I wrote:\r\nFrom: here\r\nTo: there\r\n" * 3000,
    "a charset with NUL": b'Content-Type: text/plain; charset="utf\x00-8"\r\n\r\nHello',
    "a boundary that is none": b"Content-Type: multipart/mixed; boundary=\r\n\r\nHello",
    "encoded twice": b"Content-Type: multipart/mixed; boundary=x\r\nContent-Transfer-Encoding: base64\r\n\r\nLS14",
    "a name that is coded and wrong": b"Content-Type: text/plain; name*=klingon''%ff%zz\r\n\r\nHello",
    "bytes in the headers": b"From: \xff\xfe <mina@example.org>\r\nTo: \xff\r\nMessage-ID: \xff\xfe\r\n\r\nHello",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_mail_is_read_as_far_as_it_goes_and_soon(name: str) -> None:
    begin = time.monotonic()

    mail = whole(BROKEN[name])

    assert time.monotonic() - begin < 5
    assert (mail is None) == (name == "nested without end")
    assert mail is None or "\0" not in mail.words


def test_whatever_is_changed_in_a_mail_it_is_read_or_let_go(caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(6)
    mails = [written(shape.raw, to=MINE) for shape in SHAPES.values()]
    read_whole = 0

    for _ in range(2000):
        raw = bytearray(chance.choice(mails))
        for _ in range(chance.randrange(1, 8)):
            place = chance.randrange(len(raw))
            raw[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        read_whole += whole(bytes(raw)) is not None

    assert read_whole > 1900
    assert "mina" not in caplog.text.lower()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<table><tr><td>Tuesday</td><td>works.</td></tr></table>", "Tuesday\nworks."),
        ("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two"),
        ("Tuesday<div style='color: red; display: none'>not this</div> works.", "Tuesday works."),
    ],
)
def test_html_is_read_from_top_to_bottom(source: str, words: str) -> None:
    read_lines = [line.strip() for line in read(written(html(source))).words.split("\n")]

    assert "\n".join(read_lines) == words
