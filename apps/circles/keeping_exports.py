"""What a person's export holds of the circle question, the curators' words and being glad to be somewhere."""

from datetime import datetime
from typing import Any

from apps.circles.models import Circle, CircleQuestion, Glad, Held, QuestionSettled, Word
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
    """Also where they wait to be let in again, for another name."""
    rows = Glad.objects.filter(membership__user=user).select_related("membership__circle").order_by("pk")
    held = Held.objects.filter(user=user).exclude(glad_answered_at=None, resting_since=None).select_related("circle")
    there = [_told(row.membership.circle, row.asked_at, row.answered_at, row.resting_since) for row in rows]
    return there + [_told(row.circle, None, row.glad_answered_at, row.resting_since) for row in held.order_by("pk")]


def _told(circle: Circle, *moments: datetime | None) -> dict[str, Any]:
    names = ("asked_at", "answered_at", "resting_since")
    told = (moment and moment.isoformat() for moment in moments)
    return {"circle": circle.tag} | dict(zip(names, told, strict=True))
