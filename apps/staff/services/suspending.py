from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.services import suspending
from apps.staff.models import AuditEntry
from apps.staff.services.auditing import note


class CannotSuspend(DomainError):
    """Staff cannot be locked out by staff."""


@transaction.atomic
def suspend(user: User, *, by: User, reason: str, at: datetime) -> None:
    """The reason stands in the audit log and nowhere else."""
    if not reason.strip():
        raise CannotSuspend(_("Write why. It is kept in the log that staff read."))
    if User.objects.get(pk=user.pk).is_staff:
        raise CannotSuspend(_("This person is staff. An operator takes that off first, in the list of accounts."))
    if suspending.suspend(user, at=at):
        note(AuditEntry.Deed.SUSPENDED, by=by, about=user, words=reason.strip(), at=at)


@transaction.atomic
def reinstate(user: User, *, by: User, at: datetime) -> None:
    if suspending.reinstate(user, at=at):
        note(AuditEntry.Deed.REINSTATED, by=by, about=user, at=at)
