"""How much comes to a person, on their own pages and in their export."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.introductions.capacity_forms import CapacityForm
from apps.introductions.models import Capacity
from apps.introductions.paces import usual
from apps.profiles.models import User
from apps.profiles.slots import Section


def in_settings(request: HttpRequest, **_: Any) -> Section | None:
    user = request.user
    if not isinstance(user, User):
        return None
    return Section("introductions/_capacity.html", {"form": form_for(user, at=timezone.now())})


def form_for(user: User, data: Any = None, *, at: datetime) -> CapacityForm:
    row, (asks, suggestions) = _row(user), usual(user, at=at)
    shown = {
        "asks": asks if row.asks is None else row.asks,
        "suggestions": suggestions if row.suggestions is None else row.suggestions,
    }
    return CapacityForm(data, initial=shown)


def export(user: User) -> dict[str, Any]:
    """Empty where they have chosen nothing."""
    row = _row(user)
    return {
        "introductions_by_curators_a_week": row.asks,
        "new_suggestions_a_week": row.suggestions,
        "said_whether_to_pause_at": row.asked_to_pause_at,
        "not_answering_counts_from": row.counts_from,
    }


def _row(user: User) -> Capacity:
    return Capacity.objects.filter(user=user).first() or Capacity(user=user)
