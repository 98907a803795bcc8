from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.services import second_steps
from apps.staff.models import AuditEntry
from apps.staff.services.auditing import note


class CannotTakeOff(DomainError):
    """Without a reason, from somebody who may not be touched, or where there is nothing."""


@transaction.atomic
def take_second_steps_off(user: User, *, by: User, reason: str, at: datetime) -> None:
    """The reason says how staff know that it is them who asks; it stands in the audit log and nowhere else."""
    if not reason.strip():
        raise CannotTakeOff(_("Write how you know that it is them who asks. It is kept in the log that staff read."))
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _check_may(locked, by)
    if not second_steps.take_second_steps_off(locked, at=at):
        raise CannotTakeOff(_("There is no second step on this account."))
    note(AuditEntry.Deed.TOOK_SECOND_STEPS_OFF, by=by, about=user, words=reason.strip(), at=at)


def _check_may(user: User, by: User) -> None:
    if user == by:
        raise CannotTakeOff(_("This is your own account. Turn your second step off in your settings."))
    if user.is_staff and not by.is_superuser:
        raise CannotTakeOff(_("This person is staff. Only an operator can do this for them."))
    if user.suspended_at is not None:
        # No mail reaches them, and they must hear of it.
        raise CannotTakeOff(_("This account is suspended, and no mail reaches it. Take the suspension back first."))
