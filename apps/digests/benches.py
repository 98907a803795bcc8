"""What a curator's benches have that no digest of theirs has told: at most five pairs, each with its because."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.bench.alone import look_around
from apps.bench.proposals import Found, find
from apps.circles.models import Circle, Membership, Role
from apps.matching.reasons import Reason, because
from apps.profiles.models import User

TOP = 5
# Each costs some ten queries. Who keeps more of them gets others first in another week: by the calendar, so that a
# preview shows what is sent.
LOOKED_AT, WEEK = 3, 7

Twosome = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Two people whom the reader could introduce, with what the reader may know of why."""

    low: User
    high: User
    found: list[Reason]
    # Who of them told this circle's curators that they would like to meet the other.
    wishing: User | None

    @property
    def names(self) -> str:
        words = {"one": self.low.profile.display_name, "other": self.high.profile.display_name}
        return _("%(one)s and %(other)s") % words

    @property
    def what(self) -> str:
        """What follows their names in one sentence, if there is something that does."""
        return self.found[0].what if self.found else ""

    @property
    def reasons(self) -> list[Reason]:
        return because(self.found)

    @property
    def wish(self) -> str:
        """In words."""
        if self.wishing is None:
            return ""
        other = self.high if self.wishing == self.low else self.low
        words = {"one": self.wishing.profile.first_name, "other": other.profile.first_name}
        return _("%(one)s would like to meet %(other)s, who does not learn of it.") % words


@dataclass(frozen=True, slots=True)
class Bench:
    circle: Circle
    proposals: list[Proposed]

    @property
    def path(self) -> str:
        return reverse("bench:sitting", args=[self.circle.tag])


def benches_of(reader: User, circles: Sequence[Membership], told: Collection[Twosome], *, at: datetime) -> list[Bench]:
    """Of the circles in which they are a curator; of each bench no more than its top, and of that who is not among
    `told`, whom other digests named."""
    kept = [membership.circle for membership in circles if membership.role == Role.CURATOR]
    if not kept:
        return []
    today, seen = at.astimezone(reader.profile.zone).date(), set(told)
    first, found, left = today.toordinal() // WEEK % len(kept), list[Bench](), TOP
    for circle in [*kept[first:], *kept[:first]][:LOOKED_AT]:
        new = [one for one in _top(circle, reader, at, today) if (one.low.pk, one.high.pk) not in seen][:left]
        if new:
            found.append(Bench(circle, new))
        left -= len(new)
        seen |= {(one.low.pk, one.high.pk) for one in new}  # two may stand on several benches
        if not left:
            break
    return found


def _top(circle: Circle, reader: User, at: datetime, today: date) -> Iterator[Proposed]:
    room = look_around(circle, curator=reader, at=at)
    found = find(circle, curator=reader, room=room, today=today, limit=TOP)
    for low, high, reasons in found.pairs:
        yield Proposed(low, high, reasons, _wishing(found, low, high))


def _wishing(found: Found, low: User, high: User) -> User | None:
    wish = found.wishes.get((low.pk, high.pk))
    if wish is None:
        return None
    return low if wish.user_id == low.pk else high
