import numpy as np

from apps.matching.engine.arrays import GRID, Bools, Floats, Ints
from apps.matching.engine.compiled import Found, Order, push
from apps.matching.engine.compiling import compiled
from apps.matching.engine.ranking.compiled import worth_of
from apps.matching.engine.ranking.strengths import FAMILIES
from apps.matching.engine.wide.bringing import bring, mark_near
from apps.matching.engine.wide.scores import score
from apps.matching.engine.wide.tables import SCORE, Compared, Wide
from apps.matching.engine.wide.worth import tell


@compiled
def best(rows: Ints, wide: Wide, order: Order, keep: int, threshold: float) -> tuple[Ints, Ints, Floats, Floats]:
    """As compiled.best, of people of one wide circle."""
    size = len(wide.ties.root)
    found = Found(np.empty(2 * keep * len(rows), np.int64), np.empty(2 * keep * len(rows), np.int64),
                  np.empty(2 * keep * len(rows), np.float32), np.empty(2 * keep * len(rows), np.float32))  # fmt: skip
    widest = wide.most
    for row in rows:
        widest = max(widest, wide.most + wide.beside.offsets[row + 1] - wide.beside.offsets[row])
    met = Compared(np.empty(widest, np.int64), np.full(size, -1), np.zeros((4, widest), np.float32),
                   np.zeros((FAMILIES, widest), np.float32), np.zeros(widest, np.float32),
                   np.zeros(size, np.float32), np.empty(max(wide.most, 1 << 14), np.int64))  # fmt: skip
    heap, written = np.empty(keep, np.int64), 0
    for row in rows:
        compared, count = bring(row, wide, met.people, met.place, wide.most)
        score(row, wide, met, count)
        is_new = wide.ties.knows_offsets[row + 1] == wide.ties.knows_offsets[row]
        weights = order.newcomers if is_new else order.connected
        tell(row, wide, met, weights, compared, count)
        first, last = wide.beside.offsets[row], wide.beside.offsets[row + 1]
        for turn in range(2 if last > first else 1):
            if turn:
                for at in range(first, last):
                    met.scores[SCORE, met.place[wide.beside.items[at]]] = 0
            kept = _chosen(row, wide, met, order.strong, weights, count, threshold, heap)
            written = _write(row, heap, kept, met, found, written)
        for place in range(count):
            met.place[met.people[place]] = -1
    return found.person[:written], found.other[:written], found.score[:written], found.worth[:written]


@compiled
def partners(rows: Ints, wide: Wide, size: int) -> Bools:
    """bool[n]: who may have one of these people among those they are compared with."""
    found = np.zeros(size, np.bool_)
    # Room for all, however many are brought more than once.
    most = 2 * size + wide.cap
    people, place = np.empty(most, np.int64), np.full(size, -1)
    for row in rows:
        _compared, count = bring(row, wide, people, place, most)
        for at in range(count):
            found[people[at]] = True
            place[people[at]] = -1
        for close in (wide.schools, wide.places):
            mark_near(row, close, wide.cap, found)
    return found


@compiled
def _chosen(
    row: int, wide: Wide, met: Compared, strong: Floats, weights: Floats, count: int, threshold: float, heap: Ints
) -> int:
    """How many; the best stand in the heap."""
    kept, scores, trust = 0, met.scores[SCORE], wide.ties.trust[row]
    for place in range(count):
        if scores[place] >= threshold and scores[place] > 0:
            kept = push(met.people[place], worth_of(place, met.told, strong, weights, trust), heap, kept)
    return kept


@compiled
def _write(row: int, heap: Ints, kept: int, met: Compared, found: Found, count: int) -> int:
    for at in range(kept):
        person = np.int64(0xFFFFFFFF) - (heap[at] & np.int64(0xFFFFFFFF))
        found.person[count], found.other[count] = row, person
        found.score[count] = met.scores[SCORE, met.place[person]]
        found.worth[count] = np.float32(heap[at] >> 32) / np.float32(GRID)
        count += 1
    return count
