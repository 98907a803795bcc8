"""The link in a digest by which somebody pauses for a month, without signing in. Looking at it changes nothing."""

from datetime import datetime, time, timedelta

from django.urls import reverse

from apps.mail import links
from apps.profiles.link_holders import holder_of
from apps.profiles.models import User

PAUSE = "digest.pause"
LAST = timedelta(days=40)
DAYS = timedelta(days=30)


def pause_link(user: User) -> str:
    return links.absolute(reverse("digests:pause_by_link", args=[links.sign(PAUSE, user=user.pk)]))


def pausing(token: str) -> User | None:
    """None for a forged token, and for somebody who is gone; raises LinkExpired."""
    found = holder_of(PAUSE, token, max_age=LAST)
    return found[0] if found else None


def ends_on(user: User, at: datetime) -> datetime:
    """When that day begins by the person's clock."""
    return datetime.combine(at.astimezone(user.profile.zone).date() + DAYS, time.min, tzinfo=user.profile.zone)
