"""The register of what every mail knows besides its own subject, such as what this place is called."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings

Source = Callable[[], dict[str, Any]]
_sources: list[Source] = []
_read = ContextVar[dict[str, Any] | None]("surroundings", default=None)


def register(source: Source) -> None:
    _sources.append(source)


@contextmanager
def read_once() -> Iterator[None]:
    """Among mails that are written together, it is asked for once."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def around() -> dict[str, Any]:
    """Asked for each mail at the moment of writing; a later source overrides an earlier one."""
    read = _read.get()
    if read is None:
        return _around()
    if not read:
        read |= _around()
    return read.copy()


def _around() -> dict[str, Any]:
    found: dict[str, Any] = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    for source in _sources:
        found |= source()
    return found


def sender() -> str:
    """DEFAULT_FROM_EMAIL; where that only repeats the environment's name of the site, under its name of today."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((around()["site_name"] if name == settings.SITE_NAME else name, address))
