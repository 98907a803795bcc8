from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from apps.circles.models import Circle
from apps.introductions.models.answer import Answer
from apps.introductions.models.conversation import Conversation
from apps.introductions.models.introduction import Introduction
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User

# No circle has such a number.
EVERYWHERE, NOWHERE = 0, -1


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def of(self, user: "User") -> Self:
        return self.filter(Q(low=user) | Q(high=user))

    def of_two(self) -> Self:
        """Without those that came of a group: that two are connected tells that both said yes, and of a group that is
        for its people alone to know."""
        return self.filter(~_of_a_group())

    def told_in(self, circle_id: int) -> Self:
        """As far as this circle's curators may know: what was made elsewhere is not told here."""
        return self.of_two().filter(Q(circle=circle_id) | Q(circle=None))

    def as_read_in_circles(self) -> Self:
        """Each with `told_in`, the circle whose curators may know of it, as above: EVERYWHERE or NOWHERE are two more
        answers; and `is_of_two`."""
        where = Coalesce("circle", Value(EVERYWHERE), output_field=models.BigIntegerField())
        told = Case(When(~_of_a_group(), then=where), default=Value(NOWHERE), output_field=models.BigIntegerField())
        return self.annotate(is_of_two=ExpressionWrapper(Q(~_of_a_group()), models.BooleanField()), told_in=told)

    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: one's own connections with people who are there, without those either side has blocked."""
        blocked = Block.objects.filter(
            Q(blocker=OuterRef("low"), blocked=OuterRef("high")) | Q(blocker=OuterRef("high"), blocked=OuterRef("low"))
        )
        here = Q(low__is_active=True, low__suspended_at=None) & Q(high__is_active=True, high__suspended_at=None)
        return self.of(viewer).filter(here, ~Exists(blocked))

    def as_read_by(self, viewer: "User") -> Self:
        """Each with `names_introducer`, whether the reader may be told who brought them together, and
        `open_conversation`, the id of the conversation as far as the reader may still open it and has not left it, and
        `has_unread`, whether something in it is new to them."""
        there = Q(through__is_active=True, through__suspended_at=None)
        found = Conversation.objects.joined_by(viewer).filter(introduction=OuterRef("introduction"))
        unread = Conversation.objects.unread_by(viewer).filter(introduction=OuterRef("introduction"))
        return self.annotate(
            names_introducer=Q(there & ~Exists(Block.objects.between(viewer, OuterRef("through")))),
            open_conversation=Subquery(found.values("pk")[:1]),
            has_unread=Exists(unread),
        )


def _of_a_group() -> Exists:
    """Whether an introduction of three or more brought the two together."""
    asked = Answer.objects.filter(introduction=OuterRef("introduction"))
    return Exists(asked.exclude(user=OuterRef("low")).exclude(user=OuterRef("high")))


class Connection(models.Model):
    """Two people who were introduced and said yes, or who know each other already. One row per pair."""

    class Origin(models.TextChoices):
        INTRODUCTION = "introduction"
        ACQUAINTANCE = "acquaintance"
        IMPORT = "import"

    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.INTRODUCTION)
    introduction = models.ForeignKey(
        Introduction, null=True, blank=True, on_delete=models.SET_NULL, related_name="connections"
    )
    circle = models.ForeignKey(Circle, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    through = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    since = models.DateTimeField()

    objects: ClassVar[ConnectionQuerySet] = ConnectionQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="connection_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="connection_low_before_high"),
        ]

    def __str__(self) -> str:
        return f"connection {self.pk}"

    def other(self, user: "User") -> "User":
        return self.high if self.low_id == user.pk else self.low

    def other_id(self, user: "User") -> int:
        return self.high_id if self.low_id == user.pk else self.low_id


def people_met(viewer: "User") -> "QuerySet[User, int]":
    """Ids of everybody the viewer is connected to; an audience rule."""
    lows = Connection.objects.filter(high=viewer).values("low")
    return Connection.objects.filter(low=viewer).values("high").union(lows)  # type: ignore[return-value]  # values() of one field is a query of ids
