from django.db import transaction

from apps.profiles.models import User


@transaction.atomic
def forget_password(user: User) -> None:
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    locked.set_unusable_password()
    locked.save(update_fields=["password"])
    # This object goes on into the session, whose hash hangs on the password.
    user.password = locked.password
