"""In which circles a fact is seen."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.circles.models import Circle, FactException
from apps.profiles.changes import record_change
from apps.profiles.models import ProfileTrait, Reach
from apps.profiles.services.traits import locked_with_owner


@transaction.atomic
def show_in(trait: ProfileTrait, circles: Collection[Circle], *, later: bool, at: datetime) -> ProfileTrait:
    """In these of the person's circles, and `later` in those that they join some day."""
    trait = locked_with_owner(trait)
    mine = Circle.objects.filter(memberships__user=trait.user_id)
    kept_from = {circle.pk for circle in mine} - {circle.pk for circle in circles}
    # Those that they have left since, or are held from, stand on no form: coming back reveals nothing there.
    named = set(trait.exceptions.exclude(circle__in=mine).values_list("circle", flat=True))
    held = {circle.pk for circle in _circles_of(trait)} - {circle.pk for circle in mine}
    if not later:
        seen = held - named if trait.reach != Reach.ONLY else held & named
        return _write(trait, Reach.ONLY, {circle.pk for circle in mine} - kept_from | seen, at)
    kept_from |= named if trait.reach == Reach.EXCEPT else held - named if trait.reach == Reach.ONLY else set()
    return _write(trait, Reach.EXCEPT if kept_from else Reach.ALL, kept_from, at)


@transaction.atomic
def put_back(trait: ProfileTrait, reach: Reach, named: Collection[int], *, at: datetime) -> ProfileTrait:
    """The exceptions of a fact that was taken off a moment ago; circles that are not the person's count for nothing."""
    trait = locked_with_owner(trait)
    mine = _circles_of(trait).filter(pk__in=named)
    return _write(trait, reach, set(mine.values_list("pk", flat=True)), at)


def _circles_of(trait: ProfileTrait) -> QuerySet[Circle]:
    """Also those from which they are held until a curator has looked."""
    theirs = Q(memberships__user=trait.user_id) | Q(held__user=trait.user_id)
    return Circle.objects.filter(theirs).distinct()


def _write(trait: ProfileTrait, reach: Reach, named: Collection[int], at: datetime) -> ProfileTrait:
    trait.exceptions.all().delete()
    FactException.objects.bulk_create(FactException(trait=trait, circle_id=pk) for pk in sorted(named))
    trait.reach = reach
    trait.save(update_fields=["reach"])
    record_change(trait.user, at=at)
    return trait
