from typing import Any

from django.http import HttpRequest

from apps.digests.forms import ScheduleForm
from apps.digests.models import DigestSchedule
from apps.profiles import time_zones
from apps.profiles.models import User
from apps.profiles.slots import Section


def in_settings(request: HttpRequest, **_: Any) -> Section | None:
    user = request.user
    if not isinstance(user, User):
        return None
    schedule = DigestSchedule.objects.filter(user=user).first() or DigestSchedule(user=user)
    chosen = {"cadence": schedule.cadence, "weekday": schedule.weekday, "hour": schedule.hour}
    return Section(
        "digests/_settings.html",
        {"form": ScheduleForm(initial=chosen), "zone": time_zones.place(user.profile.time_zone)},
    )


def export(user: User) -> dict[str, Any] | None:
    row = DigestSchedule.objects.filter(user=user).first()
    if row is None:
        return None
    return {"cadence": row.cadence, "weekday": row.weekday, "hour": row.hour, "next_at": row.next_at}
