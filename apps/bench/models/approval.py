from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from apps.matching.models.about_two import AboutTwo, AboutTwoQuerySet


class ApprovalQuerySet(AboutTwoQuerySet["Approval"]):
    def due(self, at: datetime) -> Self:
        return self.filter(due_at__lte=at)


class Approval(AboutTwo):
    """A proposal that a curator approved, for the few minutes in which it can be taken back. Nobody is asked before it
    becomes an introduction, and then the row is gone."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=500)
    due_at = models.DateTimeField()

    objects: ClassVar[ApprovalQuerySet] = ApprovalQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta(AboutTwo.Meta):
        indexes = [models.Index(fields=["due_at"], name="approval_due")]

    def __str__(self) -> str:
        return f"approval {self.pk}"
