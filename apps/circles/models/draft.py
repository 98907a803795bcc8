from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.circles.models.circle import Circle

if TYPE_CHECKING:
    from apps.profiles.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: the curators of the open circle."""
        return self.filter(circle__in=Circle.objects.curated_by(viewer).running())

    def ready(self) -> Self:
        """Those with a sentence."""
        return self.exclude(sentence="")

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class Draft(models.Model):
    """A line of a curator's list that has not gone out: nobody has heard of it yet, and nothing of it was looked up."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="drafts")
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80, blank=True, default="")
    # Empty: it becomes a personal link. Lower-case.
    address = models.EmailField(_("email address"), max_length=254, blank=True, default="")
    sentence = models.CharField(_("why they belong here"), max_length=300, blank=True, default="")
    position = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    objects: ClassVar[DraftQuerySet] = DraftQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "address"], condition=~models.Q(address=""), name="draft_once_per_address"
            ),
            models.CheckConstraint(condition=~models.Q(name="") | ~models.Q(address=""), name="draft_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def who(self) -> str:
        return self.name or self.address
