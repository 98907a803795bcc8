from typing import Any

from django.http import HttpRequest

from apps.circles.models import Circle, Membership, Role
from apps.profiles.slots import Section


def in_circle(request: HttpRequest, *, circle: Circle, membership: Membership, **_: Any) -> Section | None:
    """For curators: the way to the bench."""
    if membership.role != Role.CURATOR or circle.closed_at:
        return None
    return Section("bench/_in_circle.html", {"circle": circle})
