from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.circles.models import Circle, Membership

if TYPE_CHECKING:
    from apps.profiles.models import User

Row = TypeVar("Row", bound="AboutTwo")


class AboutTwoQuerySet(models.QuerySet[Row]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: whoever keeps the circle, is none of the two and may see both."""
        kept = self.filter(circle__in=Circle.objects.curated_by(viewer)).exclude(Q(low=viewer) | Q(high=viewer))
        for side in ("low", "high"):
            here = Membership.objects.visible_to(viewer).filter(circle=OuterRef("circle"), user=OuterRef(side))
            kept = kept.filter(Exists(here))
        return kept


class AboutTwo(models.Model):
    """What a circle's curators decided about two of its people, once for each two."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")
    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["circle", "low", "high"], name="%(class)s_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="%(class)s_low_before_high"),
        ]

    @property
    def names(self) -> str:
        return str(get_text_list([user.profile.display_name for user in (self.low, self.high)], _("and")))

    @property
    def pair_key(self) -> str:
        return f"{self.low_id}-{self.high_id}"
