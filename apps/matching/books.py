"""Books for many readers at once, each of whom is one of the two of every pair in theirs.

What such a reader may know of the other rests on nothing but the circle: both are in it, no block is between them, and
the fact is open there. So it is asked once for all of them; tests hold it equal to `open_book` for each."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from django.db.models import Q

from apps.circles.models import Role
from apps.introductions.eligibility import pair as pair_of
from apps.matching.reading import (
    Book,
    Pair,
    exceptions_of,
    groups_in,
    holders_in,
    holding_in,
    open_book,
    open_to,
    people_of,
    shared_topics,
    who_is_here,
    who_know_each_other,
)
from apps.profiles.models import Block, ProfileTrait, User


def open_books(asked: Mapping[User, Sequence[Pair]]) -> dict[int, Book]:
    """By reader. Nobody is counted in them yet: see `count_in`."""
    pairs = [pair for some in asked.values() for pair in some]
    acquaintances = {i for pair in pairs for i in pair.acquaintances()}
    ids = {fact for pair in pairs for fact in pair.cited()}
    facts = ProfileTrait.objects.open().select_related("topic").in_bulk(ids) if ids else {}
    book = Book(
        readers=(),
        facts=facts,
        named=exceptions_of(pairs, facts),
        here=who_is_here(pairs, acquaintances),
        known=who_know_each_other(pairs, acquaintances),
        blocked=_blocked(people_of(pairs), acquaintances),
        holders={},
        groups=groups_in((line for pair in pairs for line in pair.lines()), facts),
    )
    return {reader.pk: replace(book, readers=(reader,)) for reader in asked}


def count_in(told: Sequence[tuple[User, Pair, Book]]) -> list[Book]:
    """The same books, with how many in the pair's circle say the same as far as the reader sees them."""
    apart = _who_blocked_or_are({reader.pk for reader, _pair, _book in told})
    seen = [one for one in told if one[0].pk not in apart and _sees_who_is_there(one[0].pk, *one[1:])]
    topics = {topic for _reader, pair, book in seen for topic in shared_topics([pair], book.facts)}
    facts = ProfileTrait.objects.open().filter(topic__in=topics)
    present = facts.filter(user__is_active=True, user__suspended_at__isnull=True)
    holders = holders_in({pair.circle_id for _reader, pair, _book in seen}, present) if topics else {}
    return [_counted(one, apart, holders if one in seen else {}) for one in told]


def with_each(reader: User, pairs: Sequence[Pair]) -> dict[int, Book]:
    """By the other of each pair: what the two of them may open. Asked once for all of them; nobody is counted whom one
    of the two does not see, as in a book of both."""
    book, others = open_book(pairs, [reader]), {pair.other_than(reader.pk): pair for pair in pairs}
    blocks = Block.objects.filter(Q(blocker__in=others) | Q(blocked__in=others))
    apart = {pair_of(*row) for row in blocks.values_list("blocker_id", "blocked_id")}
    theirs = Q(user__in=blocks.values("blocker")) | Q(user__in=blocks.values("blocked"))
    facts = open_to([reader]).filter(theirs, topic__in=shared_topics(pairs, book.facts))
    rows = list(holding_in({pair.circle_id for pair in pairs}, facts, "user"))
    found = dict[int, Book]()
    for other, pair in others.items():
        less = Counter(row[:4] for row in rows if pair_of(other, row[4]) in apart)
        sees = book.are_here(pair) and _sees_who_is_there(other, pair, book)
        found[other] = replace(book, holders={key: count - less[key] for key, count in book.holders.items() if sees})
    return found


def _counted(
    told: tuple[User, Pair, Book], apart: Collection[int], holders: dict[tuple[int, str, int, str], int]
) -> Book:
    """Of those who blocked somebody, or are blocked, the few are counted for each by themselves."""
    reader, pair, book = told
    return open_book([pair], [reader]) if reader.pk in apart else replace(book, holders=holders)


def _sees_who_is_there(reader_id: int, pair: Pair, book: Book) -> bool:
    mine = book.here[pair.circle_id, reader_id]
    return mine.circle.members_see_each_other or mine.role == Role.CURATOR


def _blocked(people: Collection[int], acquaintances: Collection[int]) -> set[tuple[int, int]]:
    """Between two of these people, or one of them and an acquaintance."""
    others = {*people, *acquaintances}
    rows = Block.objects.filter(Q(blocker__in=people, blocked__in=others) | Q(blocker__in=others, blocked__in=people))
    return {pair_of(*row) for row in rows.values_list("blocker_id", "blocked_id")}


def _who_blocked_or_are(user_ids: Collection[int]) -> set[int]:
    rows = Block.objects.filter(Q(blocker__in=user_ids) | Q(blocked__in=user_ids))
    return {one for two in rows.values_list("blocker_id", "blocked_id") for one in two}
