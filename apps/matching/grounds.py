"""What a sentence rests on, as its reader finds it: a fact of their own, and what the other says or whom both know."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.matching.engine import EvidenceType
from apps.matching.reading import Line
from apps.profiles.models import ProfileTrait, TraitKind, User


class Ground(NamedTuple):
    type: int
    mine: ProfileTrait | None = None
    theirs: ProfileTrait | None = None
    # Whom both know, as far as they may be named.
    known: Sequence[User] = ()

    @property
    def name(self) -> str:
        return in_words(self.type, self.mine)

    @property
    def theirs_unseen(self) -> str:
        """For who cannot open the other's page: an entry of both is spelt as the reader spells it."""
        one, other = self.mine, self.theirs
        if one and other:
            return one.label if one.topic_id == other.topic_id else other.label
        return ""


def grounds_of(line: Line, low: ProfileTrait, high: ProfileTrait, reader_id: int) -> tuple[Ground, ...]:
    """Nothing for a reader who is none of the two."""
    sides = {low.user_id: (low, high), high.user_id: (high, low)}
    return (Ground(line.type, *sides[reader_id]),) if reader_id in sides else ()


def in_words(type_: int, fact: ProfileTrait | None) -> str:
    """A reason, by the fact of one's own that it rests on."""
    if fact is None:
        return _("people you both know")
    words = {"topic": fact.label}
    if type_ == EvidenceType.NEAR:
        return _("what is near %(topic)s") % words
    if type_ == EvidenceType.RELATED:
        return _("what is related to %(topic)s") % words
    if fact.kind == TraitKind.SEEKS:
        offered = type_ == EvidenceType.SEEKS_OFFERS
        return (_("who offers “%(topic)s”") if offered else _("who seeks “%(topic)s”, too")) % words
    if fact.kind == TraitKind.OFFERS:
        sought = type_ == EvidenceType.SEEKS_OFFERS
        return (_("who seeks “%(topic)s”") if sought else _("who offers “%(topic)s”, too")) % words
    return fact.label
