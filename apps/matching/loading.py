"""From the database to the engine's arrays: open facts of present members, who knows whom, and nothing else.

Blocks, pauses, refusals and dismissals are sealed. They are not read here, so that no candidate depends on them;
whoever shows a candidate asks about them at that moment.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from django.db.models import Q

from apps.circles.models import Membership, open_in
from apps.circles.models.membership import MembershipQuerySet
from apps.introductions.models import Connection
from apps.introductions.models.connection import EVERYWHERE as TOLD_EVERYWHERE
from apps.introductions.models.connection import ConnectionQuerySet
from apps.matching.engine.arrays import Anything, Bools, Grouped, Ints, find
from apps.matching.engine.facts import CircleFacts
from apps.matching.lookups import look_up_facts, look_up_known, look_up_members
from apps.matching.statistics import Statistics, members
from apps.matching.tables import EVERYWHERE, EXCEPT, among, read_facts, read_known, read_members, read_named
from apps.profiles.models import ProfileTrait
from apps.profiles.models.trait import ProfileTraitQuerySet


def circle_facts(circle_id: int, statistics: Statistics) -> CircleFacts:
    return circles_facts([circle_id], statistics)


def facts_among(circle_id: int, user_ids: Collection[int], statistics: Statistics) -> CircleFacts:
    """As if these were all that the circle has."""
    return _read([circle_id], members().filter(circle=circle_id, user__in=user_ids), statistics)


def circles_facts(circle_ids: Collection[int], statistics: Statistics, *, are_few: bool = False) -> CircleFacts:
    """Several circles side by side: number c is that of the c-th lowest id. Each person's facts are read once, and
    stand in each of their circles in which they are open, as `open_in` says for one circle. `are_few`: they are looked
    up person by person, so that it does not matter how many others there are."""
    ids = sorted(circle_ids)
    if are_few:
        rows = look_up_members(_ints(ids))
        people = np.unique(rows["user"])
        return _told(ids, rows, look_up_facts(people), look_up_known(people), statistics)
    return _read(ids, Membership.objects.running().filter(circle__in=ids), statistics)


def _read(ids: list[int], here: MembershipQuerySet, statistics: Statistics) -> CircleFacts:
    rows, inside = read_members(here), here.values("user")
    low, high, user = (among(column, np.unique(rows["user"]), inside) for column in ("low", "high", "user"))
    facts = read_facts(ProfileTrait.objects.filter(user).matched().open())
    return _told(ids, rows, facts, read_known(Connection.objects.filter(low, high)), statistics)


def _told(ids: list[int], rows: Anything, facts: Anything, known: Anything, statistics: Statistics) -> CircleFacts:
    """rows: the members of these circles; facts and known: theirs, of any circle."""
    people, person = np.unique(rows["user"], return_inverse=True)
    circles = np.searchsorted(_ints(ids), rows["circle"])
    owners, facts = _by_member(facts, person, people, circles, ids)
    pairs, known = _known_by_circle(person, circles, people, known)
    # Who met in another circle, or in a group, stays a pair: its absence would tell this one's curators.
    is_told = (known["told_in"] == TOLD_EVERYWHERE) | (known["told_in"] == rows["circle"][pairs[:, 0]])
    ties = pairs[known["is_of_two"] & ~rows["is_curator"][pairs].any(axis=1)]
    return CircleFacts(
        members=rows["user"],
        **_columns(facts, statistics),
        owners=owners,
        ties=ties,
        excluded=pairs[is_told],
        beside=pairs[~is_told],
        population=statistics.population,
        circles=circles,
        kin=statistics.kin,
    )


def facts_between(circle_id: int, user_ids: Collection[int], statistics: Statistics) -> CircleFacts:
    """The facts of these people only, and whom in the circle they know; those who know each other are not left out, and
    nobody but these is found."""
    here = members().filter(circle=circle_id)
    inside = here.values("user")
    known = Connection.objects.filter(low__in=inside, high__in=inside)
    ties = _pairs(known.of_two().filter(Q(low__in=user_ids) | Q(high__in=user_ids)))
    asked = _ints(here.filter(user__in=user_ids).values_list("user_id", flat=True))
    people = np.unique(np.concatenate([asked, ties.ravel()]))
    curators = _ints(here.curators().values_list("user_id", flat=True))
    traits = open_in(ProfileTrait.objects.matched(), circle_id).filter(user__in=user_ids).filter(user__in=inside)
    found = _facts(people, traits, ties[~np.isin(ties, curators).any(axis=1)], ties, statistics)
    is_asked = np.isin(people, asked)
    apart = np.stack(np.meshgrid(np.flatnonzero(is_asked), np.flatnonzero(~is_asked)), axis=-1).reshape(-1, 2)
    return replace(found, excluded=apart)


def facts_of(user_ids: Collection[int], fact_ids: Collection[int], statistics: Statistics) -> CircleFacts:
    """These facts of these people and nothing else, for people who have met; the caller has asked the funnel."""
    traits, none = ProfileTrait.objects.filter(pk__in=fact_ids), np.empty((0, 2), np.int64)
    return _facts(_ints(sorted(user_ids)), traits, none, none, statistics)


def _facts(people: Ints, traits: ProfileTraitQuerySet, ties: Ints, beside: Ints, statistics: Statistics) -> CircleFacts:
    """`ties`: user ids of those who may count as acquaintances; a curator knows everybody here, and so is none in
    common. `beside`: of those who are returned without taking a place."""
    facts = read_facts(traits)
    facts = facts[np.isin(facts["user"], people)]
    ties, beside = (np.searchsorted(people, pairs[np.isin(pairs, people).all(axis=1)]) for pairs in (ties, beside))
    return CircleFacts(
        members=people,
        **_columns(facts, statistics),
        owners=np.searchsorted(people, facts["user"]),
        ties=ties,
        excluded=ties[:0],
        beside=beside,
        population=statistics.population,
        kin=statistics.kin,
    )


def _by_member(facts: Anything, person: Ints, people: Ints, circles: Ints, ids: list[int]) -> tuple[Ints, Anything]:
    """(owner, fact) of every member of a circle, as far as it is open in that circle."""
    holder = find(people, facts["user"])  # -1 for who came in after the people were read
    here = np.flatnonzero(holder >= 0)
    member, at = Grouped.of(holder[here], here, len(people)).expand(person)
    if not (facts["reach"] == EVERYWHERE).all():
        seen = _open_in(facts["reach"][at], facts["id"], at, circles[member], ids)
        member, at = member[seen], at[seen]
    # The rows are copied once and no more: of a circle of everybody they are most of what it takes. By take(), which
    # copies a row at once: indexing copies field by field.
    return member, facts.take(at)


def _open_in(reach: Anything, fact_ids: Ints, at: Ints, circles: Ints, ids: list[int]) -> Bools:
    """bool[t]: whether each fact's reach opens it in the circle beside it; its id is fact_ids[at]."""
    named = read_named(ids)
    codes = np.unique(named["fact"] * len(ids) + np.searchsorted(_ints(ids), named["circle"]))
    is_named = find(codes, fact_ids[at] * len(ids) + circles) >= 0
    return np.where(reach == EVERYWHERE, True, (reach == EXCEPT) ^ is_named)


