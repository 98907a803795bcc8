"""What a person's export holds of the circle question, the curators' words and being glad to be somewhere."""

from typing import Any

from apps.circles.models import CircleQuestion, Glad, QuestionSettled, Word
from apps.profiles.models import User


def export(user: User) -> dict[str, Any]:
    return {
        "questions_to_circles": _asked(user),
        "circle_questions_settled": _settled(user),
        "words_to_circles": _said(user),
        "still_glad": _glad(user),
    }


def _asked(user: User) -> list[dict[str, Any]]:
    rows = CircleQuestion.objects.filter(by=user).select_related("circle").order_by("made_at", "pk")
    return [_monthly(row) | {"question": row.words, "kind": row.kind, "answers": row.answers} for row in rows]


def _settled(user: User) -> list[dict[str, Any]]:
    """Answered or passed over; an answer is among their facts."""
    rows = QuestionSettled.objects.filter(user=user).select_related("question__circle").order_by("at", "pk")
    return [
        {"circle": row.question.circle.tag, "question": row.question.words, "at": row.at.isoformat()} for row in rows
    ]


def _said(user: User) -> list[dict[str, Any]]:
    rows = Word.objects.filter(by=user).select_related("circle").order_by("made_at", "pk")
    return [_monthly(row) | {"words": row.words} for row in rows]


def _monthly(row: CircleQuestion | Word) -> dict[str, Any]:
    taken_back = row.taken_back_at and row.taken_back_at.isoformat()
    return {"circle": row.circle.tag, "made_at": row.made_at.isoformat(), "taken_back_at": taken_back}


def _glad(user: User) -> list[dict[str, Any]]:
    rows = Glad.objects.filter(membership__user=user).select_related("membership__circle").order_by("pk")
    moments = ("asked_at", "answered_at", "resting_since")
    return [
        {"circle": row.membership.circle.tag}
        | {name: moment and moment.isoformat() for name in moments for moment in [getattr(row, name)]}
        for row in rows
    ]
