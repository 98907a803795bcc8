"""What one does with a conversation for oneself: mute it, leave it, come back, put it down unread. Nobody else sees any
of it: to the others it looks like silence."""

from datetime import datetime, timedelta

from django.db import transaction

from apps.introductions.models import Conversation, ConversationMember, Message
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present


@transaction.atomic
def mute(conversation: Conversation, *, user: User, at: datetime) -> None:
    """No mail and no mark tells of what is new, until it is unmuted; twice is once."""
    member = _locked(conversation, user)
    if member and member.muted_at is None:
        member.muted_at = at
        member.save(update_fields=["muted_at"])


@transaction.atomic
def unmute(conversation: Conversation, *, user: User) -> None:
    _set(conversation, user, muted_at=None)


@transaction.atomic
def leave(conversation: Conversation, *, user: User, at: datetime) -> None:
    """The conversation goes on without them; twice is once. They stay introduced: what happened is not undone."""
    member = _locked(conversation, user)
    if member and member.left_at is None:
        member.left_at = at
        member.save(update_fields=["left_at"])


@transaction.atomic
def come_back(conversation: Conversation, *, user: User) -> None:
    """They read what was written meanwhile."""
    _set(conversation, user, left_at=None)


@transaction.atomic
def put_down_unread(conversation: Conversation, *, user: User) -> None:
    """The last that somebody else wrote is new again."""
    member = _locked(conversation, user)
    theirs = Message.objects.readable().filter(conversation=conversation, removed=False).exclude(author=user)
    last = theirs.order_by("-sent_at", "-pk").first()
    if member and last and member.read_at and member.read_at >= last.sent_at:
        member.read_at = last.sent_at - timedelta(microseconds=1)
        member.save(update_fields=["read_at"])


def hold_between(blocker: User, blocked: User, at: datetime) -> None:
    """Inside a block's transaction: whoever is writing at this moment has written before it, or finds it."""
    both = Conversation.objects.filter(members__user=blocker).filter(members__user=blocked)
    held = Conversation.objects.select_for_update(no_key=True).filter(pk__in=both.values("pk")).order_by("pk")
    list(held.values_list("pk", flat=True))


def _locked(conversation: Conversation, user: User) -> ConversationMember | None:
    """None for somebody who is not in it, or may not open it now. Writing holds the same locks in the same order."""
    lock_present(user)
    Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    seen = Conversation.objects.visible_to(user).filter(pk=conversation.pk)
    return ConversationMember.objects.filter(conversation__in=seen, user=user).first()


def _set(conversation: Conversation, user: User, **values: None) -> None:
    if member := _locked(conversation, user):
        ConversationMember.objects.filter(pk=member.pk).update(**values)
