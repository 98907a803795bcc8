"""Settings: what a malformed one says, and what the others become."""

import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from apps.profiles.accounts import OutboxAccountAdapter
from intro_net import readers
from intro_net.launch.places import ROOT

SITE = {"SECRET_KEY": "s" * 50, "ALLOWED_HOSTS": "intro.example.org", "EMAIL_URL": "smtp://mail.example.org"}
# Every variable, each with a value that it must not have; an empty one is as good as none.
MALFORMED = [
    ("DEBUG", "maybe"),
    ("PLAIN_HTTP", "maybe"),
    ("BEHIND_PROXY", "2"),
    ("PROXY_COUNT", "0"),
    ("HSTS", "1"),
    ("PORT", "abc"),
    ("PORT", "65536"),
    ("ALLOWED_HOSTS", "https://intro.example.org"),
    ("ALLOWED_HOSTS", "intro.example.org:8000"),
    ("SITE_URL", "intro.example.org"),
    ("SITE_URL", "https://"),
    ("SITE_URL", "https://intro.example.org:abc"),
    ("SITE_NAME", "Intro\nNet"),
    ("DATABASE_URL", "postgres://"),
    ("DATABASE_URL", "postgres://127.0.0.1:5432/"),
    ("DATABASE_URL", "postgres://127.0.0.1:abc/intro_net"),
    ("DATABASE_URL", "mysql://127.0.0.1/intro_net"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "nonsense"),
    ("REDIS_URL", "foo"),
    ("REDIS_URL", "redis://"),
    ("REDIS_URL", "redis://127.0.0.1:abc/0"),
    ("REDIS_URL", "redis://127.0.0.1/first"),
    ("REDIS_PREFIX", "a\nb"),
    ("EMAIL_URL", "smtp://mail.example.org:notaport"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "mail.example.org"),
    ("EMAIL_URL", "anymail://nonsense"),
    ("EMAIL_URL", "anymail://"),
    ("DEFAULT_FROM_EMAIL", "nonsense"),
    ("DEFAULT_FROM_EMAIL", "Foo, Bar <hello@example.org>"),
    ("DEFAULT_FROM_EMAIL", "hello@*"),
    ("INBOUND_ADDRESS", "nonsense"),
    ("INBOUND_SECRET", "short"),
    ("INBOUND_RETURNS", "maybe"),
    *(("ANYMAIL_WEBHOOK_SECRET", wrong) for wrong in ("w" * 50, f"name:{'w' * 31}", f"name@host:{'w' * 50}")),
    ("MAIL_LEASE", "-5"),
    ("MAIL_LEASE", "0"),
    ("MAIL_LEASE", "nan"),
    ("MAIL_LEASE", "soon"),
    ("LOG_LEVEL", "foo"),
    ("LOG_FORMAT", "xml"),
    ("READY_LATEST", "soon"),
    ("METRICS_TOKEN", "a\nb"),
    ("SENTRY_DSN", "nonsense"),
]
NAMES = sorted({name for name, _ in MALFORMED} | {"SECRET_KEY", "DATA_DIR", "STATIC_ROOT", "TOWNS_DIR"})
# Read by what starts the processes, and by what knows the providers; each has tests of its own.
ELSEWHERE = {
    *("BIND", "WEB_WORKERS", "WEB_THREADS", "WORKERS", "QUICK_WORKERS", "BULK_WORKERS"),
    *("OIDC_SERVER_URL", "OIDC_NAME", "GOOGLE_CLIENT_ID", "GITHUB_CLIENT_ID"),
}

Start = Callable[..., dict[str, Any]]
Reader = Callable[[str], object]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Start:
    """Reads the settings of a site with these variables and no others."""
    for name in [*NAMES, *(f"{name}_FILE" for name in NAMES)]:
        monkeypatch.delenv(name, raising=False)

    def start(**variables: str) -> dict[str, Any]:
        for name, value in ({"DATA_DIR": str(tmp_path)} | SITE | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "intro_net" / "settings.py"))

    return start


