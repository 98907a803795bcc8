"""What the long pages of this room show, in a fixed number of queries."""

from typing import Any

from django.db.models import Exists

from apps.introductions.models import Connection, Conversation
from apps.profiles.models import User

PEOPLE_A_PAGE = 60


def people_met(reader: User, *, page: int) -> dict[str, Any]:
    """One page of whom one has met, the latest first."""
    met = Connection.objects.visible_to(reader).as_read_by(reader).order_by("-since", "-pk")
    start = (page - 1) * PEOPLE_A_PAGE
    found = met.select_related("low__profile", "high__profile", "circle", "through__profile")
    rows = list(found[start : start + PEOPLE_A_PAGE + 1])
    return {
        "people": [(row, row.other(reader)) for row in rows[:PEOPLE_A_PAGE]],
        "more": f"?page={page + 1}" if len(rows) > PEOPLE_A_PAGE else "",
    }


def conversations_left(reader: User) -> list[tuple[Conversation, list[User]]]:
    """Those that one has left, the latest first, each with who else is in it."""
    rows = Conversation.objects.left_by(reader).prefetch_related("members__user__profile").order_by("-pk")
    return [(row, others_in(row, reader)) for row in rows]


def others_in(conversation: Conversation, reader: User) -> list[User]:
    """From the members that were fetched with it."""
    there = sorted(conversation.members.all(), key=lambda member: (member.joined_at, member.pk))
    return [member.user for member in there if member.user_id != reader.pk and not member.user.suspended_at]


def something_unread(reader: User) -> Exists:
    return Exists(Conversation.objects.unread_by(reader))
