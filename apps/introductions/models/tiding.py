"""What those who met let their introducer know."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from apps.introductions import limits
from apps.introductions.models.answer import Answer
from apps.introductions.models.introduction import Introduction
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User


class TidingQuerySet(models.QuerySet["Tiding"]):
    def ripe(self, at: datetime) -> Self:
        """Past the time in which they can be taken back."""
        return self.filter(at__lte=at - limits.TIME_TO_TAKE_BACK)

    def told_to(self, introducer: "User", *, at: datetime) -> Self:
        """The access funnel: a thank-you as it is; "we met" once two of them have said so. Nothing of people who are
        gone, nor of an introduction of which a block keeps anybody apart from the introducer: she would read that it
        was made."""
        there = Q(user__is_active=True, user__suspended_at__isnull=True)
        people = Answer.objects.filter(introduction=OuterRef("introduction"))
        apart = people.filter(Exists(Block.objects.between(introducer, OuterRef("user"))))
        heard = self.ripe(at).filter(there, ~Exists(apart), introduction__made_by=introducer)
        agreed = heard.filter(introduction=OuterRef("introduction"), kind=Tiding.Kind.MET).order_by()
        counted = agreed.values("introduction").annotate(people=Count("pk")).values("people")
        enough = Q(agreed__gte=limits.YESES_NEEDED)
        return heard.annotate(agreed=Subquery(counted)).filter(Q(kind=Tiding.Kind.THANKS) | enough)


class Tiding(models.Model):
    """Thanks are from one person alone. That they met is told once two agree; until then neither learns whether the
    other did."""

    class Kind(models.TextChoices):
        THANKS = "thanks", _("Thanks")
        MET = "met", _("That we met")

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="tidings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tidings")
    kind = models.CharField(max_length=6, choices=Kind)
    words = models.CharField(_("words"), max_length=300, blank=True, default="")
    at = models.DateTimeField()
    # When the introducer put it away from her home page; nobody else reads that.
    heard_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TidingQuerySet] = TidingQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [models.UniqueConstraint(fields=["introduction", "user", "kind"], name="tiding_once")]

    def __str__(self) -> str:
        return f"tiding {self.pk}"