def test_every_variable_is_tried_and_documented() -> None:
    sources = [(ROOT / "intro_net" / name).read_text() for name in ("settings.py", "environment.py")]
    read = set(re.findall(r'\bread\(\s*"(\w+)"', "".join(sources)))
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE))

    assert read == set(NAMES)
    assert documented == read | ELSEWHERE


@pytest.mark.parametrize(("name", "value"), MALFORMED)
def test_a_malformed_value_stops_the_start_with_a_sentence(name: str, value: str, start: Start) -> None:
    with pytest.raises(SystemExit, match=rf"^Intro Net cannot start: {name} is not readable\. Write it like {name}=."):
        start(**{name: value})


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_not_there_stops_the_start_with_a_sentence(name: str, start: Start, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=f"^Intro Net cannot start: the file that {name}_FILE names cannot be read"):
        start(**{f"{name}_FILE": str(tmp_path / "nowhere")})


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL"])
def test_what_a_site_must_have_is_asked_for(name: str, start: Start) -> None:
    with pytest.raises(SystemExit, match=f"^Intro Net cannot start: {name} is missing. Set it "):
        start(**{name: ""})


def test_a_site_of_any_host_must_say_where_it_is(start: Start) -> None:
    with pytest.raises(SystemExit, match="SITE_URL is missing"):
        start(ALLOWED_HOSTS="*")

    assert start(ALLOWED_HOSTS="*", SITE_URL="https://a.example.org/")["SITE_URL"] == "https://a.example.org"


