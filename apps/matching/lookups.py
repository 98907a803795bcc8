"""What is read of a few people, looked up person by person: that takes as long however many others there are. A query
is written once, and its numbers are filled in: Django takes longer to write it than the database takes to answer."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from apps.introductions.models import Connection
from apps.matching.copying import copy_out
from apps.matching.engine.arrays import Anything, Ints
from apps.matching.statistics import members
from apps.matching.tables import (
    FACTS,
    KNOWN,
    MEMBERS,
    PLACES,
    facts_as_read,
    known_as_read,
    members_as_read,
    places_as_read,
    with_places,
)
from apps.profiles.models import ProfileTrait, Topic

# Where the numbers go.
_THESE = object()
_LIST = {"postgresql": "SELECT unnest(%s::bigint[])", "sqlite": "SELECT value FROM json_each(%s)"}


@contextmanager
def looking_up() -> Iterator[None]:
    """Else PostgreSQL would rather read all facts there are of ten thousand people than look up those of five hundred:
    by itself it takes that for four times as dear as it is on a disk of today."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 1.1")
        yield


def look_up_members(circle_ids: Ints) -> Anything:
    """By circle, then by person."""
    return _look_up(_of_circles, circle_ids, MEMBERS)


def look_up_facts(user_ids: Ints) -> Anything:
    """As tables.read_facts."""
    return with_places(_look_up(_of_people, user_ids, FACTS), lambda topics: _look_up(_of_entries, topics, PLACES))


def look_up_known(user_ids: Ints) -> Anything:
    """Who of them know each other."""
    return _look_up(_among, user_ids, KNOWN)


Rows = Callable[[RawSQL], "QuerySet[Any, Any]"]


def _of_circles(these: RawSQL) -> "QuerySet[Any, Any]":
    return members_as_read(members().filter(circle__in=these))


def _of_people(these: RawSQL) -> "QuerySet[Any, Any]":
    return facts_as_read(ProfileTrait.objects.matched().open().filter(user__in=these))


def _of_entries(these: RawSQL) -> "QuerySet[Any, Any]":
    return places_as_read(Topic.objects.filter(pk__in=these))


def _among(these: RawSQL) -> "QuerySet[Any, Any]":
    return known_as_read(Connection.objects.filter(low__in=these, high__in=these))


def _look_up(rows: Rows, ids: Ints, columns: np.dtype) -> Anything:
    if not len(ids):
        return np.empty(0, columns)
    sql, words = _written(rows, connection.vendor)
    numbers = ids.tolist() if connection.vendor == "postgresql" else json.dumps(ids.tolist())
    filled = tuple(numbers if word is _THESE else word for word in words)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return copy_out(cursor.mogrify(sql, filled).decode(), columns)
        cursor.execute(sql, filled)
        return np.array(cursor.fetchall(), columns)


@cache
def _written(rows: Rows, vendor: str) -> tuple[str, tuple[Any, ...]]:
    return rows(RawSQL(_LIST[vendor], (_THESE,))).query.sql_with_params()  # noqa: S611 - one of two words above
