from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.circles.models.circle import Circle
from apps.circles.models.membership import Membership, MembershipQuerySet, seen_by
from apps.profiles.models import Block, ProfileTrait, User, Visibility
from apps.profiles.models.trait import ProfileTraitQuerySet, Reach


class FactException(models.Model):
    """A circle that the reach of an open fact names: the one that does not see it, or one of the only ones that do.
    It outlives leaving, so that coming back reveals nothing."""

    trait = models.ForeignKey(ProfileTrait, on_delete=models.CASCADE, related_name="exceptions")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="fact_exceptions")

    objects: ClassVar[models.Manager["FactException"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trait", "circle"], name="fact_exception_once")]

    def __str__(self) -> str:
        return f"fact exception {self.pk}"


def open_in(facts: ProfileTraitQuerySet, circle: "Circle | int | OuterRef") -> ProfileTraitQuerySet:
    """Those that the members of this circle may see as such; who of them are its members is asked elsewhere."""
    named = Exists(FactException.objects.filter(trait=OuterRef("pk"), circle=circle))
    seen = Q(reach=Reach.ALL) | (Q(reach=Reach.EXCEPT) & ~named) | (Q(reach=Reach.ONLY) & named)
    return facts.open().filter(seen)


def opens_to(viewer: User) -> Q:
    """Facts with exceptions that are open in a circle in which the viewer sees the holder."""
    return _with_exceptions_in(Membership.objects.filter(seen_by(viewer), user=OuterRef("user")))


def told_to(reader: User, circles: Collection[int]) -> Q:
    """Open facts that a reason may cite to somebody who is with their holder in one of these circles, also where its
    members do not see each other: before coming in they were told so. It opens nobody's page."""
    beside = Membership.objects.filter(user=OuterRef("user"), circle__in=circles, circle__memberships__user=reader)
    here = (Q(reach=Reach.ALL) & Exists(beside)) | _with_exceptions_in(beside)
    present = Q(user__is_active=True, user__suspended_at__isnull=True)
    apart = Q(Exists(Block.objects.between(reader, OuterRef("user"))))
    return Q(visibility=Visibility.CIRCLE_MATES) & present & here & ~apart


def _with_exceptions_in(shared: MembershipQuerySet) -> Q:
    named = Exists(FactException.objects.filter(trait=OuterRef(OuterRef("pk")), circle=OuterRef("circle")))
    in_another = Q(reach=Reach.EXCEPT) & Exists(shared.filter(~named))
    return in_another | (Q(reach=Reach.ONLY) & Exists(shared.filter(named)))
