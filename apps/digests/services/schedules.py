from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from apps.circles.models import Membership
from apps.digests.models import Cadence, DigestSchedule
from apps.digests.moments import counts_for, moment_of, next_day
from apps.profiles.models import User

AT_ONCE = 500
# What planning the next one sets.
PLANNED = ["next_at", "next_on", "last_on", "quiet_on"]


@transaction.atomic
def choose_schedule(user: User, *, cadence: str, weekday: int, hour: int, at: datetime) -> DigestSchedule:
    """One that is due by now still comes, unless they want none, and so does one that was to come in the period that
    runs, if on the day chosen it could not any more; what they chose holds from the next one."""
    schedule, _new = DigestSchedule.objects.select_for_update().get_or_create(user=user)
    schedule.cadence, schedule.weekday, schedule.hour = cadence, weekday, hour
    plan_as_chosen(schedule, user, at)
    schedule.save(update_fields=["cadence", "weekday", "hour", *PLANNED])
    return schedule


def plan_as_chosen(schedule: DigestSchedule, user: User, at: datetime) -> None:
    """Not saved."""
    if schedule.cadence == Cadence.NEVER or schedule.next_at is None or schedule.next_at > at:
        plan_next(schedule, user, at, planned=schedule.day_of_next(user.profile.zone))


def plan_next(schedule: DigestSchedule, user: User, at: datetime, *, planned: date | None = None) -> None:
    """Sets the first moment later than `at`, in another period than the last one; where that which was planned for the
    day of today cannot wait any longer, `at` itself. Not saved."""
    if schedule.cadence == Cadence.NEVER:
        schedule.next_on = schedule.next_at = schedule.quiet_on = None
        return
    zone = user.profile.zone
    schedule.next_on = next_day(
        at,
        cadence=schedule.cadence,
        weekday=schedule.weekday,
        hour=schedule.hour,
        zone=zone,
        last=schedule.last_on,
        planned=planned,
    )
    schedule.next_at = max(at, moment_of(schedule.next_on, schedule.hour, zone))


def end_period(schedule: DigestSchedule, user: User, at: datetime) -> None:
    """The one that is due is over, whether it goes out or is left out, and the next is planned; not saved."""
    zone = user.profile.zone
    day = schedule.day_of_next(zone)
    assert day is not None  # it is due
    schedule.last_on, schedule.quiet_on = counts_for(day, at.astimezone(zone).date()), None
    plan_next(schedule, user, at)


def ensure_schedules(*, at: datetime) -> int:
    """Gives everybody who is in a circle a schedule, in chunks; how many got one."""
    missing = User.objects.present().filter(
        pk__in=Membership.objects.running().values("user"), digest_schedule__isnull=True
    )
    made = 0
    while users := list(missing.select_related("profile").order_by("pk")[:AT_ONCE]):
        schedules = [DigestSchedule(user=user) for user in users]
        for schedule, user in zip(schedules, users, strict=True):
            plan_next(schedule, user, at)
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
            end_period(schedule, schedule.user, at)
        moved += DigestSchedule.objects.bulk_update(schedules, PLANNED)
    return moved


@transaction.atomic
def bring_forward(users: Collection[User], *, to: datetime) -> None:
    """Their next digest comes at that moment; the ones after it when they chose."""
    DigestSchedule.objects.bulk_create([DigestSchedule(user=user) for user in users], ignore_conflicts=True)
    DigestSchedule.objects.filter(user__in=users).update(next_at=to, next_on=None)


@transaction.atomic
def follow_zone(user: User, at: datetime) -> None:
    """The day that was next, at the hour they chose, by the clock of where they live now; where that is over, at once,
    so that no period goes without. One that is due already still comes."""
    waiting = DigestSchedule.objects.select_for_update(of=("self",), no_key=True).filter(user=user, next_at__gt=at)
    # The user at hand may still carry the profile of before.
    for schedule in waiting.select_related("user__profile"):
        keep_day(schedule, schedule.user, at)
        schedule.save(update_fields=PLANNED)


def keep_day(schedule: DigestSchedule, user: User, at: datetime) -> None:
    """The moment of the day that was next by the clock of where they live now; not saved."""
    if schedule.next_on is None:
        plan_next(schedule, user, at)
    else:
        schedule.next_at = max(at, moment_of(schedule.next_on, schedule.hour, user.profile.zone))


def stop(user: User) -> None:
    """Unsubscribed from the digest."""
    nothing = dict.fromkeys(["next_at", "next_on", "quiet_on"])
    DigestSchedule.objects.update_or_create(user=user, defaults={"cadence": Cadence.NEVER, **nothing})
