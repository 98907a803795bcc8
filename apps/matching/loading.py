"""From the database to the engine's arrays: open facts of present members, who knows whom, and nothing else.

Blocks, pauses, refusals and dismissals are sealed. They are not read here, so that no candidate depends on them;
whoever shows a candidate asks about them at that moment.
"""

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from django.db.models import Q
from django.db.models.functions import Coalesce

from apps.circles.models import Role, open_in
from apps.introductions.models import Connection
from apps.introductions.models.connection import ConnectionQuerySet
from apps.matching.engine.arrays import Ints
from apps.matching.engine.facts import CircleFacts
from apps.matching.engine.kinds import Kind
from apps.matching.statistics import Statistics, members
from apps.profiles.models import ProfileTrait
from apps.profiles.models.trait import ProfileTraitQuerySet

_KINDS = {kind.name.lower(): int(kind) for kind in Kind}
# Where its holder put a fact, else where its entry is known to be. Each has both coordinates or neither.
_WHERE = (Coalesce("latitude", "topic__latitude"), Coalesce("longitude", "topic__longitude"))
_FACTS = ("pk", "user_id", "topic_id", "kind", "year_from", "year_to", *_WHERE)


def circle_facts(circle_id: int, statistics: Statistics) -> CircleFacts:
    here = members().filter(circle=circle_id)
    roles = dict(here.values_list("user_id", "role").order_by("user_id"))
    curators = [user_id for user_id, role in roles.items() if role == Role.CURATOR]
    inside = here.values("user")
    traits = open_in(ProfileTrait.objects.matched(), circle_id).filter(user__in=inside)
    known = Connection.objects.filter(low__in=inside, high__in=inside)
    # Who met in another circle, or in a group, stays a pair: its absence would tell this one's curators.
    read = known.as_read_in(circle_id).values_list("low_id", "high_id", "is_told", "is_of_two")  # type: ignore[misc]  # annotations
    rows = _ints(read).reshape(-1, 4)
    pairs, is_told, is_of_two = rows[:, :2], rows[:, 2] == 1, rows[:, 3] == 1
    excluded, beside, ties = pairs[is_told], pairs[~is_told], pairs[is_of_two]
    return _facts(_ints(roles), traits, excluded, beside, ties, _ints(curators), statistics)


def facts_between(circle_id: int, user_ids: Collection[int], statistics: Statistics) -> CircleFacts:
    """The facts of these people only, and whom in the circle they know; those who know each other are not left out."""
    here = members().filter(circle=circle_id)
    inside = here.values("user")
    known = Connection.objects.filter(low__in=inside, high__in=inside)
    ties = _pairs(known.of_two().filter(Q(low__in=user_ids) | Q(high__in=user_ids)))
    asked = _ints(here.filter(user__in=user_ids).values_list("user_id", flat=True))
    people = np.unique(np.concatenate([asked, ties.ravel()]))
    curators = _ints(here.curators().values_list("user_id", flat=True))
    traits = open_in(ProfileTrait.objects.matched(), circle_id).filter(user__in=user_ids).filter(user__in=inside)
    return _facts(people, traits, ties[:0], ties, ties, curators, statistics)


def facts_of(user_ids: Collection[int], fact_ids: Collection[int], statistics: Statistics) -> CircleFacts:
    """These facts of these people and nothing else, for people who have met; the caller has asked the funnel."""
    traits, none = ProfileTrait.objects.filter(pk__in=fact_ids), _ints([]).reshape(-1, 2)
    return _facts(_ints(sorted(user_ids)), traits, none, none, none, _ints([]), statistics)


def _facts(
    people: Ints,
    traits: ProfileTraitQuerySet,
    excluded: Ints,
    beside: Ints,
    ties: Ints,
    curators: Ints,
    statistics: Statistics,
) -> CircleFacts:
    """`excluded`, `beside`: user ids of pairs who know each other, never to be returned or without taking a place.
    `ties`: those that may count as acquaintances; a curator knows everybody here, and so is none in common."""
    pk, user, topic, kind, year_from, year_to, latitude, longitude = _columns(traits, set(people.tolist()))
    excluded, beside, ties = (pairs[np.isin(pairs, people).all(axis=1)] for pairs in (excluded, beside, ties))
    ties = ties[~np.isin(ties, curators).any(axis=1)]
    return CircleFacts(
        members=people,
        trait_ids=_ints(pk),
        owners=np.searchsorted(people, _ints(user)),
        topics=_ints(topic),
        kinds=np.array([_KINDS[name] for name in kind], np.int8),
        year_from=np.array([year or 0 for year in year_from], np.int16),
        year_to=np.array([year or 0 for year in year_to], np.int16),
        latitude=np.array(latitude, float),
        longitude=np.array(longitude, float),
        holders=statistics.holders_of(_ints(topic)),
        ties=np.searchsorted(people, ties),
        excluded=np.searchsorted(people, excluded),
        beside=np.searchsorted(people, beside),
        population=statistics.population,
    )


def _columns(traits: ProfileTraitQuerySet, people: set[int]) -> list[tuple[Any, ...]]:
    """Without those who came in after the people were read."""
    rows = traits.values_list(*_FACTS).iterator(chunk_size=5000)
    return list(zip(*(row for row in rows if row[1] in people), strict=True)) or [()] * len(_FACTS)


def _pairs(known: ConnectionQuerySet) -> Ints:
    """int64[m, 2]: user ids."""
    return _ints(known.values_list("low_id", "high_id")).reshape(-1, 2)


def _ints(values: Iterable[Any]) -> Ints:
    return np.array(list(values), np.int64)
