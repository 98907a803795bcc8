from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.circles.models.circle import Circle


class AcquaintanceQuerySet(models.QuerySet["Acquaintance"]):
    def mutual(self) -> Self:
        """Ticks that were answered by the other's tick in the same circle. A lone tick is seen by its maker only."""
        ticks = Acquaintance.objects.filter(circle=OuterRef("circle"))
        back = ticks.filter(ticker=OuterRef("known"), known=OuterRef("ticker"))
        return self.filter(Exists(back))


class Acquaintance(models.Model):
    """One person's tick "I know them already" about a circle-mate; sealed until both did."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="acquaintances")
    ticker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    known = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[AcquaintanceQuerySet] = AcquaintanceQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "ticker", "known"], name="acquaintance_once"),
            models.CheckConstraint(condition=~Q(ticker=F("known")), name="acquaintance_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"tick {self.pk}"
