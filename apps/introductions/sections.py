"""What this room adds to the pages of the rooms below."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, Membership, Role
from apps.introductions.models import Connection, Introduction, NeverWith
from apps.introductions.unseen import unseen_of
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


def never_with_person(request: HttpRequest, *, person: User, **_: Any) -> Section | None:
    """ "Never introduce me", for whom one has not met."""
    viewer = request.user
    if not isinstance(viewer, User) or viewer == person or Connection.objects.of(viewer).of(person).exists():
        return None
    # Said of somebody known by a first name alone it is not told here: it would tell who that is.
    said = NeverWith.objects.of(viewer).filter(other=person, introduction=None).first()
    name = person.profile.first_name if person.profile.name else ""
    act = reverse("introductions:never", args=[person.pk])
    return Section("introductions/_never.html", {"never": said, "name": name, "act": act})


def never_with_asked(
    request: HttpRequest, *, introduction: Introduction, people: Sequence[User], **_: Any
) -> Section | None:
    """The same on the page of an introduction of two that is not made."""
    viewer = request.user
    others = [user for user in people if user != viewer]
    if not isinstance(viewer, User) or viewer not in people or len(others) != 1 or _have_met(introduction):
        return None
    known_from = introduction if unseen_of(introduction, others, viewer) else None
    said = NeverWith.objects.of(viewer).filter(other=others[0], introduction=known_from).first()
    act = reverse("introductions:never_from", args=[introduction.pk])
    return Section("introductions/_never.html", {"never": said, "name": others[0].profile.first_name, "act": act})


def in_settings(request: HttpRequest, **_: Any) -> Section | None:
    return Section("introductions/_in_settings.html", {}) if isinstance(request.user, User) else None


def _have_met(introduction: Introduction) -> bool:
    return introduction.state == Introduction.State.MADE
