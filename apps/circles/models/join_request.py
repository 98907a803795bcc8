from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.circles.models.circle import Circle
from apps.mail.states import Moving
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User


SHOWN_AS_WAITING = timedelta(days=30)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def pending(self) -> Self:
        return self.filter(state=JoinRequest.State.PENDING)

    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: the curators of the circle asked, without those either side has blocked."""
        asked = self.filter(circle__memberships__user=viewer, circle__memberships__role="curator")
        here = asked.filter(user__is_active=True, user__suspended_at__isnull=True)
        return here.exclude(Exists(Block.objects.between(viewer, OuterRef("user"))))

    def waiting(self, at: datetime) -> Self:
        """What the person who asked reads as waiting: a refusal looks the same, and both end alike."""
        unsaid = (JoinRequest.State.PENDING, JoinRequest.State.REFUSED)
        return self.filter(state__in=unsaid, asked_at__gt=at - SHOWN_AS_WAITING)


class JoinRequest(Moving):
    """Somebody with the circle's link asked to join."""

    class State(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    S = State
    TRANSITIONS = {
        S.PENDING: frozenset({S.APPROVED, S.REFUSED, S.WITHDRAWN}),
        S.APPROVED: frozenset(),
        S.REFUSED: frozenset(),
        S.WITHDRAWN: frozenset(),
    }

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(_("note to the curator"), max_length=300, blank=True, default="")
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[JoinRequestQuerySet] = JoinRequestQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "user"], condition=Q(state="pending"), name="join_request_one_pending"
            )
        ]

    def __str__(self) -> str:
        return f"join request {self.pk}"
