"""Writing candidates in bulk. COPY on PostgreSQL and plain tuples on SQLite: through model objects it takes many times
as long."""

from collections.abc import Iterable, Sequence
from io import StringIO
from typing import NamedTuple

from django.db import connection, transaction

from apps.matching.models import Candidate, Refresh
from apps.matching.models.candidate import CandidateQuerySet
from apps.matching.services.claims import hold

CHUNK = 5000  # rows; well under a second of SQLite's one writer
TABLE = Candidate._meta.db_table  # noqa: SLF001 - Django's documented name
COLUMNS = "circle_id, generation, low_id, high_id, score, evidence"


class Row(NamedTuple):
    circle_id: int
    generation: int
    low_id: int
    high_id: int
    score: float
    evidence: str  # JSON of numbers


def insert(rows: Sequence[Row]) -> None:
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(rows)
    else:
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {TABLE} ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)", rows)  # noqa: S608


def delete_unpublished(mine: Refresh) -> None:
    """What a worker that vanished has left."""
    unpublished = Candidate.objects.filter(circle_id=mine.pk, generation__gt=mine.generation)
    while unpublished.exists():
        with transaction.atomic():
            hold(mine)
            _delete_chunk(unpublished)


def delete_older(circle_id: int, generation: int) -> None:
    older = Candidate.objects.filter(circle_id=circle_id, generation__lt=generation)
    while _delete_chunk(older) == CHUNK:
        pass


def _delete_chunk(rows: CandidateQuerySet) -> int:
    return Candidate.objects.filter(pk__in=rows.values("pk")[:CHUNK]).delete()[0]


def write(rows: Iterable[Row], *, mine: Refresh) -> int:
    total, chunk = 0, list[Row]()
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            total += _write_chunk(chunk, mine)
            chunk = []
    return total + _write_chunk(chunk, mine)


def _write_chunk(chunk: list[Row], mine: Refresh) -> int:
    if chunk:
        with transaction.atomic():
            hold(mine)
            insert(chunk)
    return len(chunk)


def _copy(rows: Sequence[Row]) -> None:
    # Numbers, and JSON of numbers: nothing in it has to be escaped.
    lines = ("\t".join(str(value) for value in row) for row in rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {TABLE} ({COLUMNS}) FROM STDIN", StringIO("\n".join(lines) + "\n"))
