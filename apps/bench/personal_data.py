"""This room's part of a person's export, and of their erasure. What curators decided about others is theirs; what was
decided about a person is sealed from them, like a no."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.bench.models import Approval, Hold
from apps.profiles.models import Profile, User


def decisions(user: User) -> dict[str, Any]:
    holds = Hold.objects.filter(by=user).select_related("circle").order_by("at", "pk")
    approvals = Approval.objects.filter(by=user).select_related("circle").order_by("at", "pk")
    names = _names(user, [*holds, *approvals])
    return {
        "holds": [_about(row, names) | {"until": row.until} for row in holds],
        "about_to_be_asked": [_about(row, names) | {"note": row.note} for row in approvals],
    }


def erase(user: User, at: datetime) -> None:
    """A hold stays the circle's, without the name; an approval speaks for its maker, and goes with them."""
    for model in (Hold, Approval):
        model.objects.filter(Q(low=user) | Q(high=user)).delete()
    Hold.objects.filter(by=user).update(by=None)
    Approval.objects.filter(by=user).delete()


def _names(user: User, rows: list[Hold | Approval]) -> dict[int, str]:
    ids = {i for row in rows for i in (row.low_id, row.high_id)}
    return dict(Profile.objects.visible_to(user).filter(user__in=ids).values_list("user_id", "name"))


def _about(row: Hold | Approval, names: dict[int, str]) -> dict[str, Any]:
    return {"circle": row.circle.tag, "people": [names.get(row.low_id), names.get(row.high_id)], "at": row.at}
