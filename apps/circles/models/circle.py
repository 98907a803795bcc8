from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from apps.profiles.models import User


class JoinPolicy(models.TextChoices):
    INVITATION = "invitation", _("By invitation")
    REQUEST = "request", _("Anybody with the link may ask to join")
    OPEN = "open", _("Anybody with the link may join")


class Suggesting(models.TextChoices):
    MEMBERS = "members", _("To the two people themselves")
    BENCH = "bench", _("To the curators first, who introduce people")


class SeenBy(models.TextChoices):
    MEMBERS = "members", _("Everybody in the circle")
    CURATORS = "curators", _("The curators only")


class Cadence(models.TextChoices):
    WEEK = "week", _("Every week")
    FORTNIGHT = "fortnight", _("Every two weeks")
    MONTH = "month", _("Every four weeks")


class CircleQuerySet(models.QuerySet["Circle"]):
    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: one's own circles."""
        return self.filter(memberships__user=viewer)

    def curated_by(self, viewer: "User") -> Self:
        return self.filter(memberships__user=viewer, memberships__role="curator")

    def running(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def listed(self) -> Self:
        """Those that anybody may read of; never who is in them."""
        return self.running().filter(listed=True)


class Circle(models.Model):
    """A curated group of people who should know each other. Closed one day perhaps, never deleted."""

    tag = models.CharField(
        _("tag"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9-]*\Z", _("Use small letters, digits and hyphens, like marketing or night-runners.")
            )
        ],
    )
    purpose = models.CharField(_("purpose"), max_length=300)
    join_policy = models.CharField(_("who may join"), max_length=10, choices=JoinPolicy, default=JoinPolicy.INVITATION)
    # Part of the signed join link: a new one makes the old links worthless.
    link_nonce = models.CharField(max_length=16)
    # How many people may still come by the link that is out now; empty where nobody counts.
    link_uses = models.PositiveSmallIntegerField(null=True, blank=True, default=None)
    listed = models.BooleanField(_("on the front page"), default=False)
    suggesting = models.CharField(
        _("where suggestions go"), max_length=7, choices=Suggesting, default=Suggesting.MEMBERS
    )
    # Whoever comes in is told before; see `services.circles` for when it may change.
    members_seen_by = models.CharField(
        _("who sees the member list"), max_length=8, choices=SeenBy, default=SeenBy.MEMBERS
    )
    # Never what was wished before it was switched on, unless its maker says so; see `matching.services.noting`.
    shows_wishes = models.BooleanField(_("wishes are shown to curators"), default=False)
    cadence = models.CharField(_("how often"), max_length=9, choices=Cadence, default=Cadence.WEEK)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CircleQuerySet] = CircleQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    def __str__(self) -> str:
        return f"#{self.tag}"

    @property
    def members_see_each_other(self) -> bool:
        """Else a member sees the curators alone, and reads of others by a first name and what connects them."""
        return self.members_seen_by == SeenBy.MEMBERS

    @property
    def has_link(self) -> bool:
        return self.closed_at is None and self.join_policy != JoinPolicy.INVITATION

    @property
    def lets_in_by_link(self) -> bool:
        """Whether anybody may still come, or ask, by it."""
        return self.has_link and self.link_uses != 0
