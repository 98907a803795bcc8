from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.circles.models import Circle, Membership
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def of(self, user: "User") -> Self:
        return self.filter(Q(low=user) | Q(high=user))

    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: what was shown to oneself, or wished for by oneself without having been shown, about
        somebody who still is in that circle and is not blocked either way."""
        shown = Showing.objects.filter(suggestion=OuterRef("pk"), user=viewer)
        wished = Suggestion.objects.filter(pk=OuterRef("pk"), wishes__user=viewer)
        mine = self.of(viewer).filter(Exists(shown) | Exists(wished), circle__closed_at__isnull=True)
        for side in ("low", "high"):
            here = Membership.objects.filter(circle=OuterRef("circle"), user=OuterRef(side))
            present = here.filter(user__is_active=True, user__suspended_at__isnull=True)
            mine = mine.filter(Exists(present)).exclude(Exists(Block.objects.between(viewer, OuterRef(side))))
        return mine


class Suggestion(models.Model):
    """A pair that was put before a member or a curator. One row per circle and pair, kept up to date."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="+")
    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    score = models.FloatField()
    evidence = models.JSONField(default=list)  # as in Candidate

    objects: ClassVar[SuggestionQuerySet] = SuggestionQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "low", "high"], name="suggestion_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="suggestion_low_before_high"),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"

    def other(self, user: "User") -> "User":
        return self.high if self.low_id == user.pk else self.low

    def other_id(self, user: "User") -> int:
        return self.high_id if self.low_id == user.pk else self.low_id


class Showing(models.Model):
    """A suggestion was put before somebody. Patience: a pair is not shown again and again."""

    class Place(models.TextChoices):
        HOME = "home"
        DIGEST = "digest"

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="showings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=6, choices=Place)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Showing"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["suggestion", "user", "place"], name="showing_once_per_place")]

    def __str__(self) -> str:
        return f"showing {self.pk}"


class DismissalQuerySet(models.QuerySet["Dismissal"]):
    def due(self, at: datetime) -> Self:
        return self.filter(until__lte=at)


class Dismissal(models.Model):
    """ "Not for me": sealed, about a person in every circle, until its maker takes it back; "not now", until its time
    is over."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[DismissalQuerySet] = DismissalQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "other"], name="dismissal_once"),
            models.CheckConstraint(condition=~Q(user=F("other")), name="dismissal_not_oneself"),
        ]
        indexes = [models.Index(fields=["until"], name="dismissal_until", condition=Q(until__isnull=False))]

    def __str__(self) -> str:
        return f"dismissal {self.pk}"
