from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.circles.models import Circle
from apps.matching.models.never import kept_by

if TYPE_CHECKING:
    from apps.profiles.models import User


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: the curators of the circle, about members whom they may see."""
        return self.filter(kept_by(viewer))

    def due(self, at: datetime) -> Self:
        return self.filter(due_at__lte=at)


class Approval(models.Model):
    """A proposal that a curator approved, for the few minutes in which it can be taken back. Nobody is asked before it
    becomes an introduction, and then the row is gone."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")
    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=500)
    at = models.DateTimeField()
    due_at = models.DateTimeField()

    objects: ClassVar[ApprovalQuerySet] = ApprovalQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "low", "high"], name="approval_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="approval_low_before_high"),
        ]
        indexes = [models.Index(fields=["due_at"], name="approval_due")]

    def __str__(self) -> str:
        return f"approval {self.pk}"
