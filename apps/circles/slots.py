"""What this room adds to the pages of the rooms below."""

from typing import cast

from django.http import HttpRequest

from apps.circles.models import Circle, Membership
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
