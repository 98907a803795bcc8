from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.circles.models import Circle, Membership

if TYPE_CHECKING:
    from apps.profiles.models import User


def kept_by(viewer: "User") -> Q:
    """Rows about two people of a circle, for whoever keeps it, is none of them and may see both."""
    kept = Q(circle__in=Circle.objects.curated_by(viewer)) & ~Q(low=viewer) & ~Q(high=viewer)
    for side in ("low", "high"):
        here = Membership.objects.visible_to(viewer).filter(circle=OuterRef("circle"), user=OuterRef(side))
        kept &= Q(Exists(here))
    return kept


class NeverTogetherQuerySet(models.QuerySet["NeverTogether"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: the curators of the circle, about members whom they may see."""
        return self.filter(kept_by(viewer))


class NeverTogether(models.Model):
    """A circle's curators are sure that these two should not be put together: its workers do not suggest them. Sealed
    from everybody but the curators, the two included."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")
    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Who said so; empty when they are gone.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[NeverTogetherQuerySet] = NeverTogetherQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "low", "high"], name="never_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="never_low_before_high"),
        ]

    def __str__(self) -> str:
        return f"never {self.pk}"
