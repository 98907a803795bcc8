"""Making somebody an operator: on an empty instance with the printed token, later at the server's command line."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from apps.instance.models import Instance
from apps.instance.services import mark_set_up
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.staff.models import AuditEntry
from apps.staff.services.auditing import note


class AlreadySetUp(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This place has been set up already. Sign in instead."))


@transaction.atomic
def set_up(email: str, password: str, *, at: datetime) -> User:
    """The first account. Of two who come at once one makes it, and the other is told."""
    Instance.objects.locked()
    if User.objects.exists():
        raise AlreadySetUp
    user = User.objects.create_superuser(email, password, date_joined=at)
    _prove(user)
    mark_set_up(at=at)
    note(AuditEntry.Deed.SET_UP, by=user, at=at)
    return user


class CannotMakeOperator(DomainError):
    """Staff cannot be suspended, nor the suspended made staff; and a slip in an address makes nobody."""


@transaction.atomic
def make_operator(email: str, *, at: datetime, new: bool = False) -> User:
    """The account of that address; where there is none it is made if it is to be `new`. An account whose address nobody
    has proved loses its password: somebody else may have set it."""
    Instance.objects.locked()
    address = email.strip().lower()
    user = _owner(address) or _claimed(address, at, new=new)
    if user.suspended_at is not None:
        raise CannotMakeOperator(_("This account is suspended. Take the suspension back on its page for staff first."))
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    mark_set_up(at=at)
    note(AuditEntry.Deed.MADE_OPERATOR, by=None, about=user, at=at)
    return user


def _owner(address: str) -> User | None:
    proven = EmailAddress.objects.filter(email__iexact=address, verified=True).select_related("user").first()
    owner: User | None = proven.user if proven else None
    return owner


def _claimed(address: str, at: datetime, *, new: bool) -> User:
    user = User.objects.filter(email=address).first()
    if user is None and not new:
        nobody = _("Nobody has an account with %(address)s. Look at its spelling; --new makes the account as well.")
        raise CannotMakeOperator(nobody % {"address": address})
    user = user or User.objects.create_user(address, None, date_joined=at)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _prove(user)
    return user


def _prove(user: User) -> None:
    EmailAddress.objects.filter(email__iexact=user.email).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
