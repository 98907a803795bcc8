"""The engine judged on somebody else's network: a whole network as one circle, its circles as shared topics."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from apps.matching.engine.arrays import Ints
from apps.matching.engine.facts import CircleFacts
from apps.matching.engine.kinds import Kind
from apps.matching.engine.scoring import scorer_of
from apps.matching.engine.settings import DEFAULTS, Settings

Told = tuple[int, Kind, tuple[Hashable, ...]]


def suggest(
    people: Sequence[int],
    traits: Iterable[tuple[int, str, str]],
    ties: Iterable[tuple[int, int]],
    circles: Iterable[tuple[int, int]],
    asked: Iterable[int],
    k: int,
    settings: Settings = DEFAULTS,
) -> dict[int, list[int]]:
    """{person: the best first, at most k}, however weak: patience is not what is measured here."""
    members = np.array(sorted(set(people)), dtype=np.int64)
    told: list[Told] = [(person, _kind(kind), (kind, trait)) for person, kind, trait in traits]
    told += [(person, Kind.OTHER, (circle,)) for circle, person in circles]
    facts = _facts(members, told, np.array(list(ties), dtype=np.int64).reshape(-1, 2))
    scorer = scorer_of(facts, replace(settings, keep=k, threshold=0.0))
    lists = scorer.best(np.searchsorted(members, np.array(sorted(asked), dtype=np.int64)))
    answer: dict[int, list[int]] = {}
    for person, other in zip(members[lists.person].tolist(), members[lists.other].tolist(), strict=True):
        answer.setdefault(person, []).append(other)
    return answer


def _facts(members: Ints, told: list[Told], ties: Ints) -> CircleFacts:
    numbers: dict[tuple[Hashable, ...], int] = {}
    topics = np.array([numbers.setdefault(topic, len(numbers)) for _, _, topic in told], dtype=np.int64)
    owners = np.searchsorted(members, np.array([person for person, _, _ in told], dtype=np.int64))
    known = np.searchsorted(members, ties)
    nowhere, never = np.full(len(told), np.nan, np.float32), np.zeros(len(told), np.int16)
    holders = np.bincount(np.unique(np.stack([topics, owners]), axis=1)[0], minlength=len(numbers))[topics]
    return CircleFacts(
        members=members,
        trait_ids=np.arange(len(told)),
        owners=owners,
        topics=topics,
        kinds=np.array([kind for _, kind, _ in told], dtype=np.int8),
        year_from=never,
        year_to=never,
        latitude=nowhere,
        longitude=nowhere,
        holders=holders,
        ties=known,
        excluded=known,
        population=len(members),
    )


def _kind(name: str) -> Kind:
    try:
        return Kind[name.upper()]
    except KeyError:
        return Kind.OTHER
