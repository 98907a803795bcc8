from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.bench import limits
from apps.bench.models import Hold
from apps.circles.models import Circle
from apps.circles.services.locking import lock_as_curator
from apps.mail.errors import DomainError
from apps.matching.services.parting import both_here
from apps.profiles.models import User


class CannotHold(DomainError):
    """The day does not do."""


@transaction.atomic
def hold(circle: Circle, two: Sequence[User], *, until: date, by: User, at: datetime, today: date) -> Hold:
    """Until the day; a later word, also of another curator, replaces the earlier. What ran out is swept up with it."""
    circle = lock_as_curator(circle, by)
    low, high = both_here(circle, two)
    if until <= today:
        raise CannotHold(_("Choose a day that is still to come."))
    if until > today + limits.LONGEST_HOLD:
        raise CannotHold(_("Choose a day within a year. Later you can hold them again."))
    Hold.objects.filter(circle=circle, until__lte=today).delete()
    values = {"until": until, "by": by, "at": at}
    return Hold.objects.update_or_create(circle=circle, low=low, high=high, defaults=values)[0]


@transaction.atomic
def release(hold: Hold, *, by: User) -> bool:
    """Whether there was something left to release. Any curator of the circle may."""
    lock_as_curator(hold.circle, by)
    return bool(Hold.objects.filter(pk=hold.pk).delete()[0])
