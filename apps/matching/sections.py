"""What this room adds to the pages of the rooms below."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from apps.circles.models import Circle, Membership
from apps.introductions.models import Connection, Introduction
from apps.matching.between import reasons_between
from apps.matching.grounds import in_words
from apps.matching.models import Dismissal, NoReason, SinceMet, Wish
from apps.matching.naming import known_from, known_from_dismissals
from apps.matching.notes import notes_for
from apps.matching.reasons import because, words
from apps.profiles.models import User
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


def of_envelope(
    request: HttpRequest, *, introduction: Introduction, people: Sequence[User], **_: Any
) -> Section | None:
    """Why these people, as their reader may read it now that they have met: the sentences alone."""
    viewer = request.user
    reasons = reasons_between(introduction.circle_id, people, viewer) if isinstance(viewer, User) else []
    context = {"reasons": because(reasons), "sides": None}
    return Section("matching/_of_introduction.html", context) if reasons else None


def notes_of_introduction(request: HttpRequest, *, introduction: Introduction, **_: Any) -> Section | None:
    """What both wrote with their wishes, for those two once they are introduced."""
    notes = notes_for(request.user, introduction) if isinstance(request.user, User) else []
    return Section("matching/_notes.html", {"notes": notes}) if notes else None


def about_person(request: HttpRequest, *, person: User, **_: Any) -> Section | None:
    """What the reader and this person share, in a circle in which they see each other or have met."""
    viewer = request.user
    if not isinstance(viewer, User) or viewer == person:
        return None
    there = Membership.objects.visible_to(viewer).filter(user=person).values("circle")
    met = Connection.objects.visible_to(viewer).of(person).values("circle")
    both = Circle.objects.running().visible_to(viewer).filter(memberships__user=person)
    circle = Circle.objects.filter(Q(pk__in=there) | Q(pk__in=met), pk__in=both.values("pk")).order_by("pk").first()
    reasons = reasons_between(circle.pk, [viewer, person], viewer) if circle else []
    return Section("matching/_about_person.html", {"reasons": because(reasons)}) if reasons else None


def in_settings(request: HttpRequest, **_: Any) -> Section | None:
    """Whom one would like to meet and whom and what one passed over, to take it back."""
    viewer = request.user
    if not isinstance(viewer, User):
        return None
    wished = list(Wish.objects.standing_of(viewer).select_related("suggestion__circle").order_by("-suggestion"))
    hoped_for = known_from([wish.suggestion for wish in wished], viewer) if wished else {}
    wishes = [(wish, hoped_for[wish.suggestion_id].name) for wish in wished if wish.suggestion_id in hoped_for]
    passed_over = _passed_over(viewer)
    context = {"wishes": wishes, **passed_over}
    return Section("matching/_in_settings.html", context) if any(context.values()) else None


def in_passed(request: HttpRequest, **_: Any) -> Section | None:
    """On the page of what one let pass: whom one passed over, and what is no reason for one."""
    viewer = request.user
    if not isinstance(viewer, User):
        return None
    passed_over = _passed_over(viewer)
    return Section("matching/_passed_over.html", passed_over) if any(passed_over.values()) else None


def _passed_over(viewer: User) -> dict[str, list[Any]]:
    left_out = NoReason.objects.filter(user=viewer).select_related("fact__topic").order_by("-at", "-pk")
    no_reasons = [(row, in_words(row.type, row.fact)) for row in left_out]
    return {"dismissals": _dismissed(viewer), "no_reasons": no_reasons, "unheard": _unheard(viewer)}


def _unheard(viewer: User) -> list[User]:
    """People they have met, of whom they want to hear no more of what both come to share."""
    stopped = set(SinceMet.objects.filter(user=viewer).stopped().values_list("other_id", flat=True))
    if not stopped:
        return []
    met = Connection.objects.visible_to(viewer).filter(Q(low__in=stopped) | Q(high__in=stopped))
    people = [
        one.other(viewer) for one in met.select_related("low__profile", "high__profile").order_by("-since", "-pk")
    ]
    return [person for person in people if person.pk in stopped]


def _dismissed(viewer: User) -> list[tuple[Dismissal, str]]:
    mine = list(Dismissal.objects.filter(user=viewer).order_by("-at", "-pk"))
    known = known_from_dismissals(mine, viewer) if mine else {}
    return [(dismissal, known[dismissal.pk].name) for dismissal in mine if dismissal.pk in known]
