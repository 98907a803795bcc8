"""With whom of those they have met somebody may share something new: one query, which mostly finds nobody."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from apps.introductions.models import Connection, ConversationMember
from apps.matching.engine import DEFAULTS
from apps.matching.engine.kinds import NEAR
from apps.matching.models import SinceMet
from apps.profiles.models import ProfileTrait, User, Visibility
from apps.profiles.models.trait import ProfileTraitQuerySet

# What is older is no news.
LATELY = timedelta(days=90)
# The same person again at the earliest: half a day less than four weeks.
SAME_AGAIN = timedelta(days=27, hours=12)
MOST_LOOKED_AT = 100
DEGREES = DEFAULTS.near_km / 111  # of latitude
_NEAR = [kind.name.lower() for kind in NEAR]


def met_with_news(user: User, *, at: datetime, standing_since: datetime) -> list[Connection]:
    """People whom the reader has met and sees, with whom there may be something new; and those of whom they were told
    lately. Nobody of whom they want to hear nothing more, be it in their conversation."""
    about = SinceMet.objects.filter(Q(other=OuterRef("low")) | Q(other=OuterRef("high")), user=user)
    mine = ConversationMember.objects.filter(user=user, conversation__introduction=OuterRef("introduction"))
    unheard = mine.exclude(left_at=None, muted_at=None)
    seen = Connection.objects.visible_to(user).exclude(Exists(unheard)).exclude(Exists(about.stopped()))
    is_new = Q(_something_new(at)) & ~Q(Exists(about.filter(at__gt=at - SAME_AGAIN)))
    stands = Exists(about.filter(at__gt=standing_since))
    found = seen.annotate(stands=stands).filter(is_new | Q(stands=True)).order_by("-stands", "-since", "-pk")
    return list(found.select_related("low__profile", "high__profile")[:MOST_LOOKED_AT])


def _something_new(at: datetime) -> Exists:
    """One of the two has said lately, after they met, what the other says, too, or something close by."""
    kept = ProfileTrait.objects.ordinary().exclude(visibility=Visibility.HIDDEN)
    kept = kept.annotate(lat=Coalesce("latitude", "topic__latitude"))
    both = Q(user=OuterRef("low")) | Q(user=OuterRef("high"))
    said = kept.filter(both, said_at__gt=OuterRef("since")).filter(said_at__gt=at - LATELY)
    return Exists(said.filter(Exists(_alike(kept))))


def _alike(facts: ProfileTraitQuerySet) -> ProfileTraitQuerySet:
    of_other = (Q(user=OuterRef(OuterRef("low"))) | Q(user=OuterRef(OuterRef("high")))) & ~Q(user=OuterRef("user"))
    close = Q(lat__gte=OuterRef("lat") - DEGREES, lat__lte=OuterRef("lat") + DEGREES)
    return facts.filter(of_other, Q(topic=OuterRef("topic")) | (Q(kind=OuterRef("kind"), kind__in=_NEAR) & close))
