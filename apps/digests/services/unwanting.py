from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from apps.digests.models import UnwantedMail
from apps.profiles.models import User


def stop_kind(user: User, kind: str, *, at: datetime) -> None:
    """Twice is once."""
    UnwantedMail.objects.get_or_create(user=user, kind=kind, defaults={"since": at})


@transaction.atomic
def choose_kinds(user: User, *, offered: Collection[str], wanted: Collection[str], at: datetime) -> None:
    """Of those that were offered; the others stay as they are."""
    UnwantedMail.objects.filter(user=user, kind__in=wanted).delete()
    for kind in sorted(set(offered) - set(wanted)):
        stop_kind(user, kind, at=at)
