"""Of those who may be put before each of some people, the best about whom enough may be said: looked up for all of
these people together, since a query for fifty takes little longer than one for one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from apps.circles.models import Circle
from apps.matching.books import count_in, open_books
from apps.matching.coming import Choice, two_of
from apps.matching.engine import DEFAULTS
from apps.matching.reading import Book, Pair
from apps.matching.reasons import Reason, reasons_of, strength, unsaid
from apps.profiles.models import User

# Bits are stored rounded.
ENOUGH = DEFAULTS.threshold - 0.01

Without = Mapping[int, Collection[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Told:
    """A choice that has something to say for itself."""

    pair: Pair
    book: Book
    person: User
    circle: Circle
    reasons: list[Reason]
    by_first_name: bool
    named: list[Reason]


@dataclass(slots=True)
class Listening:
    """What one person has been told so far: no more than `limit`, no more of them new than there is room for, and one
    circle offers each."""

    user: User
    choice: Choice
    limit: int
    told: list[Told] = field(default_factory=list)
    looked_at: int = 0

    @property
    def has_room(self) -> bool:
        return sum(self.choice.is_new(one.pair) for one in self.told) < self.choice.room

    def next(self, most: int) -> list[Pair]:
        """The next that may be told. Mostly the first few are enough; where they are not, many more come together."""
        found = list[Pair]()
        while len(self.told) < self.limit and len(found) < most and self.looked_at < len(self.choice.pairs):
            pair = self.choice.pairs[self.looked_at]
            self.looked_at += 1
            found += [pair] if self._may_come(pair) else []
        return found

    def hear(self, pairs: Iterable[Pair], book: Book) -> None:
        for pair in pairs:
            told = _tell(pair, book, self.choice) if len(self.told) < self.limit and self._may_come(pair) else None
            self.told += [told] if told else []

    def call(self, pairs: Iterable[Pair], book: Book) -> None:
        """Somebody further down in the place of the last new one, where a wish or the lot calls them."""
        found = next((told for pair in pairs if (told := _tell(pair, book, self.choice))), None)
        if found is None:
            return
        last = [one for one in self.told if self.choice.is_new(one.pair)][-1]
        others = [one for one in self.told if one is not last]
        self.told = sorted([*others, found], key=lambda one: self.choice.pairs.index(one.pair))

    def called(self) -> list[Pair]:
        pairs = [one.pair for one in self.told]
        return self.choice.called(pairs) if self.choice.is_full(pairs, self.limit) else []

    def _may_come(self, pair: Pair) -> bool:
        is_there = any(two_of(one.pair) == two_of(pair) for one in self.told)
        return not is_there and (self.has_room or not self.choice.is_new(pair))


def coming_to(
    users: Sequence[User], choices: Mapping[int, Choice], limit: int, without: Without
) -> dict[int, list[Told]]:
    """By user, best first. `without`: by user, pairs that take no place."""
    here = [user for user in users if user.pk in choices]
    some = [Listening(user, choices[user.pk].leaving_out(without.get(user.pk, ())), limit) for user in here]
    most = 2 * limit
    while asked := {one.user: pairs for one in some if (pairs := one.next(most))}:
        books, most = open_books(asked), 2 * most
        for one in some:
            if one.user in asked:
                one.hear(asked[one.user], books[one.user.pk])
    called = {one.user: pairs for one in some if (pairs := one.called())}
    books = open_books(called) if called else {}
    for one in some:
        if one.user in called:
            one.call(called[one.user], books[one.user.pk])
    return {user.pk: list[Told]() for user in users} | _counted(some)


def _counted(some: Sequence[Listening]) -> dict[int, list[Told]]:
    """Told once more, with how many others say the same; only of those who come is it asked."""
    told = [(one.user, one.choice, it) for one in some for it in one.told]
    books = count_in([(user, it.pair, it.book) for user, _choice, it in told])
    found: dict[int, list[Told]] = {one.user.pk: [] for one in some}
    for (user, choice, it), book in zip(told, books, strict=True):
        found[user.pk] += [again] if (again := _tell(it.pair, book, choice)) else []
    return found


def _tell(pair: Pair, book: Book, choice: Choice) -> Told | None:
    """By the reasons that are some for the person; what is kept of the pair and shown to the other holds them all."""
    if two_of(pair) in book.blocked:
        return None
    counted = choice.counting(pair)
    reasons = reasons_of(counted, book)
    if not reasons or strength(reasons) + unsaid(counted, book) < ENOUGH:
        return None
    other = book.here[pair.circle_id, pair.high_id if pair.low_id == choice.user_id else pair.low_id]
    named = reasons_of(counted, book, by_name=True)
    return Told(pair, book, other.user, other.circle, reasons, not book.see_each_other(pair), named)
