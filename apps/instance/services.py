from datetime import datetime
from typing import Any

from django.db import transaction

from apps.instance.files import delete_later
from apps.instance.models import Instance


@transaction.atomic
def change_instance(fields: dict[str, Any]) -> list[str]:
    """Writes the fields given and leaves the rest alone; the names of those that are other than before. A picture is
    given by its file's name, empty for none, and the old file goes."""
    instance = Instance.objects.locked()
    old = instance.picture.name
    changed = [name for name, value in fields.items() if getattr(instance, name) != value]
    for name in changed:
        setattr(instance, name, fields[name])
    instance.save(update_fields=changed)
    if "picture" in changed:
        delete_later(old)
    return changed


@transaction.atomic
def mark_set_up(*, at: datetime) -> Instance:
    instance = Instance.objects.locked()
    instance.set_up_at = instance.set_up_at or at
    instance.save(update_fields=["set_up_at"])
    return instance
