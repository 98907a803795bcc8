"""Conversations in which something is new to somebody, or of which they are asked whether they talked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from apps.digests.models import Carried
from apps.introductions.limits import TALKED_AFTER
from apps.introductions.models import Conversation, ConversationMember, Message
from apps.introductions.outcomes import untold_by
from apps.introductions.pages import others_in
from apps.introductions.telling_pages import Asked
from apps.profiles.models import User

if TYPE_CHECKING:
    from apps.introductions.models.conversation import ConversationQuerySet

JUST_MET = timedelta(days=14)  # so long the home page leads to a conversation in which nobody has written


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, and the others it is about: whoever wrote since the reader last looked, or whom they have met."""

    conversation: Conversation
    people: list[User]
    # No other digest has told of it.
    is_new: bool = True

    @property
    def path(self) -> str:
        return reverse("introductions:conversation", args=[self.conversation.pk])


def unread_of(user: User, *, digest: int | None = None) -> list[Talk]:
    """`digest`: the id of its mail."""
    visible = Conversation.objects.heard_by(user)
    unread = Message.objects.unread_by(user).filter(conversation__in=visible.values("pk"))
    rows = unread.select_related("conversation", "author__profile")
    told = Carried.objects.filter(user=user, conversation=OuterRef("conversation"), at__gte=OuterRef("sent_at"))
    rows = rows.annotate(is_told=Exists(told.none() if digest is None else told.exclude(mail_id=digest)))
    found: dict[Conversation, list[User]] = {}
    new = set[Conversation]()
    for message in rows.order_by("-conversation_id", "sent_at", "pk"):
        writers = found.setdefault(message.conversation, [])
        if message.author not in writers:
            writers.append(message.author)
        if not message.is_told:  # type: ignore[attr-defined]  # annotated
            new.add(message.conversation)
    return [Talk(conversation, writers, conversation in new) for conversation, writers in found.items()]


@dataclass(frozen=True, slots=True)
class Lately:
    """Conversations that opened lately, and in which the reader has not been; and those of which they are asked whether
    they talked, the longest ago first."""

    met: list[Talk]
    asked: list[Asked]


def lately_of(user: User, at: datetime, *, digest: int | None) -> Lately:
    """`digest`, the id of its mail, asks what no other one has asked, and does not say whom one has met: a mail of its
    own did."""
    fresh = _fresh(user, at) if digest is None else Conversation.objects.none()
    untold = untold_by(user, at, digest=digest)
    either = Conversation.objects.filter(Q(pk__in=fresh.values("pk")) | Q(pk__in=untold.values("pk")))
    # One query for both; what is asked is fourteen days old, and whom one has met is not.
    rows = list(either.prefetch_related("members__user__profile").order_by("-opened_at", "-pk"))
    mine = {row.pk: next(m for m in row.members.all() if m.user_id == user.pk) for row in rows}
    old = [row for row in rows if mine[row.pk].joined_at <= at - TALKED_AFTER]
    met = [Talk(row, others_in(row, user)) for row in rows if row not in old]
    return Lately(met, [Asked(row, user.pk, _there(row, user)) for row in reversed(old)])


def _fresh(user: User, at: datetime) -> "ConversationQuerySet":
    members = ConversationMember.objects.filter(conversation=OuterRef("pk"))
    written = Message.objects.filter(conversation=OuterRef("pk"))
    unread = Exists(members.filter(user=user, read_at__isnull=True, joined_at__gt=at - TALKED_AFTER))
    return Conversation.objects.heard_by(user).filter(unread, ~Exists(written), opened_at__gt=at - JUST_MET)


def _there(conversation: Conversation, reader: User) -> list[User]:
    return [user for user in others_in(conversation, reader) if user.is_active]
