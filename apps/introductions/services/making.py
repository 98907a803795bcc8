"""What a yes leads to: with the last one needed the introduction is made, in the same transaction."""

from datetime import datetime
from itertools import combinations

from apps.introductions import limits, mails
from apps.introductions.models import Answer, Connection, Conversation, ConversationMember, Introduction
from apps.profiles.changes import record_change
from apps.profiles.models import Block, User


def settle_yes(introduction: Introduction, *, at: datetime, held: bool = False) -> Introduction:
    """Makes it, or lets a late yes of a group join. The caller holds the row's lock. `held`: the yes that was said
    brings together with nobody, and reads like one for which the others have not answered."""
    willing = _willing(introduction)
    if held:
        return introduction
    if introduction.state == Introduction.State.ASKED:
        if len(willing) < limits.YESES_NEEDED or introduction.shadow:
            return introduction
        introduction.settled_at = at
        introduction.move_to(Introduction.State.MADE, "settled_at")
        Conversation.objects.create(introduction=introduction, opened_at=at)
    joined = _bring_together(introduction, willing, at)
    mails.enqueue_made(introduction, joined, at=at)
    for user in joined:
        record_change(user, circle_id=introduction.circle_id, at=at)
    return introduction


def _willing(introduction: Introduction) -> list[int]:
    """Ids of those who said yes, present and in the circle still, sorted; empty when two of them blocked each other.
    Held yeses are read like any, so that they take as long, and left out in the end."""
    said = introduction.answers.filter(value=Answer.Value.YES)
    yes = said.filter(user__is_active=True, user__suspended_at__isnull=True)
    here = dict(yes.filter(user__memberships__circle=introduction.circle_id).values_list("user_id", "held"))
    # Held until the connection is written: whoever is erased in this moment is erased with it, or not brought in.
    present = User.objects.present().select_for_update(no_key=True).order_by("pk")
    ids = list(present.filter(pk__in=list(here)).values_list("pk", flat=True))
    return [] if Block.objects.among(ids).exists() else [pk for pk in ids if not here[pk]]


def _bring_together(introduction: Introduction, user_ids: list[int], at: datetime) -> list[User]:
    """Whoever is new to the conversation."""
    conversation = introduction.conversation
    before = set(conversation.members.values_list("user_id", flat=True))
    ConversationMember.objects.bulk_create(
        [ConversationMember(conversation=conversation, user_id=i, joined_at=at) for i in user_ids],
        ignore_conflicts=True,
    )
    pairs = (
        Connection(
            low_id=low,
            high_id=high,
            introduction=introduction,
            circle_id=introduction.circle_id,
            through_id=introduction.made_by_id,
            since=at,
        )
        for low, high in combinations(user_ids, 2)
    )
    Connection.objects.bulk_create(pairs, ignore_conflicts=True)
    return list(User.objects.filter(pk__in=set(user_ids) - before).order_by("pk"))
