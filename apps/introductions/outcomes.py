"""Who is asked whether they talked, and what the engine may learn from what they said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from apps.introductions import limits
from apps.introductions.models import Conversation, ConversationMember, Outcome
from apps.profiles.models import User

if TYPE_CHECKING:
    from apps.introductions.models.conversation import ConversationQuerySet


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of the introduction of two, as either of them told it."""

    circle_id: int
    low_id: int
    high_id: int
    talked: bool
    led_somewhere: bool


def tellable_by(user: User, at: datetime) -> "ConversationQuerySet":
    """Of which somebody may say whether they talked: two weeks after they came into it, for four weeks, while another
    is there. That another has left or muted it is not asked: the question would tell."""
    members = ConversationMember.objects.filter(conversation=OuterRef("pk"))
    since, until = at - limits.TALKED_AFTER - limits.TIME_TO_TELL, at - limits.TALKED_AFTER
    mine = members.filter(user=user, joined_at__gt=since, joined_at__lte=until)
    others = members.exclude(user=user).filter(user__in=User.objects.present())
    return Conversation.objects.joined_by(user).filter(Exists(mine), Exists(others))


def untold_by(user: User, at: datetime, *, digest: int | None = None) -> "ConversationQuerySet":
    """Where they have not said it yet; for a digest (the id of its mail) what no other digest has asked."""
    said = Outcome.objects.of(user).filter(introduction=OuterRef("introduction"))
    rows = tellable_by(user, at).filter(~Exists(said))
    if digest is None:
        return rows
    mine = ConversationMember.objects.filter(conversation=OuterRef("pk"), user=user)
    return rows.filter(~Exists(mine.filter(asked_in__isnull=False).exclude(asked_in=digest)))


def for_learning(at: datetime) -> Iterator[Lesson]:
    """The engine's funnel, by introduction: pairs only, since of a group nobody knows whom an answer is about; settled
    only, and without people who are gone. Whose answer it was is not in it, and nothing of it may be shown."""
    rows = Outcome.objects.settled(at).filter(introduction__participants_key__regex=r"^\d+-\d+$")
    told = rows.order_by("introduction_id").values_list(
        "introduction_id", "introduction__circle_id", "introduction__participants_key", "value"
    )
    gone = set(User.objects.filter(is_active=False).values_list("pk", flat=True))
    for (_, circle_id, key), group in groupby(told.iterator(), key=lambda row: row[:3]):
        values = {row[3] for row in group}
        low, high = (int(part) for part in key.split("-"))
        if not gone & {low, high}:
            led = Outcome.Value.LED in values
            yield Lesson(circle_id, low, high, led or Outcome.Value.TALKED in values, led)
