"""A person's own ways to be reached."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.introductions import limits
from apps.introductions.models import Way
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present


class CannotKeep(DomainError):
    """The list stays as it is."""


@transaction.atomic
def add_way(user: User, *, label: str, value: str) -> Way:
    """A double click is one way."""
    lock_present(user)
    mine = Way.objects.filter(user=user)
    same = mine.filter(label=label, value=value).first()
    if same is None and mine.count() >= limits.MOST_WAYS:
        raise CannotKeep(_("Ten ways are enough. Take one off before you add another."))
    return same or Way.objects.create(user=user, label=label, value=value)


@transaction.atomic
def change_way(way: Way, *, label: str, value: str) -> None:
    """In every envelope that it is in, too."""
    lock_present(way.user)
    others = Way.objects.filter(user=way.user, label=label, value=value).exclude(pk=way.pk)
    if others.exists():
        raise CannotKeep(_("You have this one already."))
    Way.objects.filter(pk=way.pk).update(label=label, value=value)


@transaction.atomic
def remove_way(way: Way) -> None:
    """Out of every envelope, too."""
    lock_present(way.user)
    Way.objects.filter(pk=way.pk).delete()
