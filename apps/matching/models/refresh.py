from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class RefreshQuerySet(models.QuerySet["Refresh"]):
    def free(self, at: datetime) -> Self:
        """In nobody's hands."""
        return self.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at))

    def due(self, at: datetime) -> Self:
        """Wanted, and in nobody's hands; or in the hands of somebody who has vanished."""
        return self.filter(Q(leased_until__isnull=True, due_at__lte=at) | Q(leased_until__lte=at))

    def not_due(self, at: datetime) -> Self:
        """Wanted by nobody, or not before a moment that a clock which was fast has said."""
        return self.filter(Q(due_at__isnull=True) | Q(due_at__gt=at))


class Refresh(models.Model):
    """Where a circle's candidates stand: `generation` is the pointer that says which of them count."""

    # Derived like the candidates it points to, so without a foreign key.
    circle_id = models.BigIntegerField(primary_key=True)
    generation = models.PositiveIntegerField(default=0)
    # When the next refresh is wanted; empty when nothing changed since the last claim.
    due_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # What being in a pair costs each member, as the last whole refresh found it; see apps/matching/prices.py.
    prices = models.BinaryField(default=bytes)

    objects: ClassVar[RefreshQuerySet] = RefreshQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="refresh_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["leased_until"], name="refresh_leased", condition=Q(leased_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"refresh of circle {self.circle_id}"
