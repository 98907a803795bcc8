"""A fact put on the map, and taken off it again."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles import whereabouts
from apps.profiles.changes import record_change
from apps.profiles.models import ProfileTrait, Topic, TraitKind
from apps.profiles.places import PINNED, Point, point_of
from apps.profiles.services.presence import AccountGone
from apps.profiles.services.traits import FactGone, locked_with_owner, worded
from apps.profiles.towns import reading
from apps.profiles.towns.town import Town

CHUNK = 500  # facts read at once


class BadPlace(DomainError):
    """The fact cannot be put there."""


class SaidAlready(DomainError):
    """Another fact of the same person says that town."""


@transaction.atomic
def put_in_town(trait: ProfileTrait, town: Town, *, at: datetime) -> ProfileTrait:
    """A place becomes that town: everybody's entry of it. Raises SaidAlready: whoever says it twice knows
    which of the two goes, with its years and who sees it."""
    trait = locked_with_owner(trait)
    values = whereabouts.of_town(town)
    if trait.kind == TraitKind.PLACE:
        topic, trait.spelt_as, trait.written = worded(trait.user, trait.kind, town.label)
        _check_not_said(trait, topic, town)
        # From one town to another is a move; the town that a word meant is none.
        trait.said_at = at if trait.town not in {"", town.label} else trait.said_at
        trait.topic = topic
    return _kept(trait, values, at)


@transaction.atomic
def drop_pin(trait: ProfileTrait, point: Point, *, at: datetime) -> ProfileTrait:
    """Kept to about a kilometre. Raises BadPlace."""
    trait = locked_with_owner(trait)
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
    return _kept(locked_with_owner(trait), whereabouts.NOWHERE, at)


def place_known(*, at: datetime) -> Iterator[int]:
    """Places that were said before their towns could be looked up, or came with an import, each where only one town is
    meant; whose they are, as soon as theirs are done. One that somebody says twice already stays as it is."""
    waiting = ProfileTrait.objects.filter(kind=TraitKind.PLACE, town="", user__is_active=True)
    # The ids first: SQLite lets nobody write who is still reading what was there before another wrote.
    ids = list(waiting.order_by("user_id", "pk").values_list("pk", flat=True))
    known = cache(reading.only_one)
    for user_id, traits in groupby(_in_chunks(ids), key=lambda trait: trait.user_id):
        if sum(_is_placed(trait, town, at) for trait in traits if (town := known(trait.name))):
            yield user_id


def _in_chunks(ids: Sequence[int]) -> Iterator[ProfileTrait]:
    for start in range(0, len(ids), CHUNK):
        rows = ProfileTrait.objects.filter(pk__in=ids[start : start + CHUNK]).select_related("topic", "user")
        yield from list(rows.order_by("user_id", "pk"))


@transaction.atomic
def _is_placed(trait: ProfileTrait, town: Town, at: datetime) -> bool:
    with suppress(FactGone, AccountGone, SaidAlready):
        now = locked_with_owner(trait)
        # Unless its holder chose one in the meantime.
        if now.town == "" and now.topic_id == trait.topic_id and not _is_elsewhere(now, town):
            put_in_town(now, town, at=at)
            return True
    return False


def _check_not_said(trait: ProfileTrait, topic: Topic, town: Town) -> None:
    others = ProfileTrait.objects.filter(user=trait.user, kind=trait.kind).exclude(pk=trait.pk)
    if others.filter(Q(topic=topic) | Q(town=town.label)).exists():
        sentence = _("“%(town)s” is on your page already. Take one of the two off.")
        raise SaidAlready(sentence % {"town": town.label})


def _is_elsewhere(trait: ProfileTrait, town: Town) -> bool:
    """By what an import knew of it."""
    point = point_of(trait)
    return point is not None and point.km_to(Point(town.latitude, town.longitude)) > whereabouts.STILL_THERE


def _kept(trait: ProfileTrait, values: whereabouts.Fields, at: datetime) -> ProfileTrait:
    for name, value in values.items():
        setattr(trait, name, value)
    trait.save(update_fields=["topic", "spelt_as", "written", "said_at", *values])
    record_change(trait.user, at=at)
    return trait
