"""What becomes of this room's rows after a restore."""

from datetime import datetime

from django.db.models import Q

from apps.bench.models import Prepared
from apps.mail import restoring


def register() -> None:
    restoring.register(drop_about_to_be_asked)


def drop_about_to_be_asked(at: datetime) -> None:
    """It was asked long ago, and so was what had all its people: a restore asks nobody a second time. What waits for
    somebody goes on waiting."""
    Prepared.objects.filter(Q(due_at__isnull=False) | Q(pk__in=Prepared.objects.complete(at).values("pk"))).delete()
