"""What this room adds to the pages of the rooms below."""

from typing import cast

from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from apps.circles.models import Circle, Membership
from apps.circles.services.erasing import heir_of
from apps.profiles.models import User
from apps.profiles.slots import Section


def shared_circles(request: HttpRequest, *, person: User) -> Section | None:
    """On a person's page: the circles in which the reader sees them."""
    viewer = cast("User", request.user)
    if person == viewer:
        return None
    there = Membership.objects.visible_to(viewer).filter(user=person)
    circles = list(Circle.objects.filter(pk__in=there.values("circle")).order_by("tag"))
    return Section("circles/_shared_circles.html", {"circles": circles}) if circles else None


def kept_alone(request: HttpRequest, **_about: object) -> Section | None:
    """On the page of deleting one's account: what becomes of the circles that nobody else keeps. A suspended curator
    keeps them still."""
    user = cast("User", request.user)
    others = Membership.objects.curators().filter(circle=OuterRef("circle")).exclude(user=user)
    alone = Membership.objects.curators().running().filter(user=user).exclude(Exists(others))
    circles = [row.circle for row in alone.select_related("circle").order_by("circle__tag")]
    kept = [(circle, heir_of(circle, user)) for circle in circles]
    return Section("circles/_kept_alone.html", {"kept": kept}) if kept else None


def kept_by_them(request: HttpRequest, *, person: User, reader: User) -> Section | None:
    """Before the reader blocks them: of the circles that they keep and the reader is in, what they still see there."""
    kept = Membership.objects.curators().running().filter(user=person, circle__memberships__user=reader)
    circles = [row.circle for row in kept.select_related("circle").order_by("circle__tag")]
    return Section("circles/_kept_by_them.html", {"circles": circles, "person": person}) if circles else None
