"""The hook, and the command for a pipe: who may hand in a mail, and what they are told."""

import io
import os
import subprocess
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from apps.mail.inbound import taking
from apps.mail.inbound.addresses import ReplyAddress, reply_address
from apps.mail.inbound.reading import Incoming
from intro_net.launch.places import ROOT
from tests.mail.inbound.shapes import ADDRESS, plain, written

pytestmark = pytest.mark.django_db
HOOK, SECRET = "/mail/inbound/", "s" * 50
UNTIL = datetime(2026, 5, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _open(settings: Settings) -> None:
    settings.INBOUND_ADDRESS, settings.INBOUND_SECRET = ADDRESS, SECRET


@pytest.fixture(autouse=True)
def taken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What came through the door: words, and what they are about."""
    found = list[tuple[str, int]]()

    def take(mail: Incoming, address: ReplyAddress, at: datetime) -> None:
        if mail.words == "an outage":
            raise OperationalError("the server closed the connection")
        found.append((mail.words, address.about))

    monkeypatch.setattr(taking, "_takers", {"t": take})
    return found


def mail(words: str = "Hello", kind: str = "t", more: str = "") -> bytes:
    address = reply_address(kind, about=7, user_id=3, until=UNTIL)
    return written(f"{more}{plain(words)}", to=address)


def hand_in(raw: bytes, *, secret: str = f"Bearer {SECRET}", kind: str = "message/rfc822") -> tuple[int, bytes]:
    # As a mail server does: no cookie, and no token of a form.
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    response = client.post(HOOK, raw, content_type=kind, headers={"Authorization": secret, "Content-Type": kind})
    return response.status_code, response.content


def test_whoever_carries_the_secret_hands_in_a_mail(taken: list[tuple[str, int]]) -> None:
    assert hand_in(mail()) == (200, b"Taken.\n")
    assert taken == [("Hello", 7)]


@pytest.mark.parametrize("secret", ["", SECRET, f"Bearer {SECRET}x", "Bearer ", f"Basic {SECRET}", "Bearer \xe4"])
def test_for_everybody_else_there_is_no_such_page(secret: str, taken: list[tuple[str, int]]) -> None:
    nowhere = Client().get("/nowhere/").content

    assert hand_in(mail(), secret=secret) == (404, nowhere)
    assert Client().get(HOOK).content == nowhere
    assert taken == []


@pytest.mark.parametrize("secret", ["Bearer ", "Bearer", ""])
def test_where_nothing_is_set_nobody_hands_in_a_mail(secret: str, settings: Settings) -> None:
    settings.INBOUND_ADDRESS = settings.INBOUND_SECRET = ""

    assert hand_in(b"Subject: Hello\r\n\r\n", secret=secret)[0] == 404


def test_what_is_no_mail_is_refused_loudly_so_that_none_is_lost(settings: Settings) -> None:
    assert hand_in(mail(), kind="application/x-www-form-urlencoded")[0] == 415
    assert hand_in(b"")[0] == 400
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert hand_in(mail("x" * 1000))[0] == 413


@pytest.mark.parametrize(
    "raw",
    [
        written(plain("Hello")),
        written(plain("Hello"), to=ADDRESS.replace("@", "+" + "a" * 48 + "@")),
        bytes(range(256)),
    ],
)
def test_a_mail_to_no_address_of_ours_is_answered_like_any_other(
    raw: bytes, taken: list[tuple[str, int]], caplog: pytest.LogCaptureFixture
) -> None:
    assert hand_in(raw) == hand_in(mail()) == (200, b"Taken.\n")
    assert taken == [("Hello", 7)]
    assert "inbound: a mail to no address of ours was let go" in caplog.messages


def test_an_address_of_a_kind_that_nobody_takes_is_none_of_ours(taken: list[tuple[str, int]]) -> None:
    assert hand_in(mail(kind="x"))[0] == 200
    assert taken == []


def test_an_automatic_mail_goes_nowhere(taken: list[tuple[str, int]]) -> None:
    assert hand_in(mail(more="Auto-Submitted: auto-replied\n"))[0] == 200
    assert taken == []


def test_in_an_outage_the_mail_is_to_be_handed_in_again(caplog: pytest.LogCaptureFixture) -> None:
    assert hand_in(mail("an outage"))[0] == 503


def test_no_line_says_anything_of_anyone(caplog: pytest.LogCaptureFixture) -> None:
    for raw in (mail("Canary"), mail("Canary", kind="x"), b"To: canary@example.org\r\n\r\ncanary", b"\xff"):
        hand_in(raw)

    lines = [f"{record.name} {record.getMessage()}" for record in caplog.records if record.name != "django.request"]
    assert [word for word in ("canary", "mina", "reply+", "1@mail") if word in " ".join(lines).lower()] == []
    assert len([line for line in lines if line.startswith("apps.mail.inbound")]) == 3


def from_pipe(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> int | str | None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    try:
        call_command("receive_mail", stderr=io.StringIO())
    except SystemExit as stop:
        return stop.code
    return 0


def test_the_command_takes_a_mail_from_a_pipe(taken: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_pipe(mail(), monkeypatch) == 0
    assert taken == [("Hello", 7)]


def test_the_command_says_what_a_mail_server_understands(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    assert from_pipe(mail("an outage"), monkeypatch) == os.EX_TEMPFAIL
    settings.INBOUND_ADDRESS = ""
    assert from_pipe(mail(), monkeypatch) == os.EX_TEMPFAIL


def test_from_a_pipe_too_a_mail_that_is_too_large_comes_back_to_nobody(
    taken: list[tuple[str, int]],
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    assert from_pipe(mail("x" * 1000), monkeypatch) == os.EX_OK
    assert taken == []
    assert caplog.messages == ["inbound: a mail that is too large was let go"]


SITE = {"SECRET_KEY": "s" * 50, "ALLOWED_HOSTS": "intro.example.org", "EMAIL_URL": "smtp://mail.example.org"}
BOTH = {"INBOUND_ADDRESS": ADDRESS, "INBOUND_SECRET": SECRET}


def start(folder: str, **variables: str) -> str:
    """What a start with these variables says."""
    env = {"PATH": os.environ["PATH"], "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "intro_net.settings"}
    code = "from django.conf import settings; print(settings.INBOUND_ADDRESS or 'closed')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env | SITE | variables, capture_output=True, text=True, check=False
    )
    return (done.stdout + done.stderr).strip()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "closed"),
        (BOTH, ADDRESS),
        (BOTH | {"INBOUND_ADDRESS": ADDRESS.upper()}, ADDRESS),
        ({"INBOUND_ADDRESS": ADDRESS}, "INBOUND_SECRET is missing."),
        ({"INBOUND_SECRET": SECRET}, "INBOUND_ADDRESS is missing."),
        ({"INBOUND_RETURNS": "1"}, "INBOUND_ADDRESS is missing."),
        (BOTH | {"INBOUND_RETURNS": "1"}, ADDRESS),
        (BOTH | {"INBOUND_RETURNS": "1", "EMAIL_URL": "anymail://postmark"}, "is for a mail server of your own."),
        (BOTH | {"INBOUND_SECRET": "s" * 31}, "INBOUND_SECRET is not readable."),
        (BOTH | {"INBOUND_ADDRESS": "reply+x@in.example.org"}, "INBOUND_ADDRESS is not readable."),
        (BOTH | {"INBOUND_ADDRESS": "sixteen-letters-x@in.example.org"}, "INBOUND_ADDRESS is not readable."),
    ],
)
def test_the_start_says_what_is_missing(given: dict[str, str], said: str, tmp_path: os.PathLike[str]) -> None:
    assert said in start(str(tmp_path), **given)
