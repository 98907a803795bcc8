from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models


class EveningQuerySet(models.QuerySet["Evening"]):
    def due(self, at: datetime) -> Self:
        return self.filter(next_at__lte=at)


class Evening(models.Model):
    """Somebody who asked to be told, the evening before, whom they know on their calls of the next day. Who did not ask
    has no row, and gets no such mail."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evening")
    since = models.DateTimeField()
    # The evening that comes next, by the calendar where they live, and its moment: who moves keeps the day.
    next_on = models.DateField()
    next_at = models.DateTimeField()

    objects: ClassVar[EveningQuerySet] = EveningQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="evening_due")]

    def __str__(self) -> str:
        return f"evening {self.pk}"
