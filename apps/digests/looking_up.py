"""What is looked up for many readers together, before each is told what there is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery

from apps.circles.models import Circle, Membership
from apps.digests.glances import EVERYTHING, Glance
from apps.digests.models import CarriedPair, DigestSchedule
from apps.introductions.models import PitchPause
from apps.matching.suggesting import Card, suggestions_for_many
from apps.profiles.models import User

Twosome = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Of one reader."""

    may: Glance
    # Those that are open, and those of them where the reader has been told of a pause.
    circles: list[Membership]
    paused_in: tuple[Circle, ...]
    cards: list[Card]
    # Pairs that another digest of theirs has told.
    told: set[Twosome]


def looked_up(
    users: Sequence[User],
    at: datetime,
    mails: Mapping[int, int],
    *,
    suggest: bool = True,
    glances: Mapping[int, Glance] | None = None,
) -> dict[int, LookedUp]:
    """`mails`: by user, the id of the digest that it is for; none for the home page."""
    circles, told = circles_of(users, at), _told(mails)
    cards = suggestions_for_many(users, at=at, without=told) if suggest else {}
    return {
        user.pk: LookedUp(
            glances[user.pk].or_what(circles[user.pk], at) if glances else EVERYTHING,
            circles[user.pk],
            tuple(row.circle for row in circles[user.pk] if row.introductions_paused),  # type: ignore[attr-defined]  # annotated
            cards.get(user.pk, []),
            told[user.pk],
        )
        for user in users
    }


def circles_of(users: Sequence[User], at: datetime) -> dict[int, list[Membership]]:
    """Of each, those that are open, in the order of their names; with whether the reader has been told of a pause of
    their introductions there, and the day of their last digest if that had nothing to say."""
    mine = Membership.objects.running().filter(user__in=users).select_related("circle").order_by("circle__tag")
    told = PitchPause.objects.told(at).filter(user=OuterRef("user"), circle=OuterRef("circle"))
    quiet = DigestSchedule.objects.filter(user=OuterRef("user")).values("quiet_on")
    found: dict[int, list[Membership]] = {user.pk: [] for user in users}
    for row in mine.annotate(introductions_paused=Exists(told), quiet_on=Subquery(quiet)):
        found[row.user_id].append(row)
    return found


def _told(mails: Mapping[int, int]) -> defaultdict[int, set[Twosome]]:
    """Pairs that another digest of theirs has told: no digest does again. On the home page they stay their time."""
    found = defaultdict[int, set[Twosome]](set)
    if mails:
        rows = CarriedPair.objects.filter(user__in=mails)
        for user_id, mail_id, low, high in rows.values_list("user_id", "mail_id", "low_id", "high_id"):
            found[user_id] |= {(low, high)} if mail_id != mails[user_id] else set()
    return found
