import zoneinfo
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.profiles import audiences, naming
from apps.profiles.models.block import Block

if TYPE_CHECKING:
    from apps.profiles.models.user import User


class ProfileQuerySet(models.QuerySet["Profile"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: oneself, circle-mates and people one has met, unless either blocked the other."""
        near = Q(user=viewer) | audiences.near(viewer, "user")
        return self.filter(near, user__is_active=True, user__suspended_at__isnull=True).exclude(
            Exists(Block.objects.between(viewer, OuterRef("user")))
        )


class Profile(models.Model):
    """What a person says of themselves, besides their traits."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    name = models.CharField(_("name"), max_length=naming.LONGEST_KEPT, blank=True, default="")
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True, default="")
    # How the name is said aloud, as the person writes it.
    pronunciation = models.CharField(_("pronunciation"), max_length=80, blank=True, default="")
    headline = models.CharField(_("headline"), max_length=120, blank=True, default="")
    about = models.TextField(_("about"), max_length=2000, blank=True, default="")
    photo = models.ImageField(upload_to="photos/", blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    paused_at = models.DateTimeField(null=True, blank=True)
    # When the pause ends by itself; empty where the person comes back by hand.
    paused_until = models.DateTimeField(null=True, blank=True)
    # How often the name was changed within a day of this moment: whoever tries names could find out who is where.
    renames = models.PositiveSmallIntegerField(default=0)
    renames_since = models.DateTimeField(null=True, blank=True)
    # May others read "you both know me" in a reason? Asked once; not answered means no.
    may_be_named = models.BooleanField(null=True, default=None)

    objects: ClassVar[ProfileQuerySet] = ProfileQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(paused_until__isnull=True) | Q(paused_at__isnull=False), name="profile_paused_until"
            )
        ]
        indexes = [
            models.Index(fields=["paused_until"], name="profile_pause_ends", condition=Q(paused_until__isnull=False))
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone; UTC where the name they chose has left the world's list."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")

    @property
    def display_name(self) -> str:
        return self.name or str(_("Somebody without a name yet"))

    @property
    def called(self) -> str:
        """What stands beside the name: pronouns, and how it is said."""
        said = f"“{self.pronunciation}”" if self.pronunciation else ""
        return " · ".join(filter(None, [self.pronouns, said]))

    @property
    def initials(self) -> str:
        return naming.initials_of(self.name)

    @property
    def photo_url(self) -> str:
        """Where those who may see the person get the photo; empty when there is none. A new photo has a new URL."""
        version = self.photo_version
        return f"{reverse('profiles:photo', args=[self.user_id])}?{version}" if version else ""

    @property
    def photo_version(self) -> str:
        """Of no two photos the same; empty when there is none."""
        return (self.photo.name or "")[-12:-4]

    @property
    def first_name(self) -> str:
        return naming.first_of(self.name) or self.display_name
