"""Conversations in which something is new to somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from apps.introductions.models import Conversation, ConversationMember, Message
from apps.profiles.models import User

JUST_MET = timedelta(days=14)  # so long the home page leads to a conversation in which nobody has written


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, and the others it is about: whoever wrote since the reader last looked, or whom they have met."""

    conversation: Conversation
    people: list[User]

    @property
    def path(self) -> str:
        return reverse("introductions:conversation", args=[self.conversation.pk])


def unread_of(user: User) -> list[Talk]:
    seen = ConversationMember.objects.filter(user=user).filter(
        Q(read_at__isnull=True) | Q(read_at__lt=OuterRef("sent_at"))
    )
    unread = (
        Message.objects.readable()
        .exclude(author=user)
        .filter(Exists(seen.filter(conversation=OuterRef("conversation"))), removed=False)
    )
    visible = Conversation.objects.visible_to(user).filter(pk__in=unread.values("conversation"))
    rows = unread.filter(conversation__in=visible.values("pk")).select_related("conversation", "author__profile")
    found: dict[Conversation, list[User]] = {}
    for message in rows.order_by("-conversation_id", "sent_at", "pk"):
        writers = found.setdefault(message.conversation, [])
        if message.author not in writers:
            writers.append(message.author)
    return [Talk(conversation, writers) for conversation, writers in found.items()]


def met_of(user: User, at: datetime) -> list[Talk]:
    """Those that opened lately, and in which the reader has not been."""
    members = ConversationMember.objects.filter(conversation=OuterRef("pk"))
    written = Message.objects.filter(conversation=OuterRef("pk"))
    fresh = Conversation.objects.visible_to(user).filter(
        Exists(members.filter(user=user, read_at__isnull=True)), ~Exists(written), opened_at__gt=at - JUST_MET
    )
    rows = fresh.prefetch_related("members__user__profile").order_by("-opened_at", "-pk")
    return [Talk(row, _others(row, user)) for row in rows]


def _others(conversation: Conversation, user: User) -> list[User]:
    present = (member.user for member in conversation.members.all() if member.user_id != user.pk)
    return sorted((one for one in present if not one.suspended_at), key=lambda one: one.pk)
