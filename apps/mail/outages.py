"""Telling an outage (the database, the broker or the disk is away for a while) from a mistake of ours. During an outage
nothing is wrong with what somebody asked for: it is to be asked again."""

import errno
import logging
from collections.abc import Callable, Iterator

import redis.exceptions
from django.db import DatabaseError, InterfaceError, OperationalError
from kombu.exceptions import ChannelError
from kombu.exceptions import OperationalError as BrokerError

log = logging.getLogger(__name__)

BROKER = (
    BrokerError,
    ChannelError,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    redis.exceptions.ResponseError,  # it answers, and writes nothing: its disk or its memory is full
)
DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
# Of SQLite's result codes: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN. Its OperationalError also means "no such
# table", which is a mistake.
SQLITE = frozenset({5, 6, 8, 10, 13, 14})


def is_outage(error: BaseException) -> bool:
    return any(map(_is_outage, _chain(error)))


def if_possible(make_note: Callable[[], None]) -> None:
    """For a note that a page makes while it is read, and can be read without; not inside a transaction."""
    try:
        make_note()
    except DatabaseError as error:
        if not is_outage(error):
            raise
        log.warning("outage: a note was not made (%s)", type(error).__name__)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was raised from."""
    while error:
        yield error
        error = error.__cause__


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, DatabaseError | InterfaceError):
        return _is_database_away(error)
    return isinstance(error, BROKER) or (isinstance(error, OSError) and error.errno in DISK)


def _is_database_away(error: Exception) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE
    if isinstance(error, OperationalError | InterfaceError):
        return True
    # psycopg2 gives no code when the line breaks in the middle of an answer.
    return type(error) is DatabaseError and getattr(error.__cause__, "pgcode", "") is None
