"""An introduction of two that was made before the demo began, as the services would have left it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from apps.circles.models import Circle
from apps.introductions.eligibility import pair
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Answer, Connection, Conversation, ConversationMember, Introduction

TIME_TO_YES = timedelta(days=2)


def make(
    circle: Circle, keeper: int, people: Sequence[int], *, note: str, asked: datetime, read: timedelta
) -> Conversation:
    """`people`: ids of two; `read`: until how long after it was made both have read their conversation."""
    made = asked + TIME_TO_YES
    introduction = Introduction.objects.create(
        circle=circle,
        made_by_id=keeper,
        origin=Introduction.Origin.CURATOR,
        note=note,
        state=Introduction.State.MADE,
        participants_key=Introduction.key_of(people),
        asked_at=asked,
        closes_at=asked + TIME_TO_ANSWER,
        settled_at=made,
    )
    yes = Answer.Value.YES
    Answer.objects.bulk_create(
        Answer(introduction=introduction, user_id=i, value=yes, answered_at=made, put_at=asked) for i in people
    )
    conversation = Conversation.objects.create(introduction=introduction, opened_at=made)
    ConversationMember.objects.bulk_create(
        ConversationMember(conversation=conversation, user_id=i, joined_at=made, read_at=made + read) for i in people
    )
    low, high = pair(*people)
    Connection.objects.create(
        low_id=low, high_id=high, introduction=introduction, circle=circle, through_id=keeper, since=made
    )
    return conversation
