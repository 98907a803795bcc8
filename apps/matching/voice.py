from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.matching.distances import uses_miles
from apps.matching.phrases import Phrase
from apps.matching.reading import Book, Pair
from apps.matching.relatives import Groups
from apps.profiles.models import ProfileTrait


@dataclass(frozen=True, slots=True)
class Voice:
    """Who is told something about which two people."""

    reader_id: int
    pair: tuple[int, int]
    names: dict[int, str]
    # Names both, where "you" or "they" would leave open who is meant.
    by_name: bool
    miles: bool
    groups: Groups = field(default_factory=dict)

    @property
    def reader_is_one(self) -> bool:
        return self.reader_id in self.pair

    @property
    def who(self) -> str:
        """The subject, at the beginning of a sentence."""
        if not self.by_name:
            return _("You") if self.reader_is_one else _("They")
        if self.reader_is_one:
            return _("You and %(name)s") % {"name": self._other}
        return _("%(one)s and %(other)s") % self._both

    def label(self, one: ProfileTrait, other: ProfileTrait) -> str:
        """What two facts of one topic are called: as the reader writes it, where one of them is theirs."""
        return other.label if other.user_id == self.reader_id else one.label

    def tell(self, phrase: Phrase, **words: str) -> str:
        return phrase.fill(reader_is_one=self.reader_is_one, **words)

    def sentence(self, what: str) -> str:
        return _("%(who)s %(what)s") % {"who": self.who, "what": what}

    def someone(self) -> str:
        if self.by_name and self.reader_is_one:
            return _("Someone here knows both you and %(name)s") % {"name": self._other}
        if self.by_name:
            return _("Someone here knows both %(one)s and %(other)s") % self._both
        return _("Someone here knows you both") if self.reader_is_one else _("Someone here knows them both")

    def called(self, user_id: int) -> str:
        """One of the two, beside the other."""
        return pgettext("you like this, Nina that", "you") if user_id == self.reader_id else self.names[user_id]

    @property
    def _other(self) -> str:
        return next(self.names[i] for i in self.pair if i != self.reader_id)

    @property
    def _both(self) -> dict[str, str]:
        return {"one": self.names[self.pair[0]], "other": self.names[self.pair[1]]}


def voice_for(pair: Pair, book: Book, *, by_name: bool) -> Voice:
    both, reader = (pair.low_id, pair.high_id), book.readers[0]
    names = {user_id: book.name(pair.circle_id, user_id) for user_id in both}
    return Voice(reader.pk, both, names, by_name, uses_miles(reader.profile.time_zone), book.groups)
