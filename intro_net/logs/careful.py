"""What of a log record may be written down. Logs are copied, kept and read by more people than the database is, so
nothing personal goes into them, whoever logs: of an exception its kind and its place in the code but not its message
(which quotes what people typed), of a request its view but not its address (which may hold a token), of a task its name
but not its arguments. Addresses that are left in somebody's sentence are cut out of it."""

import re
from collections.abc import Iterator, Mapping
from logging import LogRecord
from traceback import FrameSummary, TracebackException
from typing import Any

from django.http import HttpRequest

SEALED = frozenset({"exc", "args", "kwargs", "return_value", "traceback"})  # Celery's words about a task
CUT = "…"
_ADDRESSES = [
    re.compile(r"https?://(?!\d+\.\d+\.\d+\.\d+:\d+(?!\S))\S+"),  # but for where a server of ours listens
    re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b(?!:\d)"),  # a person's; one with a port is a server of ours
    re.compile(r"[\w-]{4,}:[\w-]{5,8}:[\w-]{20,}"),  # a signed token
    re.compile(r"(?<!\S)/\S*\?\S*"),  # a query
]


def message(record: LogRecord) -> str:
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        return about(request, getattr(record, "status_code", None))
    if record.name == "gunicorn.error" and record.exc_info is None and "request from ip=" in str(record.msg):
        return "Invalid request"
    return without_addresses(_formatted(record)).strip()


def about(request: HttpRequest, status: int | None) -> str:
    return f"{request.method} {view_of(request)} {status or ''}".strip()


def view_of(request: HttpRequest) -> str:
    """The name of the page, of which there are few, and never its address."""
    match = request.resolver_match
    return match.view_name if match else "nowhere"


def without_addresses(text: str) -> str:
    for pattern in _ADDRESSES:
        text = pattern.sub(CUT, text)
    return text


def exception(error: BaseException) -> str:
    """As Python shows it, causes first, but for the messages."""
    told = TracebackException.from_exception(error, lookup_lines=False)
    return "\n".join(line for one in reversed(list(_chain(told))) for line in _lines(one))


def _formatted(record: LogRecord) -> str:
    text = _kind(record.msg) if isinstance(record.msg, BaseException) else str(record.msg)
    if not record.args:
        return text
    if isinstance(record.args, Mapping):
        return text % {name: CUT if name in SEALED else value for name, value in record.args.items()}
    return text % tuple(_bare(value) for value in record.args)


def _bare(value: object) -> object:
    if isinstance(value, BaseException):
        return _kind(value)
    return value if isinstance(value, int | float | str | None) else type(value).__name__


def _kind(error: BaseException) -> str:
    return type(error).__qualname__


def _chain(told: TracebackException) -> Iterator[TracebackException]:
    one: TracebackException | None = told
    while one is not None:
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _lines(told: TracebackException) -> Iterator[str]:
    yield from (_place(frame) for frame in told.stack)
    yield _name_of(told)


def _place(frame: FrameSummary) -> str:
    return f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'


def _name_of(told: TracebackException) -> str:
    kind: Any = told.exc_type
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
