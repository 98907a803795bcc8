from typing import ClassVar, Self

import numpy as np
from django.db import models

from apps.matching.engine.ranking.weights import SHIPPED, Order, Scale


class WeighingQuerySet(models.QuerySet["Weighing"]):
    def in_use(self) -> Self:
        """The newest first, of those that this version of the engine understands."""
        return self.filter(version=Weighing.VERSION).order_by("-on", "-pk")

    def order_now(self) -> Order:
        newest = self.in_use().first()
        return newest.order if newest else SHIPPED


class Weighing(models.Model):
    """How people are put into order, as the network's own ties say. It names nobody; older ones are kept for drift."""

    # With another number of families, or another meaning of one, what was learned before is worth nothing.
    VERSION = 2

    on = models.DateField(unique=True)
    version = models.PositiveSmallIntegerField()
    # By engine.ranking.strengths.Family: what is strong, and the weights for two sorts of people.
    strong = models.JSONField()
    newcomers = models.JSONField()
    connected = models.JSONField()
    # By sort: whose outcomes it was learned from, and the gain of these weights and of those that we ship on the part
    # that was held out.
    figures = models.JSONField()

    objects: ClassVar[WeighingQuerySet] = WeighingQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    def __str__(self) -> str:
        return f"weighing of {self.on}"

    @property
    def order(self) -> Order:
        return Order(Scale(np.array(self.strong, np.float32)), np.array(self.newcomers), np.array(self.connected))
