"""Who should meet whom: what is put before a person, with its reasons, at this moment."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from apps.circles.models import Circle
from apps.matching.card_links import SayLinks
from apps.matching.choosing import choices
from apps.matching.coming import Choice
from apps.matching.engine import DEFAULTS
from apps.matching.grounds import Ground
from apps.matching.models import Suggestion
from apps.matching.reading import Book, Pair, open_book
from apps.matching.reasons import Reason, because, reasons_of, strength, unsaid, words
from apps.matching.services import keeping
from apps.profiles.models import User

SHOWN = 3
AT_ONCE = 20
# Bits are stored rounded.
ENOUGH = DEFAULTS.threshold - 0.01


@dataclass(frozen=True, slots=True)
class Card:
    """A person whom another should meet."""

    suggestion: Suggestion
    person: User
    circle: Circle
    # As they are told, the two strongest in one sentence.
    reasons: list[Reason]
    # For the drawing of what both share.
    words: list[str]
    # Of somebody whom the reader does not see in the circle's member list: the reasons are all that is told.
    by_first_name: bool
    # All of them, strongest first and with both named: for a line that stands alone.
    named: list[Reason] = field(default_factory=list)

    @property
    def name(self) -> str:
        profile = self.person.profile
        return profile.first_name if self.by_first_name else profile.display_name

    @property
    def by_mail(self) -> SayLinks:
        """For the reader's mail."""
        return SayLinks(self.suggestion.pk, self.suggestion.other_id(self.person))

    @property
    def grounds(self) -> list[Ground]:
        """All that its sentences rest on."""
        return [ground for reason in self.reasons for ground in reason.grounds]

    @property
    def headline(self) -> str:
        return "" if self.by_first_name else self.person.profile.headline


@dataclass(frozen=True, slots=True)
class Told:
    """A choice that has something to say for itself."""

    pair: Pair
    person: User
    circle: Circle
    reasons: list[Reason]
    by_first_name: bool
    named: list[Reason]


def suggestions_for(
    user: User, *, at: datetime, limit: int = SHOWN, without: Collection[tuple[int, int]] = ()
) -> list[Card]:
    """`without`: pairs that the person is not told of here, and which take no place."""
    return _some([user], at, limit, without)[user.pk]


def suggestions_for_many(users: Sequence[User], *, at: datetime, limit: int = SHOWN) -> dict[int, list[Card]]:
    """By user: at most `limit` people they should meet, best first; none for somebody who paused or is leaving."""
    cards = dict[int, list[Card]]()
    for start in range(0, len(users), AT_ONCE):
        cards |= _some(users[start : start + AT_ONCE], at, limit)
    return cards


def show(cards: Sequence[Card], user: User, place: str, at: datetime) -> None:
    """Remembers that these were put before the person: without it they cannot answer, and patience does not count."""
    keeping.show([card.suggestion for card in cards], user=user, place=place, at=at)


def _some(
    users: Sequence[User], at: datetime, limit: int, without: Collection[tuple[int, int]] = ()
) -> dict[int, list[Card]]:
    chosen = {user_id: choice.leaving_out(without) for user_id, choice in choices(users, at=at).items()}
    told = {user.pk: _coming(user, chosen[user.pk], limit) if user.pk in chosen else [] for user in users}
    pairs = {one.pair[:3]: one.pair for ones in told.values() for one in ones}
    kept = keeping.keep_suggestions(list(pairs.values()), at=at) if pairs else {}
    return {user_id: [_card(one, kept) for one in ones] for user_id, ones in told.items()}


def _card(told: Told, kept: dict[tuple[int, int, int], Suggestion]) -> Card:
    suggestion = kept[told.pair[:3]]
    said, short = because(told.reasons), words(told.reasons)
    return Card(suggestion, told.person, told.circle, said, short, told.by_first_name, told.named)


def _coming(user: User, choice: Choice, limit: int) -> list[Told]:
    """The best, with somebody further down in the place of the last new one where a wish or the lot calls them."""
    told = list(_told(user, choice, limit))
    pairs = [one.pair for one in told]
    called = choice.called(pairs) if choice.is_full(pairs, limit) else []
    book = open_book(called, [user]) if called else None
    found = next((one for pair in called if book and (one := _tell(user, pair, book, choice))), None)
    if found is None:
        return told
    last = [one for one in told if choice.is_new(one.pair)][-1]
    return sorted([*(one for one in told if one is not last), found], key=lambda one: choice.pairs.index(one.pair))


def _told(user: User, choice: Choice, limit: int) -> Iterator[Told]:
    """The first `limit` people about whom enough may be said, no more of them new than there is room for; one circle
    offers each."""
    seen, room = set[int](), choice.room
    for some in _more_and_more(choice.pairs, 2 * limit):
        book = open_book(some, [user])
        for told in (_tell(user, pair, book, choice) for pair in some):
            is_new = told is not None and choice.is_new(told.pair)
            if told and told.person.pk not in seen and (room or not is_new):
                room -= is_new
                seen.add(told.person.pk)
                yield told
            if len(seen) == limit:
                return


def _more_and_more(pairs: Sequence[Pair], most: int) -> Iterator[Sequence[Pair]]:
    """Mostly the first few are enough. Where they are not, many more are looked at together: a book takes five queries
    however many pairs are in it."""
    start = 0
    while start < len(pairs):
        yield pairs[start : start + most]
        start, most = start + most, 2 * most


def _tell(user: User, pair: Pair, book: Book, choice: Choice) -> Told | None:
    """By the reasons that are some for the person; what is kept of the pair and shown to the other holds them all."""
    counted = choice.counting(pair)
    reasons = reasons_of(counted, book)
    if not reasons or strength(reasons) + unsaid(counted, book) < ENOUGH:
        return None
    other = book.here[pair.circle_id, pair.high_id if pair.low_id == user.pk else pair.low_id]
    named = reasons_of(counted, book, by_name=True)
    return Told(pair, other.user, other.circle, reasons, not book.see_each_other(pair), named)
