"""Who should meet whom: what is put before a person, with its reasons, at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from apps.circles.models import Circle
from apps.mail.links import at_home
from apps.matching.card_links import SayLinks
from apps.matching.choosing import choices
from apps.matching.coming_told import Told, Without, coming_to
from apps.matching.grounds import Ground
from apps.matching.models import Suggestion
from apps.matching.reasons import Reason, because, words
from apps.matching.services import keeping
from apps.profiles.models import User

SHOWN = 3
AT_ONCE = 80


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
    def link(self) -> str:
        """For the reader's mail, to where it stands on their page."""
        return at_home(f"suggestion-{self.suggestion.pk}")

    @property
    def rests_link(self) -> str:
        return at_home(f"rests-{self.suggestion.pk}")

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


def suggestions_for(user: User, *, at: datetime, limit: int = SHOWN) -> list[Card]:
    return suggestions_for_many([user], at=at, limit=limit)[user.pk]


def suggestions_for_many(
    users: Sequence[User], *, at: datetime, limit: int = SHOWN, without: Without | None = None
) -> dict[int, list[Card]]:
    """By user: at most `limit` people they should meet, best first; none for somebody who paused or is leaving.
    `without`: by user, pairs that they are not told of here, and which take no place."""
    cards = dict[int, list[Card]]()
    for start in range(0, len(users), AT_ONCE):
        cards |= _some(users[start : start + AT_ONCE], at, limit, without or {})
    return cards


def show(cards: Sequence[Card], user: User, place: str, at: datetime) -> None:
    """Remembers that these were put before the person: without it they cannot answer, and patience does not count."""
    show_many({user.pk: cards}, place, at)


def show_many(cards: Mapping[int, Sequence[Card]], place: str, at: datetime) -> None:
    """By user."""
    some = {user_id: [card.suggestion for card in theirs] for user_id, theirs in cards.items() if theirs}
    if some:
        keeping.show(some, place=place, at=at)


def _some(users: Sequence[User], at: datetime, limit: int, without: Without) -> dict[int, list[Card]]:
    told = coming_to(users, choices(users, at=at), limit, without)
    pairs = {one.pair[:3]: one.pair for ones in told.values() for one in ones}
    kept = keeping.keep_suggestions(list(pairs.values()), at=at) if pairs else {}
    return {user_id: [_card(one, kept) for one in ones] for user_id, ones in told.items()}


def _card(told: Told, kept: dict[tuple[int, int, int], Suggestion]) -> Card:
    suggestion = kept[told.pair[:3]]
    said, short = because(told.reasons), words(told.reasons)
    return Card(suggestion, told.person, told.circle, said, short, told.by_first_name, told.named)
