from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.circles.models import Circle, Membership
from apps.introductions.models.conversation import Message
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User

# After so long the staff look, too.
CURATORS_ALONE = timedelta(days=14)


class PitchReportQuerySet(models.QuerySet["PitchReport"]):
    def unlooked(self) -> Self:
        return self.filter(looked_at__isnull=True)

    def about(self, circle_id: int, user_id: int) -> Self:
        return self.filter(circle=circle_id, message__author=user_id)

    def counting(self) -> Self:
        """Towards a pause: what nobody has looked at, and what was found to be a pitch."""
        return self.exclude(verdict=PitchReport.Verdict.LET_BE)

    def visible_to(self, viewer: "User") -> Self:
        """The access funnel of those who keep the circle: not what is about themselves, what they reported, or what a
        block keeps apart from them, whichever side. Words of somebody suspended are back when they are."""
        kept = Circle.objects.curated_by(viewer).running()
        apart = Block.objects.between(viewer, OuterRef("message__author")) | Block.objects.between(
            viewer, OuterRef("reporter")
        )
        rows = self.filter(~Exists(apart), circle__in=kept, message__author__suspended_at__isnull=True)
        return rows.exclude(message__author=viewer).exclude(reporter=viewer)

    def handed_to(self, reader: "User") -> Self:
        """The funnel of staff: what was handed to them, not what is about themselves or from them."""
        return self.filter(handed_at__isnull=False).exclude(message__author=reader).exclude(reporter=reader)

    def without_looker(self) -> Self:
        """Those that nobody who keeps the circle may look at."""
        return self.filter(~Exists(_lookers()))

    def waiting(self) -> Self:
        """Which the staff have not been told of."""
        return self.unlooked().filter(handed_at__isnull=True)

    def due(self, at: datetime) -> Self:
        """Which it is time to hand to the staff."""
        return self.waiting().filter(staff_at__lte=at)


def _lookers() -> models.QuerySet[Membership]:
    there = Membership.objects.curators().running().filter(user__is_active=True, user__suspended_at__isnull=True)
    # Nobody has the number of an erased reporter.
    author, reporter = OuterRef("message__author"), Coalesce(OuterRef("reporter"), 0)
    here = there.filter(circle=OuterRef("circle")).exclude(user=author).exclude(user=reporter)
    apart = Block.objects.between(OuterRef("user"), OuterRef(OuterRef("message__author")))
    apart |= Block.objects.between(OuterRef("user"), OuterRef(OuterRef("reporter")))
    return here.filter(~Exists(apart))


class PitchReport(models.Model):
    """Somebody says that a message to them was a pitch. Whoever looks at it reads that message and who wrote it."""

    class Verdict(models.TextChoices):
        NONE = "", _("Nobody has looked")
        LET_BE = "let_be", _("Let it be")
        TALKED = "talked", _("Talked to them")
        PAUSED = "paused", _("Kept their introductions paused")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="pitch_reports")
    # Empty once their account is erased.
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # From when the staff look as well as the curators, and when they were told.
    staff_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True, default=Verdict.NONE)

    objects: ClassVar[PitchReportQuerySet] = PitchReportQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "reporter"], name="pitch_report_once"),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, verdict="") | (Q(looked_at__isnull=False) & ~Q(verdict="")),
                name="pitch_report_looked_at",
            ),
            models.CheckConstraint(condition=Q(staff_at__gte=F("at")), name="pitch_report_staff_later"),
        ]
        indexes = [
            models.Index(fields=["staff_at"], name="pitch_report_waiting", condition=Q(looked_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"pitch report {self.pk}"
