"""What the long pages of this room show, in a fixed number of queries."""

from typing import Any

from django.db.models import Q

from apps.introductions.models import Connection, Conversation, Message
from apps.profiles.models import User

PEOPLE_A_PAGE = MESSAGES_A_PAGE = 60
# However long a page stays open.
MOST_MESSAGES = 600


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


def thread(conversation: Conversation, *, before: int | None = None, since: int | None = None) -> dict[str, Any]:
    """The latest messages, oldest first, and the way to those before them. `before` and `since` are ids of messages: of
    those before one, or at least all since one, so that a page that stays open keeps what it showed."""
    readable = Message.objects.readable().filter(conversation=conversation)
    rows = readable.select_related("author__profile").order_by("-pk")
    rows = rows.filter(Q(pk__lt=before) if before else Q())
    count = MESSAGES_A_PAGE
    if since:
        count = min(max(count, readable.filter(pk__gte=since).count()), MOST_MESSAGES)
    found = list(rows[: count + 1])
    shown = found[:count][::-1]
    return {
        "thread": shown,
        "earlier": f"?before={shown[0].pk}" if len(found) > count else "",
        "since": f"?since={shown[0].pk}" if shown else "",
    }
