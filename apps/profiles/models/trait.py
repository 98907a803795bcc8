from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.profiles import audiences, reaches
from apps.profiles.models.block import Block
from apps.profiles.models.topic import PLACEABLE, SENSITIVE, Topic, TraitKind

if TYPE_CHECKING:
    from apps.profiles.models.user import User


class Visibility(models.TextChoices):
    CIRCLE_MATES = "circle_mates", _("People in my circles")
    INTRODUCED = "introduced", _("People I was introduced to")
    HIDDEN = "hidden", _("Only me")


class Reach(models.TextChoices):
    """In which of the holder's circles an open fact is seen. Which ones are named, the room of the circles knows."""

    ALL = "all"
    EXCEPT = "except"  # all but those named, and also in circles joined later
    ONLY = "only"  # those named


class ProfileTraitQuerySet(models.QuerySet["ProfileTrait"]):
    def open(self) -> Self:
        """Facts that circle-mates may see, where their reach does not say otherwise; the matching engine reads no
        others."""
        return self.filter(visibility=Visibility.CIRCLE_MATES)

    def everywhere(self) -> Self:
        """Open in all circles of their holders."""
        return self.open().filter(reach=Reach.ALL)

    def ordinary(self) -> Self:
        """What may be cited, counted and offered to others who see it."""
        return self.exclude(kind__in=SENSITIVE)

    def matched(self) -> Self:
        """Without the sensitive ones that their holder keeps out of matching."""
        return self.exclude(kind__in=SENSITIVE, may_match=False)

    def as_entered(self) -> Self:
        """Written like the entry itself, so that who may see the fact may know how the entry is written."""
        return self.filter(written="")

    def visible_to(self, viewer: "User") -> Self:
        """The access funnel for facts."""
        # People one has met are an audience of their own: exceptions are about circles.
        in_a_circle = (Q(reach=Reach.ALL) & audiences.sharing(viewer, "user")) | reaches.opens_to(viewer)
        for_met = Q(visibility__in=(Visibility.CIRCLE_MATES, Visibility.INTRODUCED)) & audiences.met(viewer, "user")
        seen = for_met | (Q(visibility=Visibility.CIRCLE_MATES) & in_a_circle)
        present = Q(user__is_active=True, user__suspended_at__isnull=True)
        return self.filter(Q(user=viewer) | (present & seen)).exclude(
            Exists(Block.objects.between(viewer, OuterRef("user")))
        )


class ProfileTrait(models.Model):
    """One fact of a profile."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="traits")
    kind = models.CharField(max_length=10, choices=TraitKind)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="traits")
    # The spelling it was said in, where staff made that one with the entry: so that they can take it back.
    spelt_as = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="said_as")
    # How the person writes it, where they may not know how the entry is: another's hidden fact may have named it.
    written = models.CharField(max_length=80, blank=True, default="")
    # Where it is, to about a kilometre: that of the town, or near a pin that the person dropped. Others read the town.
    latitude = models.FloatField(null=True, blank=True)  # degrees
    longitude = models.FloatField(null=True, blank=True)
    town = models.CharField(max_length=80, blank=True, default="")
    year_from = models.PositiveSmallIntegerField(null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(null=True, blank=True)
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.CIRCLE_MATES)
    reach = models.CharField(max_length=6, choices=Reach, default=Reach.ALL)
    # Of a sensitive fact: the engine may read it, while it is open. Any other is read without asking.
    may_match = models.BooleanField(default=False)
    # Since when it is there for others to read; empty where that began before it was noted.
    said_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ProfileTraitQuerySet] = ProfileTraitQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "topic"], name="trait_once"),
            models.CheckConstraint(
                condition=Q(year_from__isnull=True) | Q(year_to__isnull=True) | Q(year_from__lte=F("year_to")),
                name="trait_years_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(year_from__isnull=True) | Q(year_from__gte=1900, year_from__lte=2100))
                & (Q(year_to__isnull=True) | Q(year_to__gte=1900, year_to__lte=2100)),
                name="trait_years_plausible",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, town="")
                # Said in so many words: a database lets pass what is neither true nor false.
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180)
                & ~Q(town=""),
                name="trait_on_the_globe",
            ),
            models.CheckConstraint(
                condition=Q(may_match=False) | Q(kind__in=SENSITIVE), name="trait_may_match_if_sensitive"
            ),
        ]
        indexes = [models.Index(fields=["topic", "visibility"], name="trait_holders")]

    def __str__(self) -> str:
        return f"{self.kind} {self.topic_id}"

    @property
    def is_sensitive(self) -> bool:
        return self.kind in SENSITIVE

    @property
    def name(self) -> str:
        return self.written or self.topic.name

    @property
    def label(self) -> str:
        return self.topic.labelled(self.name)

    @property
    def can_be_placed(self) -> bool:
        return self.kind in PLACEABLE

    @property
    def near(self) -> str:
        """The town it is in or near, where its name does not say it."""
        return "" if self.town in self.name else self.town
