from datetime import datetime

from apps.profiles.models import Change, User


def record_change(user: User, *, at: datetime, circle_id: int | None = None) -> Change:
    """Call inside the transaction of the change itself: higher rooms then never miss it."""
    return Change.objects.create(user_id=user.pk, circle_id=circle_id, at=at)
