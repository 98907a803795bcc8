"""The lists of scoring.py worked out person by person in compiled loops: scores are summed in one row as wide as the
circle, so that a block of many circles costs no more than each of them alone."""

from typing import NamedTuple

import numpy as np

from apps.matching.engine.arrays import GRID, Bools, Floats, Ints
from apps.matching.engine.compiled_related import Kindred, add_related
from apps.matching.engine.compiling import Matrix, compiled
from apps.matching.engine.ranking.compiled import Ties, strengths, worth_of
from apps.matching.engine.ranking.strengths import FAMILIES

_SHARED, _RARE = 2, 3  # ranking.strengths.Family


class Dated(NamedTuple):
    """d facts that say when, in the order of their owners: what each adds beside another of the same key."""

    offsets: Ints  # [n + 1] by owner
    keys: Ints  # [d]
    key_offsets: Ints  # [keys + 1] into by_key
    by_key: Ints  # [d] places of facts
    owners: Ints  # [d]
    first: Ints  # [d] years
    last: Ints  # [d]
    whole: Bools  # [d] both ends are known
    common: Bools  # [d]
    together: Floats  # [d] where the years overlap
    apart: Floats  # [d] where they surely do not


class Close(NamedTuple):
    """f located facts of one kind, in the order of their owners, and what s spots add beside each other."""

    offsets: Ints  # [n + 1] by owner
    owners: Ints  # [f]
    topics: Ints  # [f]
    spots: Ints  # [f]
    by_topic_offsets: Ints  # [topics + 1]
    by_topic: Ints
    by_spot_offsets: Ints  # [s + 1]
    by_spot: Ints
    beside_offsets: Ints  # [topics + 1]
    beside: Ints
    near_offsets: Ints  # [s + 1]
    near: Ints  # [q] the other spot
    near_values: Floats  # [q]


class Lists(NamedTuple):
    """By member, as in arrays.Grouped."""

    offsets: Ints
    items: Ints


class Work(NamedTuple):
    starts: Ints  # [n] where each member's circle begins
    ends: Ints  # [n]
    left: Matrix
    right: Matrix
    common_left: Matrix
    common_right: Matrix
    known_left: Matrix
    known_right: Matrix
    rare: Matrix  # what each holds, by how few hold it
    holders: Matrix  # who holds what
    dated: Dated
    schools: Close
    places: Close
    kindred: Kindred
    never: Lists
    beside: Lists
    ties: Ties


class Found(NamedTuple):
    """Room for places on lists."""

    person: Ints
    other: Ints
    score: Floats
    worth: Floats


# Facts wiped for whom, people shut out for which fact, the best of each person.
Scratch = tuple[Ints, Ints, Floats]


class Order(NamedTuple):
    """As ranking.weights.Order."""

    newcomers: Floats
    connected: Floats
    strong: Floats


@compiled
def best(rows: Ints, work: Work, order: Order, keep: int, threshold: float) -> tuple[Ints, Ints, Floats, Floats]:
    """(person, other, score, worth) of the lists of these people, in any order."""
    widest = 0
    for row in rows:
        widest = max(widest, work.ends[row] - work.starts[row])
    most = min(keep, widest)
    found = Found(np.empty(2 * most * len(rows), np.int64), np.empty(2 * most * len(rows), np.int64),
                  np.empty(2 * most * len(rows), np.float32), np.empty(2 * most * len(rows), np.float32))  # fmt: skip
    scores, shared, known = np.zeros(widest, np.float32), np.zeros(widest, np.float32), np.zeros(widest, np.float32)
    told, spare = np.zeros((FAMILIES, widest), np.float32), np.zeros((2, widest), np.float32)
    schools, places = _scratch(work.schools, widest), _scratch(work.places, widest)
    shut, best_of = np.full(widest, -1), np.zeros(widest, np.float32)
    heap, count = np.empty(most, np.int64), 0
    for row in rows:
        start, size = work.starts[row], work.ends[row] - work.starts[row]
        scores[:size] = 0
        add_related(row, work.kindred, shut, best_of, scores, start)
        _score(row, work, schools, places, scores, shared, known, start, size)
        weights = order.connected if _has_friends(row, work.ties) else order.newcomers
        _of_facts(row, work, weights, shared, told, start, size)
        strengths(row, work.ties, weights, told, spare, start, size)
        trust = work.ties.trust[row]
        first, last = work.beside.offsets[row], work.beside.offsets[row + 1]
        for turn in range(2 if last > first else 1):
            if turn:
                for place in range(first, last):
                    scores[work.beside.items[place] - start] = 0
            kept = 0
            for at in range(size):
                if scores[at] >= threshold and scores[at] > 0:
                    kept = push(at, worth_of(at, told, order.strong, weights, trust), heap, kept)
            count = _write(row, start, heap, kept, scores, found, count)
    return found.person[:count], found.other[:count], found.score[:count], found.worth[:count]


@compiled
def _of_facts(row: int, work: Work, weights: Floats, shared: Floats, told: Floats, start: int, size: int) -> None:
    told[_SHARED, :size] = shared[:size]
    if weights[_RARE] != 0:
        told[_RARE, :size] = 0
        _sum(row, work.rare, work.holders, told[_RARE], start)


@compiled
def _has_friends(row: int, ties: Ties) -> bool:
    return bool(ties.knows_offsets[row + 1] > ties.knows_offsets[row])


