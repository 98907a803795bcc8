from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.circles.models import Circle
from apps.matching.models.never import kept_by

if TYPE_CHECKING:
    from apps.profiles.models import User


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: the curators of the circle, about members whom they may see."""
        return self.filter(kept_by(viewer))

    def running(self, on: date) -> Self:
        """A hold ends by itself: on its day the two are proposed again."""
        return self.filter(until__gt=on)


class Hold(models.Model):
    """Not now: the bench of a circle does not propose these two before a day. Members learn nothing of it, and what the
    workers suggest does not change with it."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")
    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Who holds them back; empty when they are gone.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    until = models.DateField()
    at = models.DateTimeField()

    objects: ClassVar[HoldQuerySet] = HoldQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "low", "high"], name="hold_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="hold_low_before_high"),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"
