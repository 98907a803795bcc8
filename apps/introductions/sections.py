"""What this room adds to the pages of the rooms below."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.circles.models import Circle, Membership, Role
from apps.introductions.models import Connection, Introduction
from apps.profiles.models import User
from apps.profiles.slots import Section

SHOWN = 10


def in_circle(request: HttpRequest, *, circle: Circle, membership: Membership, **_: Any) -> Section | None:
    """For curators: what was introduced here lately."""
    viewer, now = request.user, timezone.now()
    if membership.role != Role.CURATOR or not isinstance(viewer, User):
        return None
    rows = Introduction.objects.visible_to_curator(viewer).filter(circle=circle).order_by("-asked_at", "-pk")
    recent = rows.prefetch_related("answers__user__profile")[:SHOWN]
    lines = [(row, row.people, row.state_for(viewer, at=now)) for row in recent]
    return Section("introductions/_in_circle.html", {"circle": circle, "lines": lines})


def about_person(request: HttpRequest, *, person: User, **_: Any) -> Section | None:
    """How one met this person."""
    viewer = request.user
    if not isinstance(viewer, User) or viewer == person:
        return None
    pair = Connection.objects.visible_to(viewer).of(person)
    met = pair.as_read_by(viewer).select_related("circle", "through__profile").first()
    return Section("introductions/_about_person.html", {"person": person, "connection": met}) if met else None


def in_settings(request: HttpRequest, **_: Any) -> Section:
    return Section("introductions/_in_settings.html", {})
