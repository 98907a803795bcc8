from datetime import datetime
from typing import Any

from django.http import HttpRequest

from apps.digests.forms import MailsForm, ScheduleForm
from apps.digests.models import DigestSchedule, UnwantedMail
from apps.profiles import time_zones
from apps.profiles.models import User
from apps.profiles.paused_addresses import all_pauses_of, main_pause_of
from apps.profiles.slots import Section


def in_settings(request: HttpRequest, **_: Any) -> Section | None:
    user = request.user
    if not isinstance(user, User):
        return None
    schedule = DigestSchedule.objects.filter(user=user).first() or DigestSchedule(user=user)
    chosen = {"cadence": schedule.cadence, "weekday": schedule.weekday, "hour": schedule.hour}
    context: dict[str, Any] = {"form": ScheduleForm(initial=chosen), "zone": time_zones.place(user.profile.time_zone)}
    of_before = schedule.next_on is not None and schedule.next_on.weekday() != schedule.weekday
    context |= {"next_at": comes_at(schedule, user), "of_before": of_before}
    return Section("digests/_settings.html", context)


def comes_at(schedule: DigestSchedule, user: User) -> datetime | None:
    """None as well for somebody who is not written to as long as they or their address are paused, or they leave."""
    silent = user.profile.paused_at or user.leaving_at or main_pause_of(user)
    return None if silent else schedule.next_at


def mails_in_settings(request: HttpRequest, **_: Any) -> Section | None:
    user = request.user
    if not isinstance(user, User):
        return None
    return Section("digests/_mails.html", {"form": MailsForm(user), "pauses": all_pauses_of(user)})


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
