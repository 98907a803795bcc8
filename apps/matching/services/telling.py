"""What somebody was told of a person they have met, and that they want to hear no more of the kind."""

from collections.abc import Mapping
from datetime import datetime

from apps.matching.models import SinceMet
from apps.matching.since_met import NewlyShared
from apps.profiles.models import User


def note_told(one: NewlyShared | None, user: User, *, at: datetime, mail_id: int | None = None) -> None:
    """A page that is read again, and a mail that is tried again, note the same. Of two digests the first told it."""
    if one is None or (one.is_noted and mail_id is None):
        return
    about = SinceMet.objects.filter(user=user, other=one.person, reason=one.key)
    if not one.is_noted:
        row = SinceMet(user=user, other=one.person, reason=one.key, at=at)
        SinceMet.objects.bulk_create([row], ignore_conflicts=True)
    if mail_id is not None:
        about.filter(mail_id=None).update(mail_id=mail_id)


def forget_told(mails: Mapping[int, int | None]) -> None:
    """These digests, each with whose it was to be, went out to nobody: another one tells it."""
    SinceMet.objects.filter(user__in=set(mails.values()), mail_id__in=mails).update(mail_id=None)


def stop(user: User, other: User) -> None:
    """Nothing more of the kind about this person, until taken back."""
    SinceMet.objects.filter(user=user, other=other).update(not_again=True)


def go_on(user: User, other: User) -> None:
    SinceMet.objects.filter(user=user, other=other).update(not_again=False)
