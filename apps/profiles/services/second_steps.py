from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from apps.profiles import mails
from apps.profiles.models import User
from apps.profiles.sealing import Unreadable, unseal
from apps.profiles.services.sessions import end_sessions


def has_second_step(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user).exists())


@transaction.atomic
def take_second_steps_off(user: User, *, at: datetime) -> bool:
    """For somebody whose phone and recovery codes are lost: passkeys go, too, and what is left is the password
    or a mailed code. They are told. Whether there was anything to take off."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    removed, _ = Authenticator.objects.filter(user=locked).delete()
    if not removed:
        return False
    mails.enqueue_second_steps_off(locked, at=at)
    end_sessions(locked)
    return True


def forget_unreadable_codes(at: datetime) -> None:
    """Recovery codes sealed with another SECRET_KEY would be shown as codes that fit nowhere."""
    for row in Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES):
        try:
            unseal(row.data.get("seed", ""))
        except Unreadable:
            row.delete()
