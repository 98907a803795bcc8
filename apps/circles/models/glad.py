from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from apps.circles.models.membership import Membership, MembershipQuerySet, Role

if TYPE_CHECKING:
    from apps.profiles.models import User

YEAR = timedelta(days=365)
ANSWERED_WITHIN = timedelta(days=30)  # of being asked; then silence is an answer, too


class GladQuerySet(models.QuerySet["Glad"]):
    def resting(self) -> Self:
        return self.filter(resting_since__isnull=False)

    def resting_in(self, circle_id: int) -> Self:
        return self.resting().filter(membership__circle=circle_id)

    def silent(self, at: datetime) -> Self:
        """Those who were asked long enough ago and did not answer."""
        return self.filter(asked_at__lte=at - ANSWERED_WITHIN)

    def unable_to_answer(self) -> Self:
        """Those who were asked, and before whom the question does not stand at present: in a closed circle or one that
        they keep, while they are away or on the way out."""
        away = Q(membership__user__leaving_at__isnull=False) | Q(membership__user__profile__paused_at__isnull=False)
        over = Q(membership__circle__closed_at__isnull=False) | Q(membership__role=Role.CURATOR)
        return self.filter(away | over, asked_at__isnull=False)

    def due(self, at: datetime) -> Self:
        """Not those who have answered within a year."""
        return self.filter(Q(answered_at__isnull=True) | Q(answered_at__lte=at - YEAR))


class Glad(models.Model):
    """Whether somebody is still glad to be in a circle. Sealed: no curator and no member learns who rests."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="glad")
    # Since when the question waits for an answer.
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # Of whoever rests: they are in the circle with all that is in it, and the workers suggest them to nobody there.
    resting_since = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[GladQuerySet] = GladQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True) | Q(resting_since__isnull=True), name="glad_asked_or_resting"
            )
        ]
        indexes = [models.Index(fields=["asked_at"], name="glad_asked", condition=Q(asked_at__isnull=False))]

    def __str__(self) -> str:
        return f"glad {self.pk}"


def to_be_asked(user: "User", at: datetime) -> MembershipQuerySet:
    """The circles of which a year has gone by since they came in or last answered, those asked about first. Curators
    are there by keeping theirs."""
    mine = Membership.objects.running().filter(user=user, role=Role.MEMBER, glad__resting_since__isnull=True)
    able = mine.filter(user__leaving_at__isnull=True, user__profile__paused_at__isnull=True)
    never = Q(glad__answered_at__isnull=True, joined_at__lte=at - YEAR)
    due = able.filter(never | Q(glad__answered_at__lte=at - YEAR))
    return due.select_related("circle", "glad").order_by(F("glad__asked_at").asc(nulls_last=True), "joined_at", "pk")


def resting_of(user: "User") -> MembershipQuerySet:
    mine = Membership.objects.running().filter(user=user, glad__resting_since__isnull=False)
    return mine.select_related("circle").order_by("circle__tag")
