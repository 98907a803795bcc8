"""What a curator reads of the questions and words of a circle. Nothing on it depends on what a member did."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from apps.circles.keeping_forms import OwnQuestionForm, ReadyForm, WordForm
from apps.circles.models import Circle, CircleQuestion, Membership, Word
from apps.circles.models.monthly import month_of
from apps.profiles.models import Block, User


@dataclass(frozen=True, slots=True)
class OfAMonth:
    """A question or a word, as one of the curators reads it."""

    row: CircleQuestion | Word
    # Somebody else's is read like by any member: not where one has blocked the other.
    is_readable: bool
    is_own: bool
    # Its curator keeps the circle; else it stands on nobody's page.
    is_kept: bool
    is_in_hand: bool
    is_going: bool


def keeping(circle: Circle, reader: User, *, at: datetime) -> dict[str, Any]:
    asked = CircleQuestion.objects.in_month(circle, at).select_related("by__profile").first()
    said = Word.objects.in_month(circle, at).select_related("by__profile").first()
    own = said and said.by_id == reader.pk
    return {
        "circle": circle,
        "question": asked and _read(asked, reader, at),
        "word": said and _read(said, reader, at),
        "earlier_questions": _earlier(CircleQuestion.objects.earlier(circle, at), reader, at),
        "earlier_words": _earlier(Word.objects.earlier(circle, at), reader, at),
        "next_month": next_month(at),
        "ready_form": ReadyForm(),
        "question_form": OwnQuestionForm(),
        "word_form": WordForm(initial={"words": said.words} if said and own else None),
    }


def next_month(at: datetime) -> date:
    """Its first day, on which the next may be asked and said."""
    this = month_of(at)
    return date(this.year + this.month // 12, this.month % 12 + 1, 1)


def _earlier(rows: QuerySet[Any], reader: User, at: datetime) -> list[OfAMonth]:
    read = (_read(row, reader, at) for row in rows.select_related("by__profile"))
    return [one for one in read if one.is_readable]


def _read(row: CircleQuestion | Word, reader: User, at: datetime) -> OfAMonth:
    own = row.by_id == reader.pk
    kept = Membership.objects.curators().filter(circle=row.circle_id, user=row.by_id).exists()
    in_hand = row.is_in_hand(at)
    return OfAMonth(
        row,
        is_readable=own or not (row.by.suspended_at or Block.objects.between(reader, row.by).exists()),
        is_own=own,
        is_kept=kept,
        is_in_hand=in_hand,
        is_going=not in_hand and not row.taken_back_at and at < row.ends_at,
    )
