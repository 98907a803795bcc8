"""What this room adds to the pages of the rooms below."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.introductions.models import ConversationMember, Introduction
from apps.meetings.models import Evening
from apps.meetings.pages import next_with
from apps.profiles import time_zones
from apps.profiles.models import User
from apps.profiles.slots import Section


def in_conversation(request: HttpRequest, *, introduction: Introduction, **_: Any) -> Section | None:
    """The reader's next meeting with somebody of it."""
    viewer = request.user
    if not isinstance(viewer, User):
        return None
    members = ConversationMember.objects.filter(conversation__introduction=introduction).exclude(user=viewer)
    people = User.objects.filter(pk__in=members.values("user"))
    found = next_with(viewer, people, at=timezone.now())
    return Section("meetings/_in_conversation.html", {"listed": found}) if found else None


def among_people(request: HttpRequest, **_: Any) -> Section | None:
    """On the page of the people one has met: the way here."""
    return Section("meetings/_among_people.html", {}) if isinstance(request.user, User) else None


def evening_in_settings(request: HttpRequest, **_: Any) -> Section | None:
    user = request.user
    return (
        Section("meetings/_evening.html", evening_of(user) | {"back": "settings"}) if isinstance(user, User) else None
    )


def evening_of(user: User) -> dict[str, Any]:
    """Whether they are told the evening before, and by which clock."""
    wanted = Evening.objects.filter(user=user).exists()
    return {"evening": wanted, "zone": time_zones.place(user.profile.time_zone)}
