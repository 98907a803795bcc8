"""What always holds of circles."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from apps.circles.models import Acquaintance, Circle, Membership
from apps.mail import invariants


def register() -> None:
    invariants.register("A running circle has a curator", _without_curator)
    invariants.register("Nobody erased is in a circle", _erased_members)
    invariants.register("Who ticked whom are in that circle, both of them", _ticks_of_others)


def _without_curator(at: datetime) -> Iterable[object]:
    curators = Membership.objects.curators().filter(circle=OuterRef("pk"))
    return Circle.objects.running().filter(~Exists(curators)).values_list("pk", flat=True)


def _erased_members(at: datetime) -> Iterable[object]:
    return Membership.objects.filter(user__is_active=False).values_list("pk", flat=True)


def _ticks_of_others(at: datetime) -> Iterable[object]:
    here = Membership.objects.filter(circle=OuterRef("circle"))
    both = Acquaintance.objects.filter(
        Exists(here.filter(user=OuterRef("ticker"))), Exists(here.filter(user=OuterRef("known")))
    )
    return Acquaintance.objects.exclude(pk__in=both.values("pk")).values_list("pk", flat=True)
