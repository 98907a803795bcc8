"""Writing candidates in bulk: binary COPY from arrays on PostgreSQL, plain tuples on SQLite. Through model objects it
takes many times as long."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

import numpy as np
from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from apps.matching.copying import Column, copy_in
from apps.matching.engine import ScoredPairs
from apps.matching.engine.arrays import Anything, Ints
from apps.matching.engine.packing import LINE, packed_lines
from apps.matching.models import Candidate, Refresh
from apps.matching.models.candidate import CandidateQuerySet
from apps.matching.services.claims import hold

# Rows at a time: well under a second of SQLite's one writer, and of memory.
CHUNKS = {"sqlite": 5000, "postgresql": 1 << 17}
TABLE = Candidate._meta.db_table  # noqa: SLF001 - Django's documented name
# The last two before the evidence are empty where they are nan.
COLUMNS = ("circle_id", "generation", "low_id", "high_id", "first", "score", "worth_low", "worth_high", "evidence")


@dataclass(frozen=True, slots=True)
class Rows:
    """p candidates, column by column."""

    fixed: tuple[Anything, ...]  # [p] each; all columns but the evidence
    lines: Anything  # LINE[e]
    offsets: Ints  # [p + 1] into lines

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def part(self, start: int, end: int) -> "Rows":
        offsets = self.offsets[start : end + 1]
        lines = self.lines[offsets[0] : offsets[-1]]
        return Rows(tuple(column[start:end] for column in self.fixed), lines, offsets - offsets[0])

    def chunks(self) -> Iterator["Rows"]:
        length = CHUNKS[connection.vendor]
        for start in range(0, len(self), length):
            yield self.part(start, min(start + length, len(self)))


def rows_of(found: ScoredPairs, mine: Sequence[Refresh], *, ahead: int) -> Rows:
    """Circle number c is that of mine[c]; so many generations after the one that counts."""
    circle_ids = np.array([row.pk for row in mine], np.int64)[found.circles]
    generations = np.array([row.generation + ahead for row in mine], np.int32)[found.circles]
    numbers = [column.astype(np.float64) for column in (found.score, found.worth_low, found.worth_high)]
    fixed: tuple[Anything, ...] = (circle_ids, generations, found.low, found.high, found.first, *numbers)
    return Rows(fixed, packed_lines(found), found.offsets)


def write(rows: Rows, *, mine: Sequence[Refresh]) -> int:
    for chunk in rows.chunks():
        with transaction.atomic():
            hold(mine)
            insert(chunk)
    return len(rows)


def insert(rows: Rows) -> None:
    if connection.vendor == "postgresql":
        if len(rows):
            copy_in(TABLE, COLUMNS, *_by_length(rows))
        return
    content, ends = rows.lines.tobytes(), (rows.offsets * LINE.itemsize).tolist()
    evidence = (content[start:end] for start, end in pairwise(ends))
    with connection.cursor() as cursor:
        values = ", ".join(["%s"] * len(COLUMNS))
        fixed = ((_or_nothing(value) for value in column.tolist()) for column in rows.fixed)
        every = zip(*fixed, evidence, strict=True)
        cursor.executemany(f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({values})", list(every))  # noqa: S608


def _or_nothing(value: float) -> float | None:
    return None if isnan(value) else value


def _by_length(rows: Rows) -> Iterator[list[Column]]:
    """Those with equally many lines of evidence, and empty in the same columns, are of one width."""
    empty = [np.isnan(column) for column in rows.fixed[-2:]]
    shapes = 4 * np.diff(rows.offsets) + 2 * empty[0] + empty[1]
    for shape in np.unique(shapes).tolist():
        chosen, count = np.flatnonzero(shapes == shape), shape // 4
        worth = [None if one[chosen[0]] else column[chosen] for one, column in zip(empty, rows.fixed[-2:], strict=True)]
        evidence: Column = b""
        if count:
            lines = rows.lines[rows.offsets[chosen][:, None] + np.arange(count)]
            evidence = np.ascontiguousarray(lines).view(f"V{count * LINE.itemsize}").ravel()
        yield [*(column[chosen] for column in rows.fixed[:-2]), *worth, evidence]


def delete_unpublished(mine: Sequence[Refresh]) -> None:
    """What a worker that vanished has left."""
    for unpublished in _beside(mine, "gt"):
        more = True
        while more:
            with transaction.atomic():
                hold(mine)
                more = _delete_chunk(unpublished)


def delete_older(mine: Sequence[Refresh]) -> None:
    for older in _beside(mine, "lt"):
        while _delete_chunk(older):
            pass


def _beside(mine: Sequence[Refresh], which: str) -> Iterator[CandidateQuerySet]:
    """The rows of generations beside those of `mine`. Asked by number, they are found by the key without a look at
    those that stay."""
    ids = defaultdict[int, list[int]](list)
    for row in mine:
        ids[row.generation].append(row.pk)
    for generation, some in ids.items():
        yield Candidate.objects.filter(**{"circle_id__in": some, f"generation__{which}": generation})


def _delete_chunk(rows: CandidateQuerySet) -> bool:
    """Whether some are left, perhaps. PostgreSQL's other writers do not wait for us."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            # By the key: while the table grows the planner takes it for small, and reads all of it for each block.
            cursor.execute("SET LOCAL enable_seqscan = off")
            rows.delete()
        return False
    # By SQLite's own number of a row: it takes no long lists of keys of several columns.
    length = CHUNKS[connection.vendor]
    place = RawSQL(f"{TABLE}.rowid", ())  # noqa: S611 - the table's name only
    some, words = rows.annotate(place=place).values("place")[:length].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE rowid IN ({some})", words)  # noqa: S608
        return bool(cursor.rowcount == length)
