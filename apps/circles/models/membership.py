from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.circles.models.circle import Circle, SeenBy
from apps.profiles.models import Block

if TYPE_CHECKING:
    from apps.profiles.models import User


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    CURATOR = "curator", _("Curator")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def curators(self) -> Self:
        return self.filter(role=Role.CURATOR)

    def running(self) -> Self:
        return self.filter(circle__closed_at__isnull=True)

    def keeping_alone(self) -> Self:
        """Of circles that nobody else keeps. A suspended curator keeps nothing meanwhile."""
        others = Membership.objects.curators().filter(circle=OuterRef("circle")).exclude(pk=OuterRef("pk"))
        present = others.filter(user__is_active=True, user__suspended_at__isnull=True)
        return self.curators().running().exclude(Exists(present))

    def visible_to(self, viewer: "User") -> Self:
        """The access funnel: oneself and whom one sees in one's own circles, without those either side has blocked."""
        present = self.filter(seen_by(viewer), user__is_active=True, user__suspended_at__isnull=True)
        return present.exclude(Exists(Block.objects.between(viewer, OuterRef("user"))))

    def others_in(self, circle: Circle, viewer: "User") -> Self:
        """Whom a curator may introduce there: everybody they may see but themselves."""
        return self.visible_to(viewer).filter(circle=circle).exclude(user=viewer)


class Membership(models.Model):
    """Somebody is in a circle. Leaving deletes the row."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField()
    # A curator agreed to stand beside the circle where it is listed.
    is_named = models.BooleanField(default=False)
    # Which step of saying who one is comes next for a newcomer; empty when it is over, or never was to be.
    welcome_step = models.PositiveSmallIntegerField(null=True, default=None)
    # A newcomer is still to be asked whom of the circle they know already.
    ask_whom_known = models.BooleanField(default=False)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(welcome_step__gte=1, welcome_step__lte=4), name="membership_welcome_step"
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"

    def sees(self, other: "Membership") -> bool:
        """In the member list of the circle that both are in."""
        return self.circle.members_see_each_other or Role.CURATOR in {self.role, other.role}

    def is_last_curator(self) -> bool:
        """Nobody else keeps the circle, which needs somebody while it is open."""
        others = Membership.objects.curators().filter(circle=self.circle_id).exclude(pk=self.pk)
        return self.role == Role.CURATOR and self.circle.closed_at is None and not others.exists()


def seen_by(viewer: "User") -> Q:
    """Of memberships: one's own, and those that the member lists of one's own circles show. Where a list is for the
    curators, these see everybody and are seen by everybody, so that whom one sees sees one, too."""
    mine = Q(circle__memberships__user=viewer)  # one join with what follows: of the same membership
    listed = Q(circle__members_seen_by=SeenBy.MEMBERS) | Q(circle__memberships__role=Role.CURATOR)
    return mine & (listed | Q(role=Role.CURATOR) | Q(user=viewer))


def circle_mates(viewer: "User") -> "QuerySet[User, int]":
    """Ids of everybody whom the viewer sees in a circle; an audience rule."""
    return Membership.objects.filter(seen_by(viewer)).values("user")  # type: ignore[return-value]  # values() of one field is a query of ids


def seen_where(viewer: "User", other: "User") -> "QuerySet[Circle]":
    """Circles whose member lists would show the one to the other: everywhere else they read a first name at most."""
    return Circle.objects.filter(shows_each_other(OuterRef("pk"), viewer, other))


def shows_each_other(circle: "OuterRef | int", one: "OuterRef | User", other: "OuterRef | User") -> Q:
    """Whether the member list of that circle would show the two to each other."""
    listed = Circle.objects.filter(pk=circle, members_seen_by=SeenBy.MEMBERS)
    kept = Membership.objects.curators().filter(Q(user=one) | Q(user=other), circle=circle)
    return Q(Exists(listed) | Exists(kept))


def unseen_in(circle: Circle, viewer: "User", people: "Iterable[User]") -> set[int]:
    """Ids of those of these people whom the viewer does not see there: of them they read a first name at most."""
    if circle.members_see_each_other:
        return set()
    curators = set(Membership.objects.curators().filter(circle=circle).values_list("user_id", flat=True))
    return set() if viewer.pk in curators else {user.pk for user in people} - curators - {viewer.pk}
