"""What this room adds to the pages of the rooms below."""

from typing import cast

from django.http import HttpRequest

from apps.circles.models import Circle
from apps.profiles.models import User
from apps.profiles.slots import Section


def shared_circles(request: HttpRequest, *, person: User) -> Section | None:
    """On a person's page: the circles that the reader shares with them."""
    viewer = cast("User", request.user)
    if person == viewer:
        return None
    shared = Circle.objects.visible_to(viewer).filter(pk__in=person.memberships.values("circle")).order_by("tag")
    circles = list(shared)
    return Section("circles/_shared_circles.html", {"circles": circles}) if circles else None