def test_a_value_may_stand_in_a_file(start: Start, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n")

    assert start(SECRET_KEY_FILE=str(tmp_path / "key"))["SECRET_KEY"] == "from the file"


def test_a_file_that_is_no_text_stops_the_start(start: Start, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe")

    with pytest.raises(SystemExit, match="the file that SECRET_KEY_FILE names cannot be read"):
        start(SECRET_KEY_FILE=str(tmp_path / "key"))


def test_a_secret_that_begins_with_a_dollar_is_itself(start: Start) -> None:
    assert start(SECRET_KEY="$ECRET")["SECRET_KEY"] == "$ECRET"


def test_the_data_may_lie_anywhere(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "50% of #1? ü"

    assert start(DATA_DIR=str(folder))["DATABASES"]["default"]["NAME"] == str(folder / "intro_net.sqlite3")


def test_nothing_given_is_the_default(start: Start) -> None:
    given = start(**dict.fromkeys(set(NAMES) - set(SITE) - {"DATA_DIR"}, ""))

    assert (given["SITE_URL"], given["SITE_NAME"]) == ("https://intro.example.org", "Intro Net")
    assert given["DEFAULT_FROM_EMAIL"] == "Intro Net <hello@intro.example.org>"
    assert (given["LOCAL"], given["PLAIN_HTTP"], given["MAIL_LEASE"]) == (False, False, timedelta(minutes=5))
    assert given["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


@pytest.mark.parametrize(
    ("name", "sender"),
    [("Foo, Bar", '"Foo, Bar" <hello@intro.example.org>'), ("Bär", "Bär <hello@intro.example.org>")],
)
def test_a_site_of_any_name_has_a_sender(name: str, sender: str, start: Start) -> None:
    given = start(SITE_NAME=name)["DEFAULT_FROM_EMAIL"]

    assert (given, readers.sender(given)) == (sender, sender)


def test_postgresql_redis_and_a_mail_server(start: Start) -> None:
    given = start(
        DATABASE_URL="postgres://user:p%40ss@db:5433/intro",
        REDIS_URL="redis://cache:6379/0",
        EMAIL_URL="smtp+tls://user:p%40ss@mail.example.org:587",
    )

    database = given["DATABASES"]["default"]
    assert [database[key] for key in ("HOST", "PORT", "NAME", "PASSWORD")] == ["db", 5433, "intro", "p@ss"]
    assert given["CACHES"]["default"]["LOCATION"] == "redis://cache:6379/0"
    assert [given[f"EMAIL_{key}"] for key in ("HOST", "PORT", "HOST_PASSWORD", "USE_TLS")] == [
        "mail.example.org",
        587,
        "p@ss",
        True,
    ]


def test_a_mail_provider_and_its_keys(start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys = {"MAILGUN_API_KEY": "secret", "WEBHOOK_SECRET": f"name:{'w' * 32}"}
    for name, key in keys.items():
        (tmp_path / name).write_text(f"{key}\n")
        monkeypatch.setenv(f"ANYMAIL_{name}_FILE", str(tmp_path / name))

    given = start(EMAIL_URL="anymail://mailgun", ANYMAIL_MAILJET_API_KEY="")

    assert given["EMAIL_BACKEND"] == "anymail.backends.mailgun.EmailBackend"
    assert [given["ANYMAIL"], start()["ANYMAIL"]] == [keys, keys]  # a webhook does not ask how mail leaves


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, (True, False, False)),
        ({"HSTS": "subdomains"}, (True, True, False)),
        ({"HSTS": "preload"}, (True, True, True)),
        ({"HSTS": "preload", "PLAIN_HTTP": "1"}, (False, False, False)),
    ],
)
def test_https_is_promised_for_this_host_alone_unless_said(
    variables: dict[str, str], expected: tuple[bool, bool, bool], start: Start
) -> None:
    given = start(**variables)

    names = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    assert tuple(bool(given[name]) for name in names) == expected


def test_the_file_cache_has_room_for_the_counts_of_attempts(start: Start) -> None:
    cache = start()["CACHES"]["default"]

    assert cache["BACKEND"].endswith("SteadyFileCache")
    assert cache["OPTIONS"]["MAX_ENTRIES"] >= 10_000


@pytest.mark.parametrize(
    ("variables", "believed"),
    [
        ({}, None),
        ({"PROXY_COUNT": "2"}, None),
        ({"BEHIND_PROXY": "1"}, 1),
        ({"BEHIND_PROXY": "1", "PROXY_COUNT": "2"}, 2),
    ],
)
def test_proxies_are_believed_where_there_are_some(
    variables: dict[str, str], believed: int | None, start: Start
) -> None:
    given = start(**variables)

    assert given.get("ALLAUTH_TRUSTED_PROXY_COUNT") == believed
    assert ("SECURE_PROXY_SSL_HEADER" in given) == bool(believed)


@pytest.mark.parametrize(
    ("proxies", "address", "forwarded", "visitor"),
    [
        (0, "10.0.0.1", "192.0.2.7", "10.0.0.1"),
        (1, "10.0.0.1", "192.0.2.7", "192.0.2.7"),
        (1, "10.0.0.1", "198.51.100.1, 192.0.2.7", "192.0.2.7"),
        (2, "10.0.0.1", "192.0.2.7, 10.0.0.2", "192.0.2.7"),
        (1, "", "192.0.2.7", "192.0.2.7"),  # on a unix socket
    ],
)
def test_attempts_are_counted_by_visitor(
    proxies: int, address: str, forwarded: str, visitor: str, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().post("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=forwarded)

    assert OutboxAccountAdapter().get_client_ip(request) == visitor


READINGS: list[tuple[Reader, str, object]] = [
    (readers.switch, "Yes", True),
    (readers.switch, "off", False),
    (readers.hosts, "a.org, .b.org,*,[::1],127.0.0.1,", ["a.org", ".b.org", "*", "[::1]", "127.0.0.1"]),
    (readers.web_address, "http://[::1]:8000/", "http://[::1]:8000"),
    (readers.redis_address, "rediss://:secret@cache:6380", "rediss://:secret@cache:6380"),
    (readers.sender, "hello@example.org", "hello@example.org"),
    (readers.seconds, "0.5", timedelta(seconds=0.5)),
    (readers.count, "2", 2),
    (readers.port, "65535", 65535),
    (readers.log_level, "warning", "WARNING"),
]


@pytest.mark.parametrize(("reader", "text", "value"), READINGS)
def test_readers_read(reader: Reader, text: str, value: object) -> None:
    assert reader(text) == value


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"EMAIL_URL": "smtp://h:notaport"}, "EMAIL_URL is not readable"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "the file that SECRET_KEY_FILE names cannot be read"),
    ],
)
def test_a_process_that_cannot_start_says_one_sentence(
    variables: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = keep | SITE | {"DATA_DIR": str(tmp_path)} | variables

    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(f"Intro Net cannot start: {sentence}")
