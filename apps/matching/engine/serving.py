"""The engine judged as it is used: inside circles, only where enough may be said, three at most."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

import numpy as np

from apps.matching.engine.arrays import Ints
from apps.matching.engine.evidence import EvidenceType, Line
from apps.matching.engine.facts import CircleFacts
from apps.matching.engine.kinds import Kind
from apps.matching.engine.measuring import Given, Setting, hide
from apps.matching.engine.ranking.learning import LEARNED_FROM, learn
from apps.matching.engine.ranking.network import side_by_side
from apps.matching.engine.ranking.weights import SHIPPED, Order
from apps.matching.engine.scoring import network_in, score_circle
from apps.matching.engine.settings import DEFAULTS
from apps.matching.engine.table import tabulate

# Cards that are shown at once, and sentences on each.
CARDS, SENTENCES = 3, 3


class Card(NamedTuple):
    """In the order in which cards come."""

    later: bool
    worth: float  # the smaller the better
    other: int
    sentences: int


@dataclass(frozen=True)
class Served:
    """Of those who are asked, 0 … 1, but for `reasons`."""

    precision: float  # so many of the cards are right
    coverage: float  # so many people have a card
    in_circles: float  # so many people are in a circle with somebody else
    reasons: float  # sentences on a card

    @classmethod
    def mean(cls, several: Sequence["Served"]) -> "Served":
        names = ("precision", "coverage", "in_circles", "reasons")
        return cls(*(sum(getattr(one, name) for one in several) / len(several) for name in names))


def measure_served(given: Given, setting: Setting, *, seed: int) -> Served:
    """Where a network has no circles it is one."""
    seen, hidden = hide(given, setting, seed)
    circles = list(circles_of(seen, whole=not given.circles))
    cards = _cards(circles, _learned(circles))
    shown = {person: cards.get(person, []) for person in hidden}
    count = sum(map(len, shown.values()))
    right = sum(card.other in hidden[person] for person, found in shown.items() for card in found)
    inside = {person for facts in circles if len(facts.members) > 1 for person in facts.members.tolist()}
    return Served(
        precision=right / count if count else 0.0,
        coverage=sum(map(bool, shown.values())) / len(hidden),
        in_circles=len(inside & hidden.keys()) / len(hidden),
        reasons=sum(card.sentences for found in shown.values() for card in found) / count if count else 0.0,
    )


def circles_of(given: Given, *, whole: bool) -> Iterator[CircleFacts]:
    """As the product reads them; whole: everybody in one."""
    everybody = np.array(sorted(set(given.people)), np.int64)
    owners = np.array([person for person, _kind, _trait in given.traits], np.int64)
    held = [(kind, trait) for _person, kind, trait in given.traits]
    topics = {fact: number for number, fact in enumerate(sorted(set(held), key=str))}
    which = np.array([topics[fact] for fact in held], np.int64)
    kinds = np.array([_code(kind) for kind, _trait in held], np.int64)
    span = int(everybody.max(initial=0)) + 1
    holding = np.unique(which * span + owners) // span
    holders = np.bincount(holding, minlength=len(topics))[which].astype(np.int64)
    ties = np.array(given.ties, np.int64).reshape(-1, 2)
    for members in [everybody] if whole else _members(given.circles):
        yield _facts(members, (owners, which, kinds, holders), ties, len(everybody))


def _code(kind: str) -> Kind:
    return Kind[kind.upper()] if kind.upper() in Kind.__members__ else Kind.OTHER


def _members(circles: Sequence[tuple[Hashable, int]]) -> Iterator[Ints]:
    people = defaultdict[Hashable, set[int]](set)
    for circle, person in circles:
        people[circle].add(person)
    for _circle, found in sorted(people.items(), key=str):
        yield np.array(sorted(found), np.int64)


def _facts(members: Ints, held: tuple[Ints, ...], ties: Ints, population: int) -> CircleFacts:
    owners, which, kinds, holders = (column[np.isin(held[0], members)] for column in held)
    known = np.searchsorted(members, ties[np.isin(ties, members).all(axis=1)])
    unknown, nowhere = np.zeros(len(owners), np.int16), np.full(len(owners), np.nan, np.float32)
    return CircleFacts(
        members=members,
        trait_ids=np.arange(len(owners)),
        owners=np.searchsorted(members, owners),
        topics=which,
        kinds=kinds,
        year_from=unknown,
        year_to=unknown,
        latitude=nowhere,
        longitude=nowhere,
        holders=holders,
        ties=known,
        excluded=known,
        population=population,
    )


def _learned(circles: Sequence[CircleFacts]) -> Order:
    some, places, drawn = [], 0, list(circles)
    Random(0).shuffle(drawn)  # noqa: S311 - the same when it is run twice
    for facts in drawn:
        if places < LEARNED_FROM:
            some.append(network_in(tabulate(facts, DEFAULTS)))
            places += len(facts.members)
    found = learn(side_by_side(some)) if some else None
    return found[0] if found else SHIPPED


def _sentences(lines: Sequence[Line]) -> int:
    """All whom both know are one."""
    others = sum(line[0] != EvidenceType.ACQUAINTANCE for line in lines)
    return min(others + (others < len(lines)), SENTENCES)


def _cards(circles: Collection[CircleFacts], order: Order) -> dict[int, list[Card]]:
    """By person, the first CARDS."""
    best = defaultdict[int, dict[int, Card]](dict)
    for facts in circles:
        found = score_circle(facts, order=order)
        for (low, high, _score, lines), (to_low, to_high, first) in zip(found.rows(), found.places(), strict=True):
            for person, other, worth in ((low, high, to_low), (high, low, to_high)):
                value = np.inf if worth is None else -worth
                card = Card(not first, value, other, _sentences(lines))
                best[person][other] = min(card, best[person].get(other, card))
    return {person: sorted(cards.values())[:CARDS] for person, cards in best.items()}
