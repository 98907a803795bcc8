"""Whoever writes something of a person's own holds this lock: erasing them waits for it, or is waited for. After an
erasure nothing is cleared away a second time."""

from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles.models import User


class AccountGone(DomainError):
    """The account was erased in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("This account is no longer there."))


def lock_present(user: User) -> None:
    """Call inside the transaction of the write; raises AccountGone."""
    there = User.objects.select_for_update(no_key=True).filter(pk=user.pk, is_active=True)
    if not there.values_list("pk").first():
        raise AccountGone
