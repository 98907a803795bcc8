from datetime import datetime
from typing import Any

from django.http import HttpRequest

from apps.digests.forms import MailsForm, ScheduleForm
from apps.digests.models import DigestSchedule, UnwantedMail
from apps.profiles import time_zones
from apps.profiles.models import User
from apps.profiles.slots import Section


def in_settings(request: HttpRequest, **_: Any) -> Section | None:
    user = request.user
    if not isinstance(user, User):
        return None
    schedule = DigestSchedule.objects.filter(user=user).first() or DigestSchedule(user=user)
    chosen = {"cadence": schedule.cadence, "weekday": schedule.weekday, "hour": schedule.hour}
    context = {"form": ScheduleForm(initial=chosen), "zone": time_zones.place(user.profile.time_zone)}
    return Section("digests/_settings.html", context | {"next_at": comes_at(schedule, user)})


def comes_at(schedule: DigestSchedule, user: User) -> datetime | None:
    """None as well for somebody who is not written to as long as they are paused or leaving."""
    return None if user.profile.paused_at or user.leaving_at else schedule.next_at


def mails_in_settings(request: HttpRequest, **_: Any) -> Section | None:
    user = request.user
    return Section("digests/_mails.html", {"form": MailsForm(user)}) if isinstance(user, User) else None


def export_unwanted(user: User) -> list[dict[str, Any]]:
    rows = UnwantedMail.objects.filter(user=user).order_by("kind")
    return [{"kind": row.kind, "since": row.since} for row in rows]


def export(user: User) -> dict[str, Any] | None:
    row = DigestSchedule.objects.filter(user=user).first()
    if row is None:
        return None
    return {"cadence": row.cadence, "weekday": row.weekday, "hour": row.hour, "next_at": row.next_at} | {
        name: getattr(row, name) for name in ("next_on", "last_on", "quiet_on")
    }
