"""This room's part of a person's export, and of their erasure."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.circles.models import Circle
from apps.circles.services.locking import lock
from apps.matching.models import Candidate, Dismissal, NeverTogether, Showing, Suggestion, Wish
from apps.profiles.models import Profile, User


def suggestions(user: User) -> dict[str, Any]:
    """Who was suggested to this person and what they said to it; names of those only whom they may still see."""
    shown = Showing.objects.filter(user=user).select_related("suggestion__circle").order_by("first_at", "pk")
    wishes = Wish.objects.filter(user=user).select_related("suggestion__circle").order_by("at", "pk")
    dismissals = Dismissal.objects.filter(user=user).order_by("at", "pk")
    names = dict(Profile.objects.visible_to(user).filter(_concerned(user)).values_list("user_id", "name"))
    return {
        "shown": [
            _about(row.suggestion, user, names) | {"place": row.place, "first_at": row.first_at, "last_at": row.last_at}
            for row in shown
        ],
        "would_like_to_meet": [_about(row.suggestion, user, names) | {"at": row.at} for row in wishes],
        "not_for_me": [{"person": names.get(row.other_id), "at": row.at} for row in dismissals],
    }


def kept_apart(user: User) -> list[dict[str, Any]]:
    """Whom this person keeps apart as a curator. What others decided about them is not theirs to read, like a no."""
    rows = NeverTogether.objects.filter(by=user).select_related("circle").order_by("at", "pk")
    seen = Profile.objects.visible_to(user).filter(Q(user__in=rows.values("low")) | Q(user__in=rows.values("high")))
    names = dict(seen.values_list("user_id", "name"))
    return [{"circle": r.circle.tag, "people": [names.get(r.low_id), names.get(r.high_id)], "at": r.at} for r in rows]


def lock_circles(user: User) -> None:
    """In the order of a wish: circles first."""
    for circle in Circle.objects.filter(pk__in=Suggestion.objects.of(user).values("circle")).order_by("pk"):
        lock(circle)


def erase(user: User, at: datetime) -> None:
    """Showings and wishes go with the suggestions. What a curator decided stays the circle's, without their name."""
    Candidate.objects.of(user.pk).delete()
    Suggestion.objects.of(user).delete()
    Dismissal.objects.filter(Q(user=user) | Q(other=user)).delete()
    NeverTogether.objects.filter(Q(low=user) | Q(high=user)).delete()
    NeverTogether.objects.filter(by=user).update(by=None)


def _about(suggestion: Suggestion, user: User, names: dict[int, str]) -> dict[str, Any]:
    return {"person": names.get(suggestion.other_id(user)), "circle": suggestion.circle.tag}


def _concerned(user: User) -> Q:
    mine = Suggestion.objects.of(user)
    dismissed = Dismissal.objects.filter(user=user).values("other")
    return Q(user__in=mine.values("low")) | Q(user__in=mine.values("high")) | Q(user__in=dismissed)
