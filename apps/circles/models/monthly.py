from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.circles.models.circle import Circle
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User

# Until it goes to the members it can be corrected, or taken back as if it had never been. The clock decides: whether
# somebody has read it would tell who is paused.
IN_HAND = timedelta(hours=1)
SHOWN_FOR = timedelta(days=30)


def month_of(at: datetime) -> date:
    """The calendar month, as its first day; by UTC, because curators of one circle live by several clocks."""
    return at.astimezone(UTC).date().replace(day=1)


M = TypeVar("M", bound="Monthly")


class MonthlyQuerySet(models.QuerySet[M]):
    def in_month(self, circle: Circle | int, at: datetime) -> Self:
        return self.filter(circle=circle, month=month_of(at))

    def earlier(self, circle: Circle, at: datetime) -> Self:
        """Of the months before, what members read still, or will in a moment."""
        rows = self.filter(circle=circle, month__lt=month_of(at), ends_at__gt=at, taken_back_at__isnull=True)
        return rows.order_by("-month")

    def going(self, at: datetime) -> Self:
        """Those that members read now."""
        shown = self.filter(goes_at__lte=at, ends_at__gt=at, taken_back_at__isnull=True)
        return shown.filter(circle__closed_at__isnull=True)

    def visible_to(self, reader: "User", at: datetime) -> Self:
        """The funnel: of one's own circles, unless whoever wrote it is suspended or erased, keeps the circle no more,
        or one has blocked the other."""
        here = self.going(at).filter(circle__memberships__user=reader, by__is_active=True, by__suspended_at=None)
        keeps = Circle.objects.filter(
            pk=OuterRef("circle"), memberships__user=OuterRef("by"), memberships__role="curator"
        )
        return here.filter(Exists(keeps)).exclude(Exists(Block.objects.between(reader, OuterRef("by"))))


class Monthly(models.Model):
    """What a circle's curators tell or ask all its members, once a calendar month."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="%(class)ss")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    made_at = models.DateTimeField()
    goes_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # After it went to the members: from their pages it is gone, and the month is used up.
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["circle", "month"], name="%(class)s_once_a_month"),
            models.CheckConstraint(
                condition=Q(made_at__lte=F("goes_at"), goes_at__lt=F("ends_at")), name="%(class)s_times_in_order"
            ),
        ]

    def is_in_hand(self, at: datetime) -> bool:
        return at < self.goes_at


def times(at: datetime) -> dict[str, datetime | date]:
    """Of one that is written at this moment."""
    return {"month": month_of(at), "made_at": at, "goes_at": at + IN_HAND, "ends_at": at + IN_HAND + SHOWN_FOR}
