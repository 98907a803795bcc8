from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.circles.models import Circle
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User

# Nobody is told in the hour, or on the day, of what made it so: that would tell whose doing it was.
TOLD_AT = time(8, tzinfo=UTC)


def told_from(at: datetime) -> datetime:
    """In the morning of the day after the next."""
    return datetime.combine(at.astimezone(UTC).date() + timedelta(days=2), TOLD_AT)


class PitchPauseQuerySet(models.QuerySet["PitchPause"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def set_still(self) -> Self:
        """For a time that nobody has lifted."""
        return self.open().filter(until__isnull=False, ends_at__isnull=True)

    def visible_to(self, viewer: "User") -> Self:
        """The access funnel of those who keep the circle: times that were set, as they may end them."""
        apart = Block.objects.between(viewer, OuterRef("user"))
        kept = Circle.objects.curated_by(viewer).running()
        rows = self.set_still().filter(~Exists(apart), circle__in=kept)
        return rows.filter(user__suspended_at__isnull=True).exclude(user=viewer)

    def set_by_staff(self, reader: "User") -> Self:
        """The same for staff: times that staff set, not about themselves."""
        return self.set_still().filter(until_by__is_staff=True).exclude(user=reader)

    def told(self, at: datetime) -> Self:
        """What the person may know of."""
        return self.open().filter(told_from__lte=at)

    def due(self, at: datetime) -> Self:
        """Which end by themselves."""
        return self.open().filter(Q(until__lte=at) | Q(ends_at__lte=at))


class PitchPause(models.Model):
    """Nobody new is introduced to this person in this circle: what they wrote was called a pitch in two introductions,
    and nobody has looked; or somebody has, and set a time."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    told_from = models.DateTimeField()
    # Set by somebody who looked; without it, it lasts until somebody has.
    until = models.DateTimeField(null=True, blank=True)
    until_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Nothing calls for it any more, or its time was lifted, but its person has been told of it: it ends as it was told,
    # in a morning.
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PitchPauseQuerySet] = PitchPauseQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "user"], condition=Q(ended_at__isnull=True), name="pitch_pause_one_open"
            )
        ]
        indexes = [models.Index(fields=["until"], name="pitch_pause_until", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"pitch pause {self.pk}"
