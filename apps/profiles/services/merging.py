"""One entry per thing: staff make a spelling one with the entry that it means, and can take that back completely."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles.changes import record_change
from apps.profiles.models import ProfileTrait, Topic, User
from apps.profiles.models.trait import ProfileTraitQuerySet
from apps.profiles.services.vocabulary import make_topic


class CannotMerge(DomainError):
    """These two cannot be made one."""


@transaction.atomic
def merge(entry: Topic, name: str, *, at: datetime) -> Topic:
    """Whoever says it so says the entry from now on, and keeps their own spelling; the spelling. Nobody need have said
    it yet."""
    spelling, entry = locked(make_topic(entry.vocabulary, name), entry)
    if spelling == entry:
        raise CannotMerge(_("“%(name)s” is how the entry is spelt already.") % {"name": name})
    if spelling.merged_into_id not in {None, entry.pk} or entry.merged_into_id is not None:
        raise CannotMerge(_("“%(name)s” is one with another entry. Take that back there first.") % {"name": name})
    Topic.objects.filter(merged_into=spelling).update(merged_into=entry)
    spelling.merged_into = entry
    spelling.save(update_fields=["merged_into"])
    _settle(spelling, at)
    return spelling


@transaction.atomic
def take_back(spelling: Topic, *, at: datetime) -> None:
    """Everybody who said it so says it again, and nothing else."""
    if spelling.merged_into is None:
        return
    spelling, entry = locked(spelling, spelling.merged_into)
    if spelling.merged_into_id != entry.pk:
        return
    said = ProfileTrait.objects.filter(topic=entry, spelt_as=spelling).exclude(_double(spelling))
    moved = _moved(said)
    ProfileTrait.objects.filter(pk__in=moved, written=spelling.name).update(written="")
    ProfileTrait.objects.filter(pk__in=moved).update(topic=spelling, spelt_as=None)
    spelling.merged_into = None
    spelling.save(update_fields=["merged_into"])
    _tell(moved, at)


def settle_all(*, at: datetime) -> None:
    """Whoever said it at the very moment in which it was made one with the entry."""
    late = Topic.objects.filter(merged_into__isnull=False, traits__isnull=False).distinct()
    for spelling in late.select_related("merged_into"):
        with transaction.atomic():
            _settle(locked(spelling, spelling.entry)[0], at)


def _settle(spelling: Topic, at: datetime) -> None:
    """Facts of this spelling become facts of the entry. Who says both keeps both."""
    entry = spelling.entry
    moved = _moved(ProfileTrait.objects.filter(topic=spelling).exclude(_double(entry)))
    ProfileTrait.objects.filter(pk__in=moved, written="").update(written=spelling.name)
    ProfileTrait.objects.filter(pk__in=moved).update(topic=entry, spelt_as=Coalesce(F("spelt_as"), spelling.pk))
    _tell(moved, at)


def locked(one: Topic, other: Topic) -> tuple[Topic, Topic]:
    """Both rows, the lower first, as everybody who locks two."""
    rows = Topic.objects.select_for_update(no_key=True).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    by_id = {row.pk: row for row in rows}
    return by_id[one.pk], by_id[other.pk]


def _double(topic: Topic) -> Exists:
    return Exists(ProfileTrait.objects.filter(topic=topic, user=OuterRef("user"), kind=OuterRef("kind")))


def _moved(traits: ProfileTraitQuerySet) -> list[int]:
    return list(traits.values_list("pk", flat=True))


def _tell(moved: list[int], at: datetime) -> None:
    """Higher rooms look at these people anew."""
    for user in User.objects.filter(traits__in=moved).distinct():
        record_change(user, at=at)
