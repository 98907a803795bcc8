"""What always holds of meetings."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q

from apps.mail import invariants
from apps.meetings.models import Attendee, Evening


def register() -> None:
    invariants.register("Nobody is found on a meeting of their own, nor by another's address", _found_wrongly)
    invariants.register("Nobody who is gone is told of their calls", _told_wrongly)


def _found_wrongly(at: datetime) -> Iterable[object]:
    own = Q(person=F("meeting__user"))
    anothers = Q(address__isnull=False) & ~Q(address__user=F("person"))
    return Attendee.objects.filter(own | anothers).values_list("pk", flat=True)


def _told_wrongly(at: datetime) -> Iterable[object]:
    return Evening.objects.filter(user__is_active=False).values_list("pk", flat=True)
