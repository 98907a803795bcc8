"""Why these people in particular: for introductions made by hand, and for two who look each other up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from apps.matching.books import with_each
from apps.matching.engine import DEFAULTS, score_circle
from apps.matching.loading import facts_between
from apps.matching.models import Candidate
from apps.matching.reading import Pair, open_book
from apps.matching.reasons import Reason, because, reasons_of
from apps.matching.statistics import statistics_lately
from apps.profiles.models import User

# Whatever there is to say is said, however weak; a page waits for it.
EVERYTHING = replace(DEFAULTS, threshold=0.001, keep=1_000_000, compiles=False)


def pairs_between(circle_id: int, user_ids: Collection[int]) -> list[Pair]:
    """What the engine finds between these people: from the candidates where all stand there, else worked out now."""
    twos = set(combinations(sorted(user_ids), 2))
    rows = Candidate.objects.current().filter(circle_id=circle_id, low_id__in=user_ids, high_id__in=user_ids)
    found = [Pair(*row) for row in rows.values_list("circle_id", "low_id", "high_id", "evidence", "score")]
    if {(pair.low_id, pair.high_id) for pair in found} == twos:
        return found
    facts = facts_between(circle_id, user_ids, statistics_lately())
    asked = np.flatnonzero(np.isin(facts.members, list(user_ids)))
    scored = score_circle(facts, settings=EVERYTHING, only=asked, price=np.zeros(len(facts.members), np.float32))
    return [
        Pair(circle_id, low, high, lines, score) for low, high, score, lines in scored.rows() if (low, high) in twos
    ]


def reasons_between(circle_id: int, people: Sequence[User], reader: User) -> list[Reason]:
    """Told to the reader, from facts that everybody concerned may open; of a group the best of each two. A curator who
    is not among them reads what a curator may open, whatever the people have sealed from each other."""
    readers = [reader, *(user for user in people if user != reader)] if reader in people else [reader]
    pairs = pairs_between(circle_id, [user.pk for user in people])
    book = open_book(pairs, readers)
    if len(people) == 2:
        return [reason for pair in pairs for reason in reasons_of(pair, book)]
    best = [reason for pair in pairs for reason in reasons_of(pair, book, by_name=True)[:1]]
    return sorted(best, key=lambda reason: -reason.bits)


def sentences_between(circle_id: int, people: Sequence[User], reader: User) -> list[str]:
    return [reason.sentence for reason in because(reasons_between(circle_id, people, reader))]


def reasons_with(others: Mapping[int, Sequence[User]], reader: User) -> dict[int, list[Reason]]:
    """By person: what the reader and each of them share, in the circle by which they are given, as both may open
    it. However many they are, of what may be told it is asked once."""
    pairs = [
        pair
        for circle_id, people in others.items()
        for pair in pairs_between(circle_id, [reader.pk, *(user.pk for user in people)])
        if reader.pk in (pair.low_id, pair.high_id)
    ]
    books = with_each(reader, pairs)
    found = {user.pk: list[Reason]() for people in others.values() for user in people}
    told = ((pair, pair.other_than(reader.pk)) for pair in pairs)
    return found | {other: reasons_of(pair, books[other]) for pair, other in told}
