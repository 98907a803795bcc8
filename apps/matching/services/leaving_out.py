"""What somebody says is no reason to meet anybody. Sealed: it changes what is suggested to them, and nothing else."""

from datetime import datetime

from django.db import transaction

from apps.matching.models import NoReason
from apps.profiles.models import ProfileTrait, User
from apps.profiles.services.traits import locked


@transaction.atomic
def leave_out(kind: int, fact: ProfileTrait | None, *, by: User, at: datetime) -> NoReason:
    """`fact`: one of their own, if the reason rests on one; raises FactGone. Said twice it is said once."""
    mine = locked(fact) if fact else None
    return NoReason.objects.get_or_create(user=by, type=kind, fact=mine, defaults={"at": at})[0]


def count_again(no_reason: NoReason) -> None:
    NoReason.objects.filter(pk=no_reason.pk).delete()
