from datetime import datetime

from apps.circles.models import Circle
from apps.introductions.models import Connection
from apps.profiles.models import User


def connect_acquaintances(circle: Circle, one: User, other: User, at: datetime) -> None:
    """Both ticked "I know them already": they are connected, and are not suggested to each other."""
    low, high = sorted((one.pk, other.pk))
    Connection.objects.get_or_create(
        low_id=low,
        high_id=high,
        defaults={"origin": Connection.Origin.ACQUAINTANCE, "circle": circle, "since": at},
    )
