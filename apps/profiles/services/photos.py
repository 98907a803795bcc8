"""A person's photo: kept as apps/instance/pictures.py encodes it, under a new name each time."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.crypto import get_random_string

from apps.profiles.models import Profile, User
from apps.profiles.services.presence import lock_present


def set_photo(user: User, picture: bytes) -> Profile:
    """Keeps what `squared` made. The old file goes once the new one is committed."""
    name = f"photos/{get_random_string(24).lower()}.jpg"
    try:
        with transaction.atomic():
            lock_present(user)
            profile = Profile.objects.select_for_update(no_key=True).get(user=user)
            old, profile.photo = profile.photo.name, default_storage.save(name, ContentFile(picture))
            profile.save(update_fields=["photo"])
            _delete_later(profile, old)
    except BaseException:
        # No room for it, or none for the row: half a photo, or one that nobody names, is not kept.
        default_storage.delete(name)
        raise
    return profile


@transaction.atomic
def remove_photo(user: User) -> Profile:
    profile = Profile.objects.select_for_update(no_key=True).get(user=user)
    old, profile.photo = profile.photo.name, ""
    profile.save(update_fields=["photo"])
    _delete_later(profile, old)
    return profile


def _delete_later(profile: Profile, name: str | None) -> None:
    if name:
        storage = profile.photo.storage
        transaction.on_commit(lambda: storage.delete(name))
