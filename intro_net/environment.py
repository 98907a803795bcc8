"""Reads the environment, and answers a malformed or missing value with one sentence."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

from intro_net import readers

Value = TypeVar("Value")

# Any NAME may be given as NAME_FILE instead, the path of a file that holds it.
_given = FileAwareMapping(cache=False)


def stop(sentence: str) -> NoReturn:
    raise SystemExit(f"Intro Net cannot start: {sentence}")


def read(name: str, how: Callable[[str], Value], default: Value, *, example: str) -> Value:
    """The value of NAME as `how` reads it, the default where it is not set or empty; stops the start when malformed."""
    text = _text(name)
    try:
        return how(text) if text else default
    except (ImproperlyConfigured, ValueError):
        stop(f"{name} is not readable. Write it like {name}={example}.")


def _text(name: str) -> str:
    try:
        return str(_given.get(name, "")).strip()  # a file mostly ends with a line break
    except (OSError, ValueError):
        stop(
            f"the file that {name}_FILE names cannot be read. Set {name}_FILE to the path of a file that holds {name}."
        )


def data_dir(base: Path) -> Path:
    """The folder of everything that the embedded default writes; made when missing."""
    folder = base / read("DATA_DIR", Path, Path("var"), example="/var/lib/intro_net")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"the folder {folder} cannot be made ({error.strerror}). Set DATA_DIR to a folder that can be written.")
    return folder


def secret_key(folder: Path, *, local: bool) -> str:
    given = read("SECRET_KEY", str, "", example="(50 random characters)")
    if given:
        return given
    if not local:
        stop("SECRET_KEY is missing. Set it to 50 random characters, the same for every process.")
    return _kept_secret(folder / "secret-key")


def _kept_secret(path: Path) -> str:
    try:
        # Created whole and linked into place: two processes starting at once agree on one key.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
        return path.read_text()
    except OSError as error:
        stop(f"{path} cannot be written ({error.strerror}). Make room, or set SECRET_KEY.")


def database(folder: Path) -> dict[str, Any]:
    """Django's settings of the one database: PostgreSQL from DATABASE_URL, else SQLite in DATA_DIR."""
    default = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "intro_net.sqlite3")}
    example = "postgres://user:password@127.0.0.1:5432/intro_net"
    config = read("DATABASE_URL", _database, default, example=example)
    ours = _SQLITE if config["ENGINE"].endswith("sqlite3") else _POSTGRESQL
    # What the operator wrote behind the ? of the URL wins.
    options = {"OPTIONS": ours["OPTIONS"] | config.get("OPTIONS", {})}
    # A database in memory has no WAL and no second writer: tests use a file as well.
    test = {"TEST": {"NAME": str(folder / "test.sqlite3")}} if ours is _SQLITE else {}
    return config | ours | options | test


def _database(url: str) -> dict[str, Any]:
    if urlsplit(readers.one_line(url)).scheme not in {"postgres", "postgresql", "sqlite"}:
        raise ValueError(url)
    config: dict[str, Any] = environ.Env.db_url_config(url)
    # What is in memory, no other process sees.
    if config["NAME"] in {"", ":memory:"}:
        raise ValueError(url)
    return config


_SQLITE: dict[str, Any] = {
    # The last one to close the file removes what readers need beside it, and on a full disk nobody can make it again.
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        # A transaction that reads first and then writes would fail at once instead of waiting: take the lock first.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Deleted words are overwritten.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;",
    },
}
_POSTGRESQL: dict[str, Any] = {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    # A server that does not answer is away: nobody waits for longer than this (in seconds, and milliseconds).
    "OPTIONS": {"connect_timeout": 5, "tcp_user_timeout": 10_000},
}


def mail() -> dict[str, Any]:
    """Django's EMAIL_* settings from EMAIL_URL, or nothing when it is not set."""
    return read("EMAIL_URL", _mail, {}, example="smtp+tls://user:password@mail.example.org:587")


def _mail(url: str) -> dict[str, Any]:
    if urlsplit(url).scheme == "anymail":
        return {"EMAIL_BACKEND": readers.mail_provider(url)}
    config: dict[str, Any] = environ.Env.email_url_config(readers.smtp_address(url))
    config.pop("EMAIL_FILE_PATH", None)
    return {"EMAIL_TIMEOUT": 30} | config | {"EMAIL_BACKEND": "apps.mail.smtp.EmailBackend"}


def check_returns(inbound: str, backend: str) -> None:
    """Whether mail that is returned finds its way here. It is our own mail server that gives it an envelope."""
    if not inbound:
        stop("INBOUND_ADDRESS is missing. Set it, or leave out INBOUND_RETURNS.")
    if backend.startswith("anymail."):
        instead = "A provider tells by ANYMAIL_WEBHOOK_SECRET: leave it out."
        stop(f"INBOUND_RETURNS is for a mail server of your own. {instead}")


def provider_settings() -> dict[str, str]:
    """anymail's, from ANYMAIL_NAME."""
    names = {name.removesuffix("_FILE") for name in os.environ if name.startswith("ANYMAIL_")}
    given = {name.removeprefix("ANYMAIL_"): read(name, str, "", example="…") for name in sorted(names)}
    example = "intro-net:(50 random letters and digits)"
    given["WEBHOOK_SECRET"] = read("ANYMAIL_WEBHOOK_SECRET", readers.webhook_secret, "", example=example)
    return {name: value for name, value in given.items() if value}