def _known_by_circle(person: Ints, circles: Ints, people: Ints, known: Anything) -> tuple[Ints, Anything]:
    """(int64[m, 2], the connection of each): indexes of two members of a circle who know each other."""
    ends = np.stack([find(people, known["low"]), find(people, known["high"])])
    known, (low, high) = known[(ends >= 0).all(axis=0)], ends[:, (ends >= 0).all(axis=0)]
    which, one = Grouped.of(person, np.arange(len(person)), len(people)).expand(low)
    span = max(len(people), 1)
    other = find(circles * span + person, circles[one] * span + high[which])
    both = other >= 0
    return np.stack([one[both], other[both]], axis=1), known[which[both]]


def _columns(facts: Anything, statistics: Statistics) -> dict[str, Any]:
    names = {"trait_ids": "id", "topics": "topic", "kinds": "kind"}
    names |= {name: name for name in ("year_from", "year_to", "latitude", "longitude")}
    return {name: facts[column] for name, column in names.items()} | {"holders": statistics.holders_of(facts["topic"])}


def _pairs(known: ConnectionQuerySet) -> Ints:
    """int64[m, 2]: user ids."""
    return _ints(known.values_list("low_id", "high_id")).reshape(-1, 2)


def _ints(values: Iterable[Any]) -> Ints:
    return np.array(list(values), np.int64)
