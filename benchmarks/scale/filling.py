"""The network into the real tables, by COPY."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Field, Max, Model

from apps.circles.models import Circle, Membership, Role
from apps.introductions.models import Connection
from apps.matching.copying import Column, copy_in
from apps.matching.engine.arrays import Ints, slices
from apps.matching.engine.kinds import DATED, Kind
from apps.profiles.models import Profile, ProfileTrait, Topic, User, Vocabulary
from benchmarks.scale.network import Network, network

AT = datetime(2026, 1, 5, 12, tzinfo=UTC)
AT_ONCE = 1 << 18  # rows
_WIDTHS = {"BigAutoField": "i8", "ForeignKey": "i8", "OneToOneField": "i8", "FloatField": "f8", "BooleanField": "?"}
_WIDTHS |= {"DateTimeField": "i8", "PositiveSmallIntegerField": "i2"}


def fill(people: int, seed: int) -> dict[str, float]:
    """Person i has the id i + 1. Foreign keys are not looked at: everything points at something."""
    whole = network(people, seed)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    first = (Topic.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    _people(whole)
    _facts(whole, first)
    _circles(whole)
    copy(Connection, {"low_id": whole.ties[:, 0] + 1, "high_id": whole.ties[:, 1] + 1, "origin": "import", "since": AT})
    _finish()
    return _counted(whole)


def as_new(people: int, seed: int) -> dict[str, float]:
    """A database that was filled before, by the same numbers, as if nothing had been refreshed in it."""
    whole = network(people, seed)
    if User.objects.filter(email__endswith="@bench.example").count() != people:
        raise ValueError("other people are in it")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE matching_candidate, matching_refresh")
        cursor.execute("CHECKPOINT")
    return _counted(whole)


def _counted(whole: Network) -> dict[str, float]:
    return {"traits": len(whole.topics), "memberships": len(whole.members), "ties": len(whole.ties)}


def _finish() -> None:
    """What comes next gets the next id, and the planner knows how much there is."""
    with connection.cursor() as cursor:
        for model in (User, Topic, ProfileTrait, Circle):
            table = model._meta.db_table  # noqa: SLF001
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("VACUUM ANALYZE")


def _people(whole: Network) -> None:
    ids = np.arange(1, whole.people + 1)
    addresses = np.char.add(np.char.zfill(ids.astype("S8"), 8), b"@bench.example")
    copy(User, {"id": ids, "email": addresses, "password": "!", "date_joined": AT})
    copy(Profile, {"user_id": ids, "name": np.char.add(b"Person ", np.char.zfill(ids.astype("S8"), 8))})


def _facts(whole: Network, first: int) -> None:
    ids = np.arange(len(whole.kinds))
    names = np.char.zfill(ids.astype("S8"), 8)
    for kind in np.unique(whole.kinds).tolist():
        for placed in (True, False):
            some = ids[(whole.kinds == kind) & (np.isfinite(whole.places[:, 0]) == placed)]
            places = dict(zip(("latitude", "longitude"), whole.places[some].T, strict=True)) if placed else {}
            vocabulary = Vocabulary.of(Kind(kind).name.lower()).value
            copy(Topic, {"id": some + first, "vocabulary": vocabulary, "name": names[some], **places,
                         "folded": np.char.add(f"{kind} ".encode(), names[some])})  # fmt: skip
    # In the order in which people write: fact by fact, not kind by kind.
    rows = np.arange(len(whole.topics))
    for part in slices(rows, AT_ONCE):
        kinds = whole.kinds[whole.topics[part]]
        for kind in np.unique(kinds).tolist():
            some = part[kinds == kind]
            dated = {"year_from": whole.years[some], "year_to": whole.years[some] + 3} if kind in DATED else {}
            topics = whole.topics[some] + first
            copy(ProfileTrait, {"id": some + 1, "user_id": whole.owners[some] + 1, "topic_id": topics,
                                "kind": Kind(kind).name.lower(), **dated})  # fmt: skip


def _circles(whole: Network) -> None:
    circles, starts = np.unique(whole.circles, return_index=True)
    tags = np.char.add(b"c", np.char.zfill(circles.astype("S7"), 7))
    copy(Circle, {"id": circles + 1, "tag": tags, "purpose": "Bench.", "link_nonce": "", "created_at": AT})
    is_first = np.isin(np.arange(len(whole.circles)), starts)
    for role, some in ((Role.CURATOR, is_first), (Role.MEMBER, ~is_first)):
        ids = {"circle_id": whole.circles[some] + 1, "user_id": whole.members[some] + 1}
        copy(Membership, {**ids, "role": role.value, "joined_at": AT})


def copy(model: type[Model], columns: Mapping[str, Any]) -> None:
    """Whatever is not said is as a new object has it, and ids go on from where they are."""
    total = max(len(value) for value in columns.values() if isinstance(value, np.ndarray))
    fields = [f for f in model._meta.concrete_fields if f.column in columns or f.get_internal_type() != "BigAutoField"]  # noqa: SLF001
    for part in slices(np.arange(total), AT_ONCE):
        values = [_column(field, columns, part) for field in fields]
        copy_in(model._meta.db_table, [field.column or "" for field in fields], values)  # noqa: SLF001


def _column(field: "Field[Any, Any]", columns: Mapping[str, Any], part: Ints) -> Column:
    value = columns.get(field.column or "", field.get_default() if field.has_default() else None)
    if value is None:
        return None if field.null else b""
    kind = _WIDTHS.get(field.get_internal_type())
    if isinstance(value, np.ndarray):
        return value[part].astype(kind) if kind else value[part]
    if isinstance(value, datetime):
        value = int((AT - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)
    return np.array([value], kind) if kind else str(value).encode()
