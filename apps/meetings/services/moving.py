"""What lasts all day is on that day wherever its reader is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.meetings.models import Meeting
from apps.profiles.models import Profile, User

A_DAY = timedelta(days=1)


def keep_days(user: User, at: datetime) -> None:
    """Inside the transaction in which their zone changes. The user at hand may still carry the profile of before."""
    zone = Profile.objects.get(user=user).zone
    rows = list(Meeting.objects.filter(user=user, day__isnull=False))
    for row in rows:
        if row.day and row.starts_at:
            # On the days when clocks are set, too.
            days = round((row.ends_at - row.starts_at) / A_DAY)
            row.starts_at, row.ends_at = _midnight(row.day, zone), _midnight(row.day + days * A_DAY, zone)
    Meeting.objects.bulk_update(rows, ["starts_at", "ends_at"], batch_size=100)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
