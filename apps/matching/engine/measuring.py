"""A suggester judged on a network: true ties are hidden, and it is asked who these people know."""

import random
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from math import log2

Suggester = Callable[..., dict[int, list[int]]]
HIDDEN = 0.1


class Setting(StrEnum):
    WARM = "warm"  # a tenth of all ties is hidden
    COLD = "cold"  # a tenth of the people has just come: their ties and circles are hidden
    COLD_CIRCLES = "cold_circles"  # the same, but they have their circles


@dataclass(frozen=True)
class Given:
    """A network as its files hold it. Ids of people are numbers."""

    people: Sequence[int]
    traits: Sequence[tuple[int, str, Hashable]]
    ties: Sequence[tuple[int, int]]  # undirected
    circles: Sequence[tuple[Hashable, int]]


@dataclass(frozen=True)
class Figures:
    """Means over those who are asked, 0 … 1."""

    hit: float  # somebody right is on the list
    recall: float  # so many of the right ones are
    mrr: float  # one over the place of the first right one
    ndcg: float  # normalised discounted cumulative gain
    gini: float  # how unevenly people are shown: 0 all alike
    never_shown: float  # so many people are on nobody's list
    no_list: float  # so many of those asked have nobody on theirs
    asked: float

    @classmethod
    def mean(cls, several: Sequence["Figures"]) -> "Figures":
        rows = [asdict(one) for one in several]
        return cls(**{name: sum(row[name] for row in rows) / len(rows) for name in rows[0]})


class NothingHidden(ValueError):
    """There is nothing to be found again."""


def hide(given: Given, setting: Setting, seed: int) -> tuple[Given, dict[int, set[int]]]:
    """(what a suggester sees, {person: whom they know in truth}, somebody at least); raises NothingHidden."""
    seen, hidden = _hidden(given, setting, seed)
    if not hidden:
        raise NothingHidden(f"{setting} hides no tie with seed {seed}")
    return seen, hidden


def _hidden(given: Given, setting: Setting, seed: int) -> tuple[Given, dict[int, set[int]]]:
    chance = random.Random(seed)  # noqa: S311 - the same split each time
    if setting == Setting.WARM:
        gone = set(chance.sample(sorted(given.ties), round(len(given.ties) * HIDDEN)))
        seen = replace(given, ties=[tie for tie in given.ties if tie not in gone])
        return seen, _partners((a, b) for tie in gone for a, b in (tie, tie[::-1]))
    new = set(chance.sample(sorted(given.people), round(len(given.people) * HIDDEN)))
    seen = replace(given, ties=[tie for tie in given.ties if new.isdisjoint(tie)])
    if setting == Setting.COLD:
        seen = replace(seen, circles=[row for row in given.circles if row[1] not in new])
    return seen, _partners((a, b) for tie in given.ties for a, b in (tie, tie[::-1]) if a in new)


def _partners(sides: Iterator[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for person, other in sides:
        found.setdefault(person, set()).add(other)
    return found


def measure(suggest: Suggester, given: Given, setting: Setting, *, seed: int, length: int = 10) -> Figures:
    seen, hidden = hide(given, setting, seed)
    lists = suggest(seen.people, seen.traits, seen.ties, seen.circles, sorted(hidden), length)
    known = _partners((a, b) for tie in seen.ties for a, b in (tie, tie[::-1]))
    lists = {person: _first(lists.get(person, []), {person} | known.get(person, set()), length) for person in hidden}
    return judged(lists, hidden, given.people, length=length)


def _first(found: Sequence[int], barred: Collection[int], length: int) -> list[int]:
    return [other for other in dict.fromkeys(found) if other not in barred][:length]


def judged(
    lists: Mapping[int, Sequence[int]], right: Mapping[int, Collection[int]], people: Sequence[int], *, length: int
) -> Figures:
    """lists: of each person in `right`, best first, at most `length`."""
    one_by_one = [_of_one(lists[person], right[person], length) for person in right]
    shown = Counter(other for found in lists.values() for other in found)
    counts = [shown[person] for person in people]
    hit, recall, mrr, ndcg, none = (sum(column) / len(right) for column in zip(*one_by_one, strict=True))
    never = sum(count == 0 for count in counts) / len(people)
    return Figures(hit, recall, mrr, ndcg, gini(counts), never, none, len(right))


def _of_one(found: Sequence[int], right: Collection[int], length: int) -> tuple[float, ...]:
    places = [place for place, other in enumerate(found) if other in right]
    gain = sum(1 / log2(place + 2) for place in places)
    ideal = sum(1 / log2(place + 2) for place in range(min(length, len(right))))
    first = 1 / (places[0] + 1) if places else 0.0
    return float(bool(places)), len(places) / len(right), first, gain / ideal, float(not found)


def gini(counts: Sequence[int]) -> float:
    ordered, total, people = sorted(counts), sum(counts), len(counts)
    weighed = sum((2 * place - people + 1) * count for place, count in enumerate(ordered))
    return weighed / (people * total) if total else 0.0
