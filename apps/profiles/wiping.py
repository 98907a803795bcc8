from django.db import connection


def wipe() -> None:
    """On SQLite what was deleted stands in the log beside the database until that is written back and emptied. (The
    database itself overwrites what it deletes: PRAGMA secure_delete.)"""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
