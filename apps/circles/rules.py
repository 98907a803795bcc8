"""What always holds of circles."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from apps.circles.models import Acquaintance, Circle, Held, Membership
from apps.mail import invariants


def register() -> None:
    invariants.register("A running circle has a curator", _without_curator)
    invariants.register("Nobody erased is in a circle", _erased_members)
    invariants.register("Nobody is in a circle and held from it", _in_and_held)
    invariants.register("Who ticked whom are in that circle, both of them", _ticks_of_others)


def _without_curator(at: datetime) -> Iterable[object]:
    curators = Membership.objects.curators().filter(circle=OuterRef("pk"))
    return Circle.objects.running().filter(~Exists(curators)).values_list("pk", flat=True)


def _erased_members(at: datetime) -> Iterable[object]:
    rows = (model.objects.filter(user__is_active=False) for model in (Membership, Held))
    return [pk for found in rows for pk in found.values_list("pk", flat=True)]


def _in_and_held(at: datetime) -> Iterable[object]:
    members = Membership.objects.filter(circle=OuterRef("circle"), user=OuterRef("user"))
    return Held.objects.filter(Exists(members)).values_list("pk", flat=True)


def _ticks_of_others(at: datetime) -> Iterable[object]:
    here = [model.objects.filter(circle=OuterRef("circle")) for model in (Membership, Held)]
    ticker, known = ([Exists(rows.filter(user=OuterRef(side))) for rows in here] for side in ("ticker", "known"))
    both = Acquaintance.objects.filter(Q(ticker[0]) | Q(ticker[1]), Q(known[0]) | Q(known[1]))
    return Acquaintance.objects.exclude(pk__in=both.values("pk")).values_list("pk", flat=True)
