from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from apps.circles.models import Membership
from apps.digests.models import Cadence, DigestSchedule
from apps.digests.moments import next_moment
from apps.profiles.models import User

AT_ONCE = 500


@transaction.atomic
def choose_schedule(user: User, *, cadence: str, weekday: int, hour: int, at: datetime) -> DigestSchedule:
    schedule, _new = DigestSchedule.objects.select_for_update().get_or_create(user=user)
    schedule.cadence, schedule.weekday, schedule.hour = cadence, weekday, hour
    schedule.next_at = due_after(schedule, user, at)
    schedule.save(update_fields=["cadence", "weekday", "hour", "next_at"])
    return schedule


def due_after(schedule: DigestSchedule, user: User, at: datetime) -> datetime | None:
    if schedule.cadence == Cadence.NEVER:
        return None
    return next_moment(at, weekday=schedule.weekday, hour=schedule.hour, zone=user.profile.zone)


def ensure_schedules(*, at: datetime) -> int:
    """Gives everybody who is in a circle a schedule, in chunks; how many got one."""
    missing = User.objects.present().filter(
        pk__in=Membership.objects.running().values("user"), digest_schedule__isnull=True
    )
    made = 0
    while users := list(missing.select_related("profile").order_by("pk")[:AT_ONCE]):
        schedules = [DigestSchedule(user=user) for user in users]
        for schedule, user in zip(schedules, users, strict=True):
            schedule.next_at = due_after(schedule, user, at)
        # Somebody may have chosen theirs in this very moment.
        DigestSchedule.objects.bulk_create(schedules, ignore_conflicts=True)
        made += len(schedules)
    return made


@transaction.atomic
def move_on(*, at: datetime) -> int:
    """Leaves out the digests that are due by now; how many. Everybody's next one comes at the hour they chose."""
    due = DigestSchedule.objects.due(at).select_related("user__profile").order_by("pk")
    moved = 0
    while schedules := list(due.select_for_update(of=("self",))[:AT_ONCE]):
        for schedule in schedules:
            schedule.next_at = due_after(schedule, schedule.user, at)
        moved += DigestSchedule.objects.bulk_update(schedules, ["next_at"])
    return moved


@transaction.atomic
def bring_forward(users: Collection[User], *, to: datetime) -> None:
    """Their next digest comes at that moment; the ones after it when they chose."""
    DigestSchedule.objects.bulk_create([DigestSchedule(user=user) for user in users], ignore_conflicts=True)
    DigestSchedule.objects.filter(user__in=users).update(next_at=to)


@transaction.atomic
def follow_zone(user: User, at: datetime) -> None:
    """The day and hour they chose, by the clock of where they live now; one that is due already still comes."""
    waiting = DigestSchedule.objects.select_for_update(of=("self",), no_key=True).filter(user=user, next_at__gt=at)
    # The user at hand may still carry the profile of before.
    for schedule in waiting.select_related("user__profile"):
        schedule.next_at = due_after(schedule, schedule.user, at)
        schedule.save(update_fields=["next_at"])


def stop(user: User) -> None:
    """Unsubscribed from the digest."""
    DigestSchedule.objects.update_or_create(user=user, defaults={"cadence": Cadence.NEVER, "next_at": None})
