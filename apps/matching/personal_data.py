"""This room's part of a person's export, and of their erasure."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.matching.grounds import in_words
from apps.matching.models import Candidate, Dismissal, NeverTogether, NoReason, Showing, SinceMet, Suggestion, Wish
from apps.matching.naming import Known, known_from, known_from_dismissals
from apps.profiles.models import Profile, User


def suggestions(user: User) -> dict[str, Any]:
    """Who was suggested to this person and what they said to it; names of those only whom they may still know of."""
    shown = list(Showing.objects.filter(user=user).select_related("suggestion__circle").order_by("first_at", "pk"))
    wishes = list(Wish.objects.filter(user=user).select_related("suggestion__circle").order_by("at", "pk"))
    dismissals = list(Dismissal.objects.filter(user=user).order_by("at", "pk"))
    left_out = NoReason.objects.filter(user=user).select_related("fact__topic").order_by("at", "pk")
    known = known_from([*(row.suggestion for row in shown), *(row.suggestion for row in wishes)], user)
    passed_over = known_from_dismissals(dismissals, user)
    return {
        "shown": [
            _about(row.suggestion, known) | {"place": row.place, "first_at": row.first_at, "last_at": row.last_at}
            for row in shown
        ],
        "would_like_to_meet": [_wished(row, known) for row in wishes],
        "not_for_me": [
            {"person": _name(passed_over.get(row.pk)), "at": row.at, "until": row.until} for row in dismissals
        ],
        "no_reason_for_me": [{"reason": in_words(row.type, row.fact), "at": row.at} for row in left_out],
    }


def kept_apart(user: User) -> list[dict[str, Any]]:
    """Whom this person keeps apart as a curator. What others decided about them is not theirs to read, like a no."""
    rows = NeverTogether.objects.filter(by=user).select_related("circle").order_by("at", "pk")
    seen = Profile.objects.visible_to(user).filter(Q(user__in=rows.values("low")) | Q(user__in=rows.values("high")))
    names = dict(seen.values_list("user_id", "name"))
    return [{"circle": r.circle.tag, "people": [names.get(r.low_id), names.get(r.high_id)], "at": r.at} for r in rows]


def since_met(user: User) -> list[dict[str, Any]]:
    """Of whom they were told that they share something new. What it was stands in both profiles, as far as it does."""
    rows = list(SinceMet.objects.filter(user=user).order_by("at", "pk"))
    seen = Profile.objects.visible_to(user).filter(user__in={row.other_id for row in rows})
    names = dict(seen.values_list("user_id", "name"))
    return [{"person": names.get(row.other_id), "at": row.at, "not_again": row.not_again} for row in rows]


def circles(user: User) -> Q:
    """In which somebody was suggested to them, or they to somebody."""
    return Q(pk__in=Suggestion.objects.of(user).values("circle"))


def erase(user: User, at: datetime) -> None:
    """Showings and wishes go with the suggestions. What a curator decided stays the circle's, without their name."""
    Candidate.objects.of(user.pk).delete()
    Suggestion.objects.of(user).delete()
    Dismissal.objects.filter(Q(user=user) | Q(other=user)).delete()
    NoReason.objects.filter(user=user).delete()
    SinceMet.objects.filter(Q(user=user) | Q(other=user)).delete()
    NeverTogether.objects.filter(Q(low=user) | Q(high=user)).delete()
    NeverTogether.objects.filter(by=user).update(by=None)


def _about(suggestion: Suggestion, known: dict[int, Known]) -> dict[str, Any]:
    return {"person": _name(known.get(suggestion.pk)), "circle": suggestion.circle.tag}


def _wished(wish: Wish, known: dict[int, Known]) -> dict[str, Any]:
    """As its maker wrote and chose."""
    chosen = {"note": wish.note, "note_for": wish.note_for, "curators_may_see_it": wish.is_for_curators}
    return _about(wish.suggestion, known) | {"at": wish.at} | chosen


def _name(known: Known | None) -> str | None:
    return known.name if known else None
