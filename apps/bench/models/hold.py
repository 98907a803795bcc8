from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from apps.matching.models.about_two import AboutTwo, AboutTwoQuerySet


class HoldQuerySet(AboutTwoQuerySet["Hold"]):
    def running(self, on: date) -> Self:
        """A hold ends by itself: on its day the two are proposed again."""
        return self.filter(until__gt=on)


class Hold(AboutTwo):
    """Not now: the bench of a circle does not propose these two before a day. Members learn nothing of it, and what the
    workers suggest does not change with it."""

    # Who holds them back; empty when they are gone.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    until = models.DateField()

    objects: ClassVar[HoldQuerySet] = HoldQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    def __str__(self) -> str:
        return f"hold {self.pk}"
