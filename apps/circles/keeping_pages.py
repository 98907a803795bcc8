"""What a curator reads of this month's question and word. Nothing on it depends on what a member did."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from apps.circles.keeping_forms import OwnQuestionForm, ReadyForm, WordForm
from apps.circles.models import Circle, CircleQuestion, Word
from apps.circles.models.monthly import month_of
from apps.profiles.models import Block, User


@dataclass(frozen=True, slots=True)
class ThisMonths:
    """The question or the word of this month, as one of the curators reads it."""

    row: CircleQuestion | Word
    # Somebody else's is read like by any member: not where one has blocked the other.
    is_readable: bool
    is_own: bool
    is_in_hand: bool
    is_shown: bool


def keeping(circle: Circle, reader: User, *, at: datetime) -> dict[str, Any]:
    asked = CircleQuestion.objects.in_month(circle, at).select_related("by__profile").first()
    said = Word.objects.in_month(circle, at).select_related("by__profile").first()
    own = said and said.by_id == reader.pk
    return {
        "circle": circle,
        "question": _this_months(asked, reader, at),
        "word": _this_months(said, reader, at),
        "next_month": next_month(at),
        "ready_form": ReadyForm(),
        "question_form": OwnQuestionForm(),
        "word_form": WordForm(initial={"words": said.words} if said and own else None),
    }


def next_month(at: datetime) -> date:
    """Its first day, on which the next may be asked and said."""
    this = month_of(at)
    return date(this.year + this.month // 12, this.month % 12 + 1, 1)


def _this_months(row: CircleQuestion | Word | None, reader: User, at: datetime) -> ThisMonths | None:
    if row is None:
        return None
    own = row.by_id == reader.pk
    readable = own or not (row.by.suspended_at or Block.objects.between(reader, row.by).exists())
    in_hand = row.is_in_hand(at)
    return ThisMonths(row, readable, own, in_hand, not in_hand and not row.taken_back_at and at < row.ends_at)
