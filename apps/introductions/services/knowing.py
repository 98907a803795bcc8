from datetime import datetime

from apps.circles.models import Acquaintance, Circle
from apps.introductions.models import Connection, Conversation
from apps.profiles.models import User


def connect_acquaintances(circle: Circle, one: User, other: User, at: datetime) -> None:
    """Both ticked "I know them already": they are connected, and are not suggested to each other."""
    low, high = sorted((one.pk, other.pk))
    Connection.objects.get_or_create(
        low_id=low,
        high_id=high,
        defaults={"origin": Connection.Origin.ACQUAINTANCE, "circle": circle, "since": at},
    )


def disconnect_acquaintances(circle: Circle, low: User, high: User, at: datetime) -> None:
    """One took the tick back, and with it what the other may see as somebody known; unless they know each other by
    their ticks in another circle, too, or have been introduced since."""
    made_here = Connection.objects.filter(low=low, high=high, circle=circle, origin=Connection.Origin.ACQUAINTANCE)
    if Conversation.objects.filter(members__user=low).filter(members__user=high).exists():
        return
    elsewhere = Acquaintance.objects.filter(ticker=low, known=high).mutual().order_by("at", "pk").first()
    if elsewhere:
        made_here.update(circle=elsewhere.circle_id)
    else:
        made_here.delete()
