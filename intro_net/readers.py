"""What the text of a setting may look like: each reads one kind of value, and raises ValueError where it is not one."""

import logging
import math
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.mail.message import sanitize_address
from django.utils.module_loading import import_string

_SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
LOG_FORMATS = {"line": "intro_net.logs.formatting.LineFormatter", "json": "intro_net.logs.formatting.JsonFormatter"}
_HOST = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
_WEBHOOK = re.compile(r"[\w.~-]+:[\w.~-]{32,}", re.ASCII)
_REPLY = re.compile(r"[a-z0-9]([a-z0-9_-]{0,13}[a-z0-9])?@[a-z0-9-]+(\.[a-z0-9-]+)+")


def switch(text: str) -> bool:
    """What is neither yes nor no is no no: a misspelt PLAIN_HTTP would be read as its opposite."""
    return _SWITCH[_checked(text.lower(), lambda word: word in _SWITCH)]


def one_line(text: str) -> str:
    return _checked(text, str.isprintable)


def hosts(text: str) -> list[str]:
    """Names as ALLOWED_HOSTS wants them, separated by commas: no scheme, no port."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    return [_checked(name, lambda name: name == "*" or _HOST.fullmatch(name)) for name in names]


def web_address(text: str) -> str:
    _parts(text, {"http", "https"})
    return text.rstrip("/")


def redis_address(text: str) -> str:
    parts = _parts(text, {"redis", "rediss"})
    _checked(parts.path.strip("/"), lambda database: not database or database.isdecimal())
    return text


def smtp_address(text: str) -> str:
    _parts(text, {"smtp", "smtps", "smtp+tls", "smtp+ssl"})
    return text


def mail_provider(text: str) -> str:
    """The path of the backend that anymail://NAME stands for."""
    path = f"anymail.backends.{_parts(text, {'anymail'}).hostname}.EmailBackend"
    try:
        import_string(path)
    except ImportError as error:
        raise ValueError(text) from error
    return path


def sender(text: str) -> str:
    """As it may stand in From:, refused where Django could not write it there."""
    address = sanitize_address(one_line(text), "utf-8").rpartition("<")[2].rstrip(">")
    name, _, host = address.rpartition("@")
    _checked(host, lambda host: name and _HOST.fullmatch(host))
    return text


def reply_address(text: str) -> str:
    """Plain, and with room for what is written behind its name: a mail server takes 64 characters before the @."""
    return _checked(text.lower(), lambda address: _REPLY.fullmatch(address))


def long_secret(text: str) -> str:
    return _checked(one_line(text), lambda secret: len(secret) >= 32 and secret.isascii())


def webhook_secret(text: str) -> str:
    """A name and a secret as they may stand in an address: https://NAME:SECRET@host/."""
    return _checked(text, _WEBHOOK.fullmatch)


def seconds(text: str) -> timedelta:
    number = float(text)
    _checked(text, lambda _: math.isfinite(number) and number > 0)
    return timedelta(seconds=number)


def count(text: str) -> int:
    return int(_checked(text, lambda digits: digits.isascii() and digits.isdecimal() and int(digits) > 0))


def port(text: str) -> int:
    return int(_checked(text, lambda digits: count(digits) < 65536))


def hsts(text: str) -> str:
    return _checked(text, lambda word: word in ("host", "subdomains", "preload"))


def log_level(text: str) -> str:
    return _checked(text.upper(), lambda name: name in logging.getLevelNamesMapping())


def log_format(text: str) -> str:
    """The path of the formatter."""
    return LOG_FORMATS[_checked(text, lambda name: name in LOG_FORMATS)]


def _parts(text: str, schemes: set[str]) -> SplitResult:
    parts = urlsplit(one_line(text))
    # Reading the port raises ValueError where it is none.
    if parts.scheme not in schemes or not parts.hostname or parts.port == 0 or " " in text:
        raise ValueError(text)
    return parts


def _checked(text: str, is_right: Callable[[str], Any]) -> str:
    if not is_right(text):
        raise ValueError(text)
    return text
