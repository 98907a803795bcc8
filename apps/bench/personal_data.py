"""This room's part of a person's export, and of their erasure. What curators decided about others is theirs; what was
decided about a person is sealed from them, like a no."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.bench.models import Hold, Prepared, PreparedPerson
from apps.profiles.models import Profile, User


def decisions(user: User) -> dict[str, Any]:
    holds = Hold.objects.filter(by=user).select_related("circle").order_by("at", "pk")
    prepared = Prepared.objects.filter(by=user).with_people().order_by("at", "pk")
    names = _names(user, {i for row in holds for i in (row.low_id, row.high_id)} | _members(prepared))
    return {
        "holds": [_about(row, names) | {"until": row.until} for row in holds],
        "prepared": [_told(row, names) for row in prepared],
    }


def erase(user: User, at: datetime) -> None:
    """A hold stays the circle's, without the name; what is prepared speaks for its maker, and goes with them. It goes
    with any of its people, too."""
    Hold.objects.filter(Q(low=user) | Q(high=user)).delete()
    Hold.objects.filter(by=user).update(by=None)
    theirs = PreparedPerson.objects.of(user)
    Prepared.objects.filter(Q(by=user) | Q(pk__in=theirs.values("prepared"))).delete()


def _members(prepared: Iterable[Prepared]) -> set[int]:
    return {person.member.pk for row in prepared for person in row.in_order if person.member}


def _names(user: User, ids: Collection[int]) -> dict[int, str]:
    return dict(Profile.objects.visible_to(user).filter(user__in=ids).values_list("user_id", "name"))


def _told(row: Prepared, names: dict[int, str]) -> dict[str, Any]:
    """Those who have come by what the curator may read of them, the others by what they wrote of them themselves."""
    people = [names.get(person.member.pk) if person.member else person.called for person in row.in_order]
    return {"circle": row.circle.tag, "people": people, "at": row.at, "note": row.note}


def _about(row: Hold, names: dict[int, str]) -> dict[str, Any]:
    return {"circle": row.circle.tag, "people": [names.get(row.low_id), names.get(row.high_id)], "at": row.at}
