from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.circles.models.circle import Circle
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User

HELD_AT_MOST = timedelta(days=14)  # whom nobody has looked at by then comes in


class HeldQuerySet(models.QuerySet["Held"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: the curators of the open circle, without those either side has blocked."""
        kept = self.filter(circle__in=Circle.objects.curated_by(viewer).running())
        here = kept.filter(user__is_active=True, user__suspended_at__isnull=True)
        return here.exclude(Exists(Block.objects.between(viewer, OuterRef("user"))))


class Held(models.Model):
    """Somebody who waits until a curator has looked, because their name looks like a member's. Meanwhile they have no
    membership, so that whatever asks who is in the circle leaves them out; what it was is kept here."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="held")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="held_from")
    # What the curators knew a member by who took another name; empty for whoever has just come.
    formerly = models.CharField(max_length=320, blank=True, default="")
    joined_at = models.DateTimeField()
    welcome_step = models.PositiveSmallIntegerField(null=True, default=None)
    ask_whom_known = models.BooleanField(default=False)
    # Whether they rested there, and when they last said how glad they are to be there: sealed as before.
    glad_answered_at = models.DateTimeField(null=True, blank=True)
    resting_since = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField()

    objects: ClassVar[HeldQuerySet] = HeldQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "user"], name="held_once"),
            models.CheckConstraint(condition=Q(welcome_step__gte=1, welcome_step__lte=4), name="held_welcome_step"),
        ]

    def __str__(self) -> str:
        return f"held {self.pk}"
