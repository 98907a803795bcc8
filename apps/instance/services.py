from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import get_random_string

from apps.instance.models import Instance


@transaction.atomic
def change_instance(fields: dict[str, Any]) -> list[str]:
    """Writes the fields given and leaves the rest alone; the names of those that are other than before."""
    instance = Instance.objects.locked()
    changed = [name for name, value in fields.items() if getattr(instance, name) != value]
    for name in changed:
        setattr(instance, name, fields[name])
    instance.save(update_fields=changed)
    return changed


@transaction.atomic
def set_picture(picture: bytes | None) -> Instance:
    """Keeps what `pictures.fitted` made, or none. The old file goes once the change is committed."""
    instance = Instance.objects.locked()
    old, storage = instance.picture.name, instance.picture.storage
    if picture is None:
        instance.picture = ""
    else:
        instance.picture.save(f"{get_random_string(24).lower()}.jpg", ContentFile(picture), save=False)
    instance.save(update_fields=["picture"])
    if old:
        transaction.on_commit(lambda: storage.delete(old))
    return instance


@transaction.atomic
def mark_set_up(*, at: datetime) -> Instance:
    instance = Instance.objects.locked()
    instance.set_up_at = instance.set_up_at or at
    instance.save(update_fields=["set_up_at"])
    return instance
