"""A person's photo: kept as apps/instance/pictures.py encodes it, under a new name each time."""

from django.db import transaction

from apps.instance.files import delete_later, new_picture
from apps.profiles.models import Profile, User
from apps.profiles.services.presence import lock_present


def set_photo(user: User, picture: bytes) -> Profile:
    """Keeps what `squared` made. The old file goes once the new one is committed."""
    with new_picture("photos", picture) as name:
        return keep_photo(user, name)


@transaction.atomic
def keep_photo(user: User, name: str) -> Profile:
    """Takes the file of that name, which is new."""
    lock_present(user)
    profile = Profile.objects.select_for_update(no_key=True).get(user=user)
    old, profile.photo = profile.photo.name, name
    profile.save(update_fields=["photo"])
    delete_later(old)
    return profile


@transaction.atomic
def remove_photo(user: User) -> Profile:
    profile = Profile.objects.select_for_update(no_key=True).get(user=user)
    old, profile.photo = profile.photo.name, ""
    profile.save(update_fields=["photo"])
    delete_later(old)
    return profile
