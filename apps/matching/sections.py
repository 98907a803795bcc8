"""What this room adds to the pages of the rooms below."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.matching.between import reasons_between
from apps.matching.models import Dismissal, Suggestion
from apps.matching.reasons import because, words
from apps.profiles.models import Profile, User
from apps.profiles.slots import Section


def of_introduction(
    request: HttpRequest, *, introduction: Introduction, people: Sequence[User], **_: Any
) -> Section | None:
    """Why these people, and for two of them the drawing of what both share; the reader stands on the left."""
    viewer = request.user
    if not isinstance(viewer, User):
        return None
    reasons = reasons_between(introduction.circle_id, people, viewer)
    sides = sorted(people, key=lambda user: user != viewer)
    context = {"reasons": because(reasons), "words": words(reasons), "sides": sides if len(sides) == 2 else None}
    return Section("matching/_of_introduction.html", context) if reasons else None


def about_person(request: HttpRequest, *, person: User, **_: Any) -> Section | None:
    """What the reader and this person share, in a circle that both are in."""
    viewer = request.user
    if not isinstance(viewer, User) or viewer == person:
        return None
    circles = Circle.objects.running().filter(memberships__user=viewer).filter(memberships__user=person)
    circle = circles.order_by("pk").first()
    reasons = reasons_between(circle.pk, [viewer, person], viewer) if circle else []
    return Section("matching/_about_person.html", {"reasons": because(reasons)}) if reasons else None


def in_settings(request: HttpRequest, **_: Any) -> Section | None:
    """Whom one would like to meet and whom one passed over, to take it back."""
    viewer = request.user
    if not isinstance(viewer, User):
        return None
    seen = Profile.objects.visible_to(viewer).values("user")
    mine = Dismissal.objects.filter(user=viewer, other__in=seen).select_related("other__profile").order_by("-at", "-pk")
    wished = Suggestion.objects.visible_to(viewer).wished_by(viewer).select_related("low__profile", "high__profile")
    wishes = [(suggestion, suggestion.other(viewer)) for suggestion in wished.order_by("-pk")]
    context = {"wishes": wishes, "dismissals": mine}
    return Section("matching/_in_settings.html", context) if wishes or mine else None
