"""The rows that matching reads, as structured arrays: by COPY on PostgreSQL, one by one on SQLite."""

from collections.abc import Callable
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, SmallIntegerField, Value, When
from django.db.models.functions import Cast, Coalesce

from apps.circles.models import FactException, Role
from apps.circles.models.membership import MembershipQuerySet
from apps.introductions.models.connection import ConnectionQuerySet
from apps.matching.copying import copy_out
from apps.matching.engine.arrays import Anything, Ints, distinct, find
from apps.matching.engine.kinds import NEAR, Kind
from apps.profiles.models import Topic, User
from apps.profiles.models.trait import ProfileTraitQuerySet, Reach

_IS = BooleanField()
# SQLite keeps no nan.
_NOWHERE = 999.0
_REACHES = {Reach.ALL: 0, Reach.EXCEPT: 1, Reach.ONLY: 2}
EVERYWHERE, EXCEPT, ONLY = _REACHES.values()

FACTS = np.dtype(
    [("id", "i8"), ("user", "i8"), ("topic", "i8"), ("kind", "i2"), ("year_from", "i2"), ("year_to", "i2"),
     ("reach", "i2"), ("latitude", "f8"), ("longitude", "f8")]
)  # fmt: skip
MEMBERS = np.dtype([("circle", "i8"), ("user", "i8"), ("is_curator", "?")])
KNOWN = np.dtype([("low", "i8"), ("high", "i8"), ("told_in", "i8"), ("is_of_two", "?")])
_KNOWN_AS = ("low_id", "high_id", "told_in", "is_of_two")
_NAMED = np.dtype([("fact", "i8"), ("circle", "i8")])
_PEOPLE = np.dtype([("user", "i8")])
PLACES = np.dtype([("topic", "i8"), ("latitude", "f8"), ("longitude", "f8")])


def read_members(members: MembershipQuerySet) -> Anything:
    """Those who are present, by circle, then by person. Who is present is asked by number: joined to the people, a
    block of circles would read all of them."""
    found = read(members_as_read(members), MEMBERS)
    people = distinct(found["user"])
    some = User.objects.present().filter(among("pk", people, members.values("user")))
    present = np.sort(read(some.order_by().values_list("pk"), _PEOPLE)["user"])
    return found if len(present) == len(people) else found[find(present, found["user"]) >= 0]


def members_as_read(members: MembershipQuerySet) -> "QuerySet[Any, Any]":
    is_curator = Case(When(role=Role.CURATOR, then=True), default=False)
    rows = members.annotate(is_curator=is_curator).order_by("circle", "user")
    return rows.values_list("circle_id", "user_id", "is_curator")


def among(column: str, people: Ints, same: "QuerySet[Any, Any]") -> Q:
    """Rows of these people. `same`: a query for them, for SQLite, which takes no long lists; PostgreSQL would work it
    out anew, and finds by the list what is wanted."""
    if connection.vendor != "postgresql":
        return Q(**{f"{column}__in": same})
    ids = Value(f"{{{','.join(map(str, people.tolist()))}}}")
    # The template closes what stands between the two.
    return Q(Func(F(column), ids, arg_joiner=" = ANY(", template="%(expressions)s::bigint[])", output_field=_IS))


def read_facts(facts: ProfileTraitQuerySet) -> Anything:
    def places(topics: Ints) -> Anything:
        some = Topic.objects.filter(among("pk", topics, facts.values("topic")))
        return read(places_as_read(some), PLACES)

    return with_places(read(facts_as_read(facts), FACTS), places)


def with_places(found: Anything, places: Callable[[Ints], Anything]) -> Anything:
    """A place is where its holder put a fact, else where its entry is known to be: both coordinates or neither. Entries
    are asked for each once, where it matters: joined to the facts they take as long as the facts."""
    bare = np.flatnonzero((found["latitude"] == _NOWHERE) & np.isin(found["kind"], NEAR))
    topics = found["topic"][bare]
    known = np.sort(places(distinct(topics)) if len(topics) else np.empty(0, PLACES), order="topic")
    at = find(known["topic"], topics)
    for name in ("latitude", "longitude"):
        found[name][bare[at >= 0]] = known[name][at[at >= 0]]
        found[name][found[name] == _NOWHERE] = np.nan
    return found


def facts_as_read(facts: ProfileTraitQuerySet) -> "QuerySet[Any, Any]":
    columns = {
        "kind_code": _code("kind", {kind.name.lower(): int(kind) for kind in Kind}),
        "from_year": Cast(Coalesce("year_from", 0), SmallIntegerField()),
        "to_year": Cast(Coalesce("year_to", 0), SmallIntegerField()),
        "reach_code": _code("reach", _REACHES),
        "lat": Coalesce("latitude", Value(_NOWHERE)),
        "lon": Coalesce("longitude", Value(_NOWHERE)),
    }
    return facts.annotate(**columns).order_by().values_list("pk", "user_id", "topic_id", *columns)


def places_as_read(topics: "QuerySet[Topic]") -> "QuerySet[Any, Any]":
    """Of entries that are somewhere."""
    placed = topics.filter(latitude__isnull=False, longitude__isnull=False)
    return placed.order_by().values_list("pk", "latitude", "longitude")


def read_known(known: ConnectionQuerySet) -> Anything:
    return read(known_as_read(known), KNOWN)


def known_as_read(known: ConnectionQuerySet) -> "QuerySet[Any, Any]":
    return known.as_read_in_circles().order_by().values_list(*_KNOWN_AS)


def read_named(circle_ids: list[int]) -> Anything:
    """Circles that the reach of a fact names."""
    return read(FactException.objects.filter(circle__in=circle_ids).values_list("trait_id", "circle_id"), _NAMED)


def read(rows: "QuerySet[Any, Any]", columns: np.dtype) -> Anything:
    """`rows`: a values_list without nulls, in the order of the columns."""
    if connection.vendor != "postgresql":
        return np.array(list(rows.iterator(chunk_size=5000)), columns)
    sql, words = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        query: bytes = cursor.mogrify(sql, words)
    return copy_out(query.decode(), columns)


def _code(column: str, codes: dict[Any, int]) -> Cast:
    cases = [When(**{column: name}, then=Value(code)) for name, code in codes.items()]
    return Cast(Case(*cases, default=Value(0)), SmallIntegerField())
