"""Whom a curator could introduce: the engine's pairs of one circle, as far as they rest on what a curator may know.

Blocks, pauses, answers, wishes, capacity and meetings in other circles are not asked about, so that nothing here
changes with them: whoever is privately not to be introduced can still be proposed, and nobody is written to.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.circles.models import Circle, Membership
from apps.introductions.models import Connection, Introduction
from apps.matching.models import Candidate
from apps.matching.reading import Pair, open_book
from apps.matching.reasons import Reason, because, reasons_of, strength, words
from apps.matching.suggesting import ENOUGH
from apps.profiles.models import User

SHOWN = 10
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    one: User
    other: User
    reasons: list[Reason]
    words: list[str]
    # What this circle's curators asked before, and how that may be read now.
    asked: Introduction | None
    state: str

    @property
    def draft(self) -> str:
        """A beginning of a note, without a fact in it: the reasons are written out below it when it is read."""
        names = {"one": self.one.profile.first_name, "other": self.other.profile.first_name}
        if names["one"] == names["other"]:
            names = {"one": self.one.profile.display_name, "other": self.other.profile.display_name}
        return _("%(one)s and %(other)s, I would like you to know each other.") % names


def proposals(circle: Circle, *, curator: User, at: datetime, limit: int = SHOWN) -> list[Proposal]:
    """The strongest first."""
    asked = _asked(circle, curator)
    found = _told(_pairs(circle, curator), curator, limit)
    return [_proposal(one, other, reasons, asked, curator, at) for one, other, reasons in found]


def _pairs(circle: Circle, curator: User) -> list[Pair]:
    """Of members whom the curator may see, who do not know each other yet as far as this circle is told."""
    seen = Membership.objects.visible_to(curator).filter(circle=circle).exclude(user=curator)
    here = set(seen.values_list("user_id", flat=True))
    rows = Candidate.objects.current().filter(circle_id=circle.pk).order_by("-score", "low_id", "high_id")
    values = rows.values_list("circle_id", "low_id", "high_id", "evidence", "score")[:LOOKED_AT]
    pairs = [pair for pair in (Pair(*row) for row in values) if here.issuperset((pair.low_id, pair.high_id))]
    people = _people(pairs)
    told = Connection.objects.told_in(circle.pk).filter(low__in=people, high__in=people)
    known = set(told.values_list("low_id", "high_id"))
    return [pair for pair in pairs if (pair.low_id, pair.high_id) not in known]


def _told(pairs: Sequence[Pair], curator: User, limit: int) -> Iterator[tuple[User, User, list[Reason]]]:
    told = 0
    for start in range(0, len(pairs), 2 * limit):
        some = pairs[start : start + 2 * limit]
        book = open_book(some, [curator])
        for pair in some:
            reasons = reasons_of(pair, book)
            if strength(reasons) >= ENOUGH and told < limit:
                told += 1
                low, high = (book.here[pair.circle_id, user_id].user for user_id in (pair.low_id, pair.high_id))
                yield low, high, reasons
        if told == limit:
            return


def _asked(circle: Circle, curator: User) -> dict[str, Introduction]:
    """The latest by the people it was about."""
    rows = Introduction.objects.visible_to_curator(curator).filter(circle=circle)
    return {row.participants_key: row for row in rows.prefetch_related("answers").order_by("asked_at", "pk")}


def _proposal(
    one: User, other: User, reasons: list[Reason], asked: dict[str, Introduction], curator: User, at: datetime
) -> Proposal:
    before = asked.get(Introduction.key_of((one.pk, other.pk)))
    state = before.state_for(curator, at=at) if before else ""
    return Proposal(one, other, because(reasons), words(reasons), before, state)


def _people(pairs: Collection[Pair]) -> set[int]:
    return {i for pair in pairs for i in (pair.low_id, pair.high_id)}
