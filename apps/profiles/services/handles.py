"""What somebody is called elsewhere, and by what they let themselves be recognised."""

import re
from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from apps.instance.text import clean_line
from apps.mail.errors import DomainError
from apps.profiles.changes import record_change
from apps.profiles.models import AddressSwitch, Handle, User
from apps.profiles.models.handle import fold_handle
from apps.profiles.services.presence import lock_present

MOST = 10
# Names as sites give them out, without spaces or slashes: mina, mina@example.social, mina:matrix.org, mina#1234.
_HANDLE = re.compile(r"^[\w.@:#~+-]+\Z")


class BadHandle(DomainError):
    """The handle cannot be kept as it was written."""


@transaction.atomic
def add_handle(user: User, *, site: str, name: str, visibility: str, recognise: bool, at: datetime) -> Handle:
    """One that the person has already is left as it is."""
    lock_present(user)
    site, name = clean_line(site), plain_handle(name)
    folded = fold_handle(name)
    small = Lower(Value(site))  # as the constraint has it
    found = user.handles.alias(small=Lower("site")).filter(small=small, folded=folded).first()
    if found:
        return found
    if user.handles.count() >= MOST:
        raise BadHandle(_("Ten handles are enough. Take one off before you add another."))
    record_change(user, at=at)
    return Handle.objects.create(
        user=user, site=site, name=name, folded=folded, visibility=visibility, recognise=recognise
    )


@transaction.atomic
def change_handle(handle: Handle, *, visibility: str, recognise: bool, at: datetime) -> None:
    Handle.objects.filter(pk=handle.pk).update(visibility=visibility, recognise=recognise)
    record_change(handle.user, at=at)


@transaction.atomic
def remove_handle(handle: Handle, *, at: datetime) -> None:
    Handle.objects.filter(pk=handle.pk).delete()
    record_change(handle.user, at=at)


@transaction.atomic
def be_recognised_by(user: User, addresses: Collection[int], *, at: datetime) -> None:
    """By these of one's proved addresses, and by none of the others."""
    lock_present(user)
    for row in EmailAddress.objects.filter(user=user, verified=True).order_by("pk"):
        AddressSwitch.objects.update_or_create(address=row, defaults={"on": row.pk in addresses})
    record_change(user, at=at)


def plain_handle(written: str) -> str:
    """Without the @ in front; raises BadHandle."""
    plain = clean_line(written).lstrip("@")
    if not plain:
        raise BadHandle(_("Write what you are called there, like @mina."))
    if not _HANDLE.match(plain):
        raise BadHandle(_("Write the handle alone, like @mina, without spaces and without the address of a page."))
    return plain
