"""What always holds of digests, and what becomes of them after a restore."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from apps.digests.models import Cadence, DigestSchedule
from apps.digests.services.schedules import move_on
from apps.mail import invariants, restoring


def register() -> None:
    invariants.register("A digest is due for whoever wants one, and for nobody else", _wrongly_due)
    restoring.register(skip_missed)


def _wrongly_due(at: datetime) -> Iterable[object]:
    unwanted = Q(cadence=Cadence.NEVER, next_at__isnull=False) | Q(user__is_active=False)
    forgotten = ~Q(cadence=Cadence.NEVER) & Q(next_at=None)
    return DigestSchedule.objects.filter(unwanted | forgotten).values_list("pk", flat=True)


def skip_missed(at: datetime) -> None:
    """A digest that fell due since the backup has gone out, or its time is over: everybody's next comes at its hour,
    and not all of them at once."""
    move_on(at=at)
