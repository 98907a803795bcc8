"""A person's photo: kept as apps/instance/pictures.py encodes it, under a new name each time."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import get_random_string

from apps.profiles.models import Profile, User


def set_photo(user: User, picture: bytes) -> Profile:
    """Keeps what `squared` made. The old file goes once the new one is committed."""
    with transaction.atomic():
        profile = Profile.objects.select_for_update().get(user=user)
        old = profile.photo.name
        profile.photo.save(f"{get_random_string(24).lower()}.jpg", ContentFile(picture), save=False)
        profile.save(update_fields=["photo"])
        _delete_later(profile, old)
    return profile


@transaction.atomic
def remove_photo(user: User) -> Profile:
    profile = Profile.objects.select_for_update().get(user=user)
    old, profile.photo = profile.photo.name, ""
    profile.save(update_fields=["photo"])
    _delete_later(profile, old)
    return profile


def _delete_later(profile: Profile, name: str | None) -> None:
    if name:
        storage = profile.photo.storage
        transaction.on_commit(lambda: storage.delete(name))
