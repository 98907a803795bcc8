"""A wish about a circle-mate whom nobody suggested: from where its maker met their name."""

from datetime import datetime

from django.db import transaction

from apps.circles.models import Circle, Membership
from apps.circles.services.locking import lock
from apps.introductions.models import Introduction
from apps.matching.between import pairs_between
from apps.matching.errors import SuggestionGone
from apps.matching.models import Suggestion
from apps.matching.reading import Pair
from apps.matching.services.locking import lock_pair
from apps.matching.services.wishing import wish
from apps.profiles.models import User


def ask_to_meet(person: User, circle: Circle, *, by: User, at: datetime, asked: bool = False) -> Introduction | None:
    """As `wish`, which it is: sealed, read by the circle's curators where they are `asked`, and by nobody else. The
    pair is put before nobody, and what was put before the other stays as it is."""
    low, high = sorted((by, person), key=lambda user: user.pk)
    found = pairs_between(circle.pk, [low.pk, high.pk])
    pair = found[0] if found else Pair(circle.pk, low.pk, high.pk, [])
    about = {"made_at": at, "score": pair.score, "evidence": list(pair.evidence)}
    with transaction.atomic():
        lock(circle)
        suggestion, _made = Suggestion.objects.get_or_create(circle=circle, low=low, high=high, defaults=about)
        locked = lock_pair(suggestion)
        if locked.circle.closed_at or not _sees(by, person, locked.circle):
            raise SuggestionGone
        return wish(locked, by=by, at=at, asked=asked)


def _sees(viewer: User, person: User, circle: Circle) -> bool:
    """In the circle's member list: of whom one reads there by a first name at most one could find out more."""
    return Membership.objects.visible_to(viewer).filter(circle=circle, user=person).exists()
