from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.introductions import limits
from apps.introductions.models.introduction import Introduction

if TYPE_CHECKING:
    from apps.profiles.models import User


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def of(self, user: "User") -> Self:
        """The access funnel: what somebody said is read by them alone."""
        return self.filter(user=user)

    def settled(self, at: datetime) -> Self:
        """What cannot change any more, whoever joined when."""
        return self.filter(introduction__asked_at__lt=at - limits.TOLD_BY)


class Outcome(models.Model):
    """What one participant said two weeks later: did they talk? Read by nobody but them; the circle's pulse and the
    engine learn of many together."""

    class Value(models.TextChoices):
        LED = "led", _("Yes, and it led somewhere")
        TALKED = "talked", _("Yes")
        NOT_YET = "not_yet", _("Not yet")
        NO = "no", _("No")

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="outcomes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=7, choices=Value)
    at = models.DateTimeField()

    objects: ClassVar[OutcomeQuerySet] = OutcomeQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["introduction", "user"], name="outcome_once"),
            models.CheckConstraint(condition=Q(value__in=["led", "talked", "not_yet", "no"]), name="outcome_value"),
        ]

    def __str__(self) -> str:
        return f"outcome {self.pk}"
