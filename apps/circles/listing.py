"""The circles that anybody may read of: their tag and what they are for, who keeps them where a curator agreed to be
named, and the way in. Never who is in them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.circles.models import Circle, JoinPolicy, Membership
from apps.circles.tokens import join_link
from apps.profiles.models import Block, User


@dataclass(frozen=True, slots=True)
class Listed:
    circle: Circle
    keepers: str  # may be empty
    link: str  # empty where one comes in by invitation only
    asks: bool  # by the link one asks; else one is in at once


def listed_circles(reader: User | None, *, but: Collection[int] = ()) -> list[Listed]:
    """By tag, in two queries. `but`: ids of those left out."""
    named = Membership.objects.curators().filter(is_named=True, user__is_active=True, user__suspended_at__isnull=True)
    if reader:
        named = named.exclude(Exists(Block.objects.between(reader, OuterRef("user"))))
    named = named.select_related("user__profile").order_by("joined_at", "pk")
    rows = Circle.objects.listed().exclude(pk__in=but).order_by("tag")
    return [_listed(circle) for circle in rows.prefetch_related(Prefetch("memberships", named, to_attr="named"))]


def _listed(circle: Circle) -> Listed:
    names = [row.user.profile.display_name for row in circle.named]  # type: ignore[attr-defined]  # prefetched above
    link = join_link(circle) if circle.lets_in_by_link else ""
    return Listed(circle, get_text_list(names, _("and")), link, circle.join_policy == JoinPolicy.REQUEST)
