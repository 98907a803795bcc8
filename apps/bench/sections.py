from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.circles.models import Circle, Invitation, Membership, Role
from apps.profiles.models import User
from apps.profiles.slots import Section


def in_circle(request: HttpRequest, *, circle: Circle, membership: Membership, **_: Any) -> Section | None:
    """For curators: the way to the bench."""
    if membership.role != Role.CURATOR or circle.closed_at:
        return None
    awaited = Invitation.objects.answerable(timezone.now()).filter(circle=circle)
    return Section("bench/_in_circle.html", {"circle": circle, "awaited": awaited.exists()})


def about_person(request: HttpRequest, *, person: User, **_: Any) -> Section | None:
    """For curators: the way to introduce them."""
    viewer = request.user
    if not isinstance(viewer, User) or viewer == person:
        return None
    theirs = Circle.objects.running().filter(memberships__user=person)
    kept = Circle.objects.curated_by(viewer).filter(pk__in=theirs.values("pk")).order_by("tag")
    return Section("bench/_about_person.html", {"person": person, "circles": kept}) if kept else None