@compiled
def _score(
    row: int, work: Work, schools: Scratch, places: Scratch, scores: Floats, shared: Floats, known: Floats,
    start: int, size: int,
) -> None:  # fmt: skip
    """Adds to the scores, and fills in the bits of what both share, none where they are fewer than none."""
    shared[:size] = 0
    known[:size] = 0
    # `shared` is first what is too common to carry a suggestion.
    _sum(row, work.left, work.right, scores, start)
    _sum(row, work.common_left, work.common_right, shared, start)
    _add_years(row, work.dated, scores, shared, start)
    _add_near(row, work.schools, schools, scores, start, size)
    _add_near(row, work.places, places, scores, start, size)
    _sum(row, work.known_left, work.known_right, known, start)
    for at in range(size):
        both = scores[at] + shared[at]
        scores[at] = both + known[at] if scores[at] > 0 or known[at] > 0 else 0
        shared[at] = max(both, np.float32(0))
    for place in range(work.never.offsets[row], work.never.offsets[row + 1]):
        scores[work.never.items[place] - start] = 0


@compiled
def _sum(row: int, left: Matrix, right: Matrix, total: Floats, start: int) -> None:
    for place in range(left.offsets[row], left.offsets[row + 1]):
        value, column = left.values[place], left.columns[place]
        for holder in range(right.offsets[column], right.offsets[column + 1]):
            total[right.columns[holder] - start] += value


@compiled
def _add_years(row: int, dated: Dated, carrying: Floats, aside: Floats, start: int) -> None:
    for mine in range(dated.offsets[row], dated.offsets[row + 1]):
        total = aside if dated.common[mine] else carrying
        key, first, last, whole = dated.keys[mine], dated.first[mine], dated.last[mine], dated.whole[mine]
        together, apart = dated.together[mine], dated.apart[mine]
        for place in range(dated.key_offsets[key], dated.key_offsets[key + 1]):
            theirs = dated.by_key[place]
            if first <= dated.last[theirs] and dated.first[theirs] <= last:
                total[dated.owners[theirs] - start] += together
            elif whole and dated.whole[theirs]:
                total[dated.owners[theirs] - start] += apart


@compiled
def _scratch(close: Close, widest: int) -> Scratch:
    return np.full(len(close.owners), -1), np.full(widest, -1), np.zeros(widest, np.float32)


@compiled
def _add_near(row: int, close: Close, scratch: Scratch, carrying: Floats, start: int, size: int) -> None:
    """As near.Near.add: the best of what is near, but for facts beside a topic that the two share anyway."""
    wiped, shut, best_of = scratch
    begin, end = close.offsets[row], close.offsets[row + 1]
    if begin == end:
        return
    best_of[:size] = 0
    _wipe(row, begin, end, close, wiped)
    for mine in range(begin, end):
        _shut(mine, begin, end, close, shut, start)
        spot = close.spots[mine]
        for pair in range(close.near_offsets[spot], close.near_offsets[spot + 1]):
            value, other = close.near_values[pair], close.near[pair]
            for place in range(close.by_spot_offsets[other], close.by_spot_offsets[other + 1]):
                theirs = close.by_spot[place]
                at = close.owners[theirs] - start
                if wiped[theirs] != row and shut[at] != mine and value > best_of[at]:
                    best_of[at] = value
    for at in range(size):
        carrying[at] += best_of[at]


@compiled
def _wipe(row: int, begin: int, end: int, close: Close, wiped: Ints) -> None:
    """Whose fact is right where they hold a topic of mine."""
    for own in range(begin, end):
        topic = close.topics[own]
        for place in range(close.beside_offsets[topic], close.beside_offsets[topic + 1]):
            wiped[close.beside[place]] = row


@compiled
def _shut(mine: int, begin: int, end: int, close: Close, shut: Ints, start: int) -> None:
    """Who shares a topic with me right where my fact is."""
    for own in range(begin, end):
        if is_there(mine, own, close):
            topic = close.topics[own]
            for place in range(close.by_topic_offsets[topic], close.by_topic_offsets[topic + 1]):
                shut[close.owners[close.by_topic[place]] - start] = mine


@compiled
def is_there(one: int, other: int, close: Close) -> bool:
    spot, wanted = close.spots[one], close.spots[other]
    if spot == wanted or close.topics[one] == close.topics[other]:
        return True
    for pair in range(close.near_offsets[spot], close.near_offsets[spot + 1]):  # noqa: SIM110 - no generators in here
        if close.near[pair] == wanted:
            return True
    return False


@compiled
def push(at: int, worth: np.float32, heap: Ints, kept: int) -> int:
    """Worth and place in one number, of which the least stands first in a heap of the best: of equal ones the lower
    place is better."""
    code = (np.int64(np.rint(worth * np.float32(GRID))) << 32) | np.int64(0xFFFFFFFF - at)
    if kept < len(heap):
        child = kept
        while child > 0 and heap[(child - 1) // 2] > code:
            heap[child] = heap[(child - 1) // 2]
            child = (child - 1) // 2
        heap[child] = code
        return kept + 1
    if code > heap[0]:
        _sink(code, heap)
    return kept


@compiled
def _sink(code: np.int64, heap: Ints) -> None:
    """In the place of the least."""
    hole, child = 0, 1
    while child < len(heap):
        if child + 1 < len(heap) and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= code:
            break
        heap[hole] = heap[child]
        hole, child = child, 2 * child + 1
    heap[hole] = code


@compiled
def _write(row: int, start: int, heap: Ints, kept: int, scores: Floats, found: Found, count: int) -> int:
    for place in range(kept):
        at = np.int64(0xFFFFFFFF) - (heap[place] & np.int64(0xFFFFFFFF))
        found.person[count], found.other[count] = row, start + at
        found.score[count] = scores[at]
        found.worth[count] = np.float32(heap[place] >> 32) / np.float32(GRID)
        count += 1
    return count
