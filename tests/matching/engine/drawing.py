"""Small circles, by hand or drawn by hypothesis. Member i is user 10 * (i + 1); fact j is trait 100 + j."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from apps.matching.engine import CircleFacts, Kind
from apps.matching.engine.arrays import Ints
from apps.matching.engine.kin import Kin, kin_of

POPULATION = 924  # with the 100 that Settings.prior adds: 1024


@dataclass(frozen=True)
class Fact:
    owner: int
    topic: int
    kind: Kind = Kind.INTEREST
    years: tuple[int, int] = (0, 0)
    at: tuple[float, float] = (np.nan, np.nan)
    holders: int = 3  # of 924: (3 + 1) / 1024 is 8 bits


def circle(
    size: int,
    facts: Sequence[Fact] = (),
    *,
    ties: Sequence[tuple[int, int]] = (),
    excluded: Sequence[tuple[int, int]] = (),
    beside: Sequence[tuple[int, int]] = (),
    links: Sequence[tuple[int, int]] = (),
    population: int = POPULATION,
) -> CircleFacts:
    return CircleFacts(
        members=10 * np.arange(1, size + 1),
        trait_ids=100 + np.arange(len(facts)),
        owners=np.array([fact.owner for fact in facts], np.int32),
        topics=np.array([fact.topic for fact in facts], np.int64),
        kinds=np.array([fact.kind for fact in facts], np.int8),
        year_from=np.array([fact.years[0] for fact in facts], np.int16),
        year_to=np.array([fact.years[1] for fact in facts], np.int16),
        latitude=np.array([fact.at[0] for fact in facts], np.float32),
        longitude=np.array([fact.at[1] for fact in facts], np.float32),
        holders=np.array([fact.holders for fact in facts], np.int32),
        ties=np.array(ties, np.int32).reshape(-1, 2),
        excluded=np.array(excluded, np.int32).reshape(-1, 2),
        population=population,
        beside=np.array(beside, np.int32).reshape(-1, 2),
        kin=kin(facts, links),
    )


def kin(facts: Sequence[Fact], links: Sequence[tuple[int, int]]) -> Kin:
    """links: (narrower, broader) topics. A group has as many holders in the network as its topics together."""
    held = {fact.topic: fact.holders for fact in facts}
    topics = [topic for topic, holders in held.items() for _ in range(holders)]
    return kin_of(np.array(links, np.int64).reshape(-1, 2), np.array(topics, np.int64), np.arange(len(topics)))


def reordered(facts: CircleFacts, order: Ints) -> CircleFacts:
    """The same facts in other rows, and every pair the other way round."""
    columns: dict[str, Any] = {name: column[order] for name, column in facts.columns().items()}
    pairs = {name: getattr(facts, name)[::-1, ::-1] for name in ("ties", "excluded", "beside")}
    return replace(facts, **columns, **pairs)


def mirrored(facts: CircleFacts) -> CircleFacts:
    """The same circle with its members numbered from the other end."""
    last = len(facts.members) - 1
    names = ("owners", "ties", "excluded", "beside")
    return replace(facts, **{name: last - getattr(facts, name) for name in names})


# A few spots within and around 25 km, so that nearness, sharing and both at once are common.
_spots = st.sampled_from([(np.nan, np.nan), *((50 + step / 20, 8.0) for step in range(12))])
_KINDS = [Kind.SCHOOL, Kind.SCHOOL, Kind.PLACE, Kind.INTEREST, Kind.SEEKS, Kind.OFFERS]


@st.composite
def circles(draw: st.DrawFn) -> CircleFacts:
    size = draw(st.integers(0, 12))
    if not size:
        return circle(0)
    where = draw(st.lists(_spots, min_size=10, max_size=10))
    holders = draw(st.lists(st.integers(1, 500), min_size=10, max_size=10))
    year = st.sampled_from([0, 1999, 2001, 2004])
    person, topic, kind = st.integers(0, size - 1), st.integers(0, 9), st.sampled_from(_KINDS)
    # Mostly where the topic is, and now and then where the holder put it.
    own = st.one_of(st.none(), st.none(), _spots)
    told = draw(st.lists(st.tuples(person, topic, kind, year, year, own), max_size=60))
    facts = [
        Fact(owner, topic, kind, (start, max(start, end) if end else 0), at or where[topic], holders[topic])
        for owner, topic, kind, start, end, at in told
    ]
    pairs = st.lists(st.tuples(person, person), max_size=12)
    links = draw(st.lists(st.tuples(topic, st.integers(8, 11)).filter(lambda link: link[0] != link[1]), max_size=8))
    beside, links = draw(pairs), sorted(set(links))
    return circle(size, facts, ties=draw(pairs), excluded=draw(pairs), beside=beside, links=links)
