"""What holds across all rooms."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from apps.mail import invariants, restoring
from intro_net.backup import media


def register() -> None:
    invariants.register("What a row points to is there", _dangling)
    invariants.register("Every file that a row names is there", media.missing)
    invariants.register("Every file is named by a row", media.orphans)
    # Everybody signs in again: a backup in the wrong hands opens no session.
    restoring.leave_out("sessions.Session", "usersessions.UserSession")
    # Rows of an import on their way; whoever was importing starts again.
    staged = ("StagedPerson", "StagedTrait", "StagedTie", "StagedMember")
    restoring.leave_out(*(f"introductions.{name}" for name in staged))


def _dangling(at: datetime) -> Iterable[object]:
    """SQLite looks only when somebody writes with foreign keys on, PostgreSQL always once a constraint is validated."""
    sql = "SELECT conname FROM pg_constraint WHERE NOT convalidated"
    if connection.vendor == "sqlite":
        sql = "SELECT \"table\" || ' ' || rowid FROM pragma_foreign_key_check"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        yield from (row[0] for row in cursor.fetchall())
