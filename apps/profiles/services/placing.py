"""A fact put on the map, and taken off it again."""

from contextlib import suppress
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles import whereabouts
from apps.profiles.changes import record_change
from apps.profiles.models import ProfileTrait, TraitKind
from apps.profiles.places import PINNED, Point, point_of
from apps.profiles.services.presence import AccountGone, lock_present
from apps.profiles.services.traits import entry_of
from apps.profiles.towns import reading
from apps.profiles.towns.town import Town


class BadPlace(DomainError):
    """The fact cannot be put there."""


class FactGone(DomainError):
    """It was taken off the page in the meantime."""


@transaction.atomic
def put_in_town(trait: ProfileTrait, town: Town, *, at: datetime) -> ProfileTrait:
    """A place becomes that town: everybody's entry of it. Who says that already keeps one of the two."""
    trait = _locked(trait)
    values = whereabouts.of_town(town)
    if trait.kind == TraitKind.PLACE:
        topic = entry_of(trait.kind, town.label)
        twin = ProfileTrait.objects.filter(user=trait.user, kind=trait.kind, topic=topic).exclude(pk=trait.pk).first()
        if twin:
            trait.delete()
            record_change(twin.user, at=at)
            return twin
        trait.topic, trait.spelt_as, trait.written = topic, None, ""
    return _kept(trait, values, at)


@transaction.atomic
def drop_pin(trait: ProfileTrait, point: Point, *, at: datetime) -> ProfileTrait:
    """Kept to about a kilometre. Raises BadPlace."""
    trait = _locked(trait)
    if trait.kind not in PINNED:
        raise BadPlace(_("A place is a town here, and no finer. Choose one by its name."))
    if not point.is_on_the_globe():
        raise BadPlace(_("These coordinates are not on the globe: the first goes to 90, the second to 180."))
    values = whereabouts.of_pin(point, chosen=trait.town)
    if values is None:
        raise BadPlace(_("There is no town near that point. Put it nearer to one."))
    return _kept(trait, values, at)


@transaction.atomic
def take_off_map(trait: ProfileTrait, *, at: datetime) -> ProfileTrait:
    """Not of a place, which is that town."""
    return _kept(_locked(trait), whereabouts.NOWHERE, at)


def place_known(*, at: datetime) -> set[int]:
    """Places that were said before their towns could be looked up, or came with an import, each where only one town is
    meant; whose they are. One that somebody says twice already stays as it is."""
    waiting = ProfileTrait.objects.filter(kind=TraitKind.PLACE, town="", user__is_active=True)
    known = cache(reading.only_one)
    found = set()
    for trait in waiting.select_related("topic", "user").order_by("pk").iterator(chunk_size=1000):
        town = known(trait.name)
        if town and not _is_elsewhere(trait, town) and not trait.user.traits.filter(town=town.label).exists():
            with suppress(FactGone, AccountGone):
                found.add(put_in_town(trait, town, at=at).user_id)
    return found


def _is_elsewhere(trait: ProfileTrait, town: Town) -> bool:
    """By what an import knew of it."""
    point = point_of(trait)
    return point is not None and point.km_to(Point(town.latitude, town.longitude)) > whereabouts.STILL_THERE


def _locked(trait: ProfileTrait) -> ProfileTrait:
    """Raises FactGone."""
    lock_present(trait.user)
    rows = ProfileTrait.objects.select_for_update(of=("self",), no_key=True).select_related("topic", "user")
    found = rows.filter(pk=trait.pk).first()
    if found is None:
        raise FactGone(_("This fact is no longer there."))
    return found


def _kept(trait: ProfileTrait, values: whereabouts.Fields, at: datetime) -> ProfileTrait:
    for name, value in values.items():
        setattr(trait, name, value)
    trait.save(update_fields=["topic", "spelt_as", "written", *values])
    record_change(trait.user, at=at)
    return trait
