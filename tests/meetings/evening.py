"""The mail of the evening before, in tests."""

from datetime import UTC, datetime

from apps.mail.composers import Composed, compose
from apps.mail.models import OutboxMail
from apps.meetings.evening_mails import PURPOSE, key_of
from apps.profiles.models import User

EVENING = datetime(2026, 3, 4, 18, tzinfo=UTC)


def queued(user: User) -> OutboxMail:
    key = key_of(user, EVENING.date())
    return OutboxMail.objects.create(purpose=PURPOSE, key=key, user=user, address=user.email, due_at=EVENING)


def written(user: User, at: datetime = EVENING) -> Composed | None:
    """Whatever of it was written before."""
    OutboxMail.objects.filter(purpose=PURPOSE, user=user).delete()
    return compose(queued(user), at=at)
