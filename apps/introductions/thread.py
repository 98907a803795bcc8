"""The messages of a conversation as one of its people reads them, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from apps.introductions.addresses import with_links
from apps.introductions.models import Conversation, ConversationMember, Message
from apps.introductions.models.conversation import MessageQuerySet

MESSAGES_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Line:
    message: Message
    words: SafeString
    # The first of a day says which, and the first that is new to the reader says so.
    day: datetime | None
    begins_new: bool


def read_thread(conversation: Conversation, mine: ConversationMember, *, before: int | None = None) -> dict[str, Any]:
    """The latest messages, oldest first, or those before the message with this id; and the way to what came before."""
    rows = _readable(conversation, mine).filter(Q(pk__lt=before) if before else Q()).order_by("-pk")
    found = list(rows[: MESSAGES_A_PAGE + 1])
    shown = found[:MESSAGES_A_PAGE][::-1]
    return {
        "lines": _lines(conversation, shown, mine),
        "earlier": f"?before={shown[0].pk}" if len(found) > MESSAGES_A_PAGE else "",
        "last": shown[-1] if shown else None,
    }


def read_newer(conversation: Conversation, mine: ConversationMember, *, after: int) -> dict[str, Any]:
    """What came after the message with this id, for a page that shows it already. The ids of a conversation grow with
    its messages: whoever writes holds its lock."""
    kept = _readable(conversation, mine)
    shown = list(kept.filter(pk__gt=after).order_by("pk")[:MESSAGES_A_PAGE])
    before = kept.filter(pk__lte=after).order_by("-pk").first() if shown else None
    return {
        "lines": _lines(conversation, shown, None, since=_day(before) if before else None),
        "last": shown[-1] if shown else None,
    }


def _readable(conversation: Conversation, mine: ConversationMember) -> MessageQuerySet:
    """Whoever has left reads what was written until then; with their return the rest."""
    until = Q(sent_at__lte=mine.left_at) if mine.left_at else Q()
    return Message.objects.readable().filter(until, conversation=conversation).select_related("author__profile")


def _lines(
    conversation: Conversation, messages: Sequence[Message], mine: ConversationMember | None, since: date | None = None
) -> list[Line]:
    """`conversation`: as_read_by the reader. `mine`: from before they opened the page."""
    new, found = _first_new(messages, mine) if mine else None, list[Line]()
    for message in messages:
        words = with_links(message.body) if conversation.links_open else conditional_escape(message.body)
        day = _day(message)
        found.append(Line(message, words, message.sent_at if day != since else None, message is new))
        since = day
    return found


def _first_new(messages: Sequence[Message], mine: ConversationMember) -> Message | None:
    """Only where something that is not new stands above it; one's own words are not new."""
    if mine.read_at is None:
        return None
    fresh = (m for m in messages if m.sent_at > mine.read_at and m.author_id != mine.user_id and not m.removed)
    first = next(fresh, None)
    return first if first and first is not messages[0] else None


def _day(message: Message) -> date:
    return timezone.localtime(message.sent_at).date()
