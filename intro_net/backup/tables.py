"""What a backup holds of the database: every table as lines of JSON, one row a line, so that either database can be
restored from either. Django's own serializers cut times to milliseconds."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Value
from django.utils.duration import duration_iso_string

from apps.mail import restoring

Model = type[models.Model]
Field = models.Field[Any, Any]
READ_AT_ONCE = 2000  # rows
MOST_VALUES = 20_000  # of one INSERT; SQLite takes 32,766
MOST_ROWS = 1000
# How far numbering goes on after a restore: what was made since the backup is forgotten, but links and Message-IDs of
# it are out there, and must never come to mean something else.
LEAP = 1_000_000


def stored() -> list[Model]:
    """Every model with a table whose rows are not worked out from others."""
    found = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return sorted((one for one in found if not one._meta.proxy and not _left_out(one)), key=label)


def _left_out(model: Model) -> bool:
    return restoring.is_left_out(label(model))


def label(model: Model) -> str:
    return model._meta.label_lower


def columns(model: Model) -> list[Field]:
    """Without what the database works out by itself."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def count(model: Model) -> int:
    return model._base_manager.count()


def lines(model: Model) -> Iterator[bytes]:
    """The first one names the columns."""
    names = [field.attname for field in columns(model)]
    yield _line(names)
    rows = model._base_manager.order_by("pk").values_list(*names)
    yield from map(_line, rows.iterator(chunk_size=READ_AT_ONCE))


def _line(values: Iterable[Any]) -> bytes:
    text = json.dumps(list(values), default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode() + b"\n"


def _plain(value: object) -> str:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode("ascii")
    raise TypeError(f"a backup cannot hold a {type(value).__name__}")


def insert(model: Model, lines: Iterator[bytes]) -> Iterator[int]:
    """Writes the rows, and yields how many it wrote each time. As SQL and not through model objects: those would set
    "changed at" to now, and take many times as long."""
    names = json.loads(next(lines))
    fields = {field.attname: field for field in columns(model)}
    wanted = [fields[name] for name in names]
    at_once = max(1, min(MOST_ROWS, MOST_VALUES // len(wanted)))
    while chunk := [json.loads(line) for line in islice(lines, at_once)]:
        _insert(model, wanted, chunk)
        yield len(chunk)


def _insert(model: Model, fields: list[Field], rows: list[list[Any]]) -> None:
    quote = connection.ops.quote_name
    into = ", ".join(quote(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    values = [_stored(field, value) for row in rows for field, value in zip(fields, row, strict=True)]
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({into}) VALUES {', '.join([row] * len(rows))}"  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _stored(field: Field, value: Any) -> Any:
    if isinstance(field, models.JSONField) and value is None and not field.null:
        return field.get_db_prep_save(Value(None, field), connection)
    return field.get_db_prep_save(field.to_python(value), connection)


def clear(model: Model) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - as above


def leap(restored: Iterable[Model]) -> None:
    """Numbering goes on far behind the restored rows."""
    numbered = [model for model in restored if isinstance(model._meta.pk, models.BigAutoField)]
    with connection.cursor() as cursor:
        for model in numbered:
            last = model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
            _number_from(cursor, model, last + LEAP)
    _others_after_their_last([model for model in restored if model not in numbered])


def _number_from(cursor: Any, model: Model, last: int) -> None:
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        pk = model._meta.pk
        assert pk is not None
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', pk.column, last])
    else:
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _others_after_their_last(others: list[Model]) -> None:
    """Tables of Django's own with short numbers."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), others):
            cursor.execute(sql)
