from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string

from apps.instance.files import new_picture
from apps.instance.services import change_instance
from apps.mail.models import OutboxMail
from apps.mail.outbox import enqueue
from apps.profiles.models import User
from apps.staff.models import AuditEntry
from apps.staff.services.auditing import note

TEST_MAIL = "test_mail"


def change_place(
    fields: dict[str, Any], *, by: User, at: datetime, picture: bytes | None = None, take_off: bool = False
) -> None:
    if picture:
        with new_picture("instance", picture) as name:
            _change(fields | {"picture": name}, by, at)
    else:
        _change(fields | {"picture": ""} if take_off else fields, by, at)


@transaction.atomic
def _change(fields: dict[str, Any], by: User, at: datetime) -> None:
    changed = change_instance(fields)
    if changed:
        note(AuditEntry.Deed.CHANGED_INSTANCE, by=by, at=at, words=", ".join(sorted(changed)))


@transaction.atomic
def send_test_mail(*, to: User, at: datetime) -> OutboxMail | None:
    """To the operator's own address, on the way that every mail takes."""
    note(AuditEntry.Deed.TEST_MAIL, by=to, at=at)
    return enqueue(TEST_MAIL, key=get_random_string(20), address=to.email, user_id=to.pk, due_at=at)
