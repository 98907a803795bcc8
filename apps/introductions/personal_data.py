"""This room's part of a person's export, and of their erasure."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.circles.services.locking import lock_all_of
from apps.introductions import passed
from apps.introductions.models import (
    Answer,
    Capacity,
    Connection,
    Conversation,
    ConversationMember,
    Enclosure,
    ImportedPerson,
    Introduction,
    MailedReply,
    MailedYes,
    Message,
    NeverWith,
    Outcome,
    Tiding,
    Way,
)
from apps.profiles.models import User


def introductions(user: User) -> list[dict[str, Any]]:
    seen = Introduction.objects.visible_to(user)
    mine = Answer.objects.filter(user=user, introduction__in=seen).select_related(
        "introduction__circle", "introduction__made_by"
    )
    made = Introduction.objects.filter(made_by=user).select_related("circle").order_by("pk")
    asked = [_asked(answer) for answer in mine.order_by("pk")]
    return asked + [
        {"circle": row.circle.tag, "asked_at": row.asked_at, "by_me": True, "note": row.note} for row in made
    ]


def _asked(answer: Answer) -> dict[str, Any]:
    row = answer.introduction
    return {
        "circle": row.circle.tag,
        "asked_at": row.asked_at,
        "by_me": False,
        "note": row.readable_note,
        "my_answer": answer.value,
        "answered_at": answer.answered_at,
        "my_reason": answer.reason,
        "reopened_at": answer.reopened_at,
    }


def yeses_by_mail(user: User) -> list[dict[str, Any]]:
    """Those that count for nothing yet."""
    rows = MailedYes.objects.filter(user=user).order_by("counts_at", "pk")
    return [{"about": row.kind, "counts_at": row.counts_at} for row in rows]


def never_with(user: User) -> list[dict[str, Any]]:
    """To whom they never want to be introduced, as far as they may still know of them."""
    named = {row.pk: name for row, name in passed.never_with(user)}
    rows = NeverWith.objects.of(user).order_by("at", "pk")
    return [{"person": named[row.pk] or None, "at": row.at} for row in rows]


def envelopes(user: User) -> dict[str, Any]:
    """One's own words and ways only; those of others one reads in the envelopes."""
    enclosed = Enclosure.objects.filter(user=user).select_related("introduction__circle").prefetch_related("ways")
    said = Tiding.objects.filter(user=user).select_related("introduction__circle").order_by("pk")
    return {
        "ways_to_reach_me": [{"what": way.label, "value": way.value} for way in user.ways.order_by("pk")],
        "put_in": [_enclosed(row) for row in enclosed.order_by("pk")],
        "told_introducers": [
            {"circle": row.introduction.circle.tag, "about": row.kind, "words": row.words, "at": row.at} for row in said
        ],
    }


def _enclosed(row: Enclosure) -> dict[str, Any]:
    shared = [way.label for way in row.ways.all()]
    return {
        "circle": row.introduction.circle.tag,
        "question": row.question,
        "shows_email": row.shows_email,
        "ways": shared,
    }


def imported(user: User) -> list[dict[str, Any]]:
    """The rows of somebody's file that they were."""
    rows = ImportedPerson.objects.filter(user=user).order_by("pk")
    return [{"list": row.source, "row": row.external_id} for row in rows]


def conversations(user: User) -> dict[str, Any]:
    """What one may read oneself: whom one met, and the conversations as they stand."""
    rows = Connection.objects.visible_to(user).as_read_by(user)
    people = rows.select_related("low__profile", "high__profile", "through__profile", "circle")
    met = [
        {
            "name": row.other(user).profile.name,
            "since": row.since,
            "circle": row.circle.tag if row.circle else None,
            "through": row.through.profile.name if row.through and row.names_introducer else None,  # type: ignore[attr-defined]  # annotated
        }
        for row in people.order_by("since", "pk")
    ]
    messages = Message.objects.readable().filter(conversation__in=Conversation.objects.visible_to(user), removed=False)
    said = messages.select_related("author__profile").order_by("conversation_id", "sent_at", "pk")
    in_them = ConversationMember.objects.filter(conversation__in=Conversation.objects.visible_to(user), user=user)
    return {
        "people_i_met": met,
        "conversations": [
            {"conversation": m.conversation_id, "joined_at": m.joined_at, "muted_at": m.muted_at, "left_at": m.left_at}
            for m in in_them.order_by("conversation_id")
        ],
        "messages": [
            {"conversation": m.conversation_id, "from": m.author.profile.name, "at": m.sent_at, "text": m.body}
            for m in said
        ],
    }


def outcomes(user: User) -> list[dict[str, Any]]:
    """What they said of whether they talked; what the others said is not theirs."""
    rows = Outcome.objects.of(user).select_related("introduction__circle").order_by("introduction_id")
    return [
        {
            "circle": row.introduction.circle.tag,
            "asked_at": row.introduction.asked_at,
            "said": row.value,
            "at": row.at,
        }
        for row in rows
    ]


def circles(user: User) -> Q:
    """In which they introduced somebody."""
    return Q(pk__in=Introduction.objects.filter(made_by=user).values("circle"))


def lock(user: User) -> None:
    """What an erasure writes here; the circles of all rooms before introductions."""
    lock_all_of(user)
    theirs = Introduction.objects.filter(Q(answers__user=user) | Q(made_by=user))
    list(Introduction.objects.select_for_update(no_key=True).filter(pk__in=theirs.values("pk")).order_by("pk"))


def erase(user: User, at: datetime) -> None:
    """Answers stay with the tombstone, without their reasons: an open ask ends at its closing time like any other
    silence. So does what they said of whether they talked, because a pulse that changed with an erasure would tell it;
    and the number of the row in somebody's file: whoever is erased is not made anew by the next import."""
    lock(user)
    Answer.objects.filter(user=user).update(reason="", reopened_at=None)
    # What others said of them stays: on their lists it is about somebody whom they no longer see, as before.
    NeverWith.objects.filter(user=user).delete()
    Message.objects.filter(author=user).update(body="", removed=True)
    kept = {"muted_at": None, "left_at": None, "read_at": None, "asked_in": None}
    ConversationMember.objects.filter(user=user).update(**kept)
    for words in (Enclosure, Tiding, Way, MailedReply, MailedYes):
        words.objects.filter(user=user).delete()
    Introduction.objects.filter(made_by=user).update(note="")
    Connection.objects.filter(Q(low=user) | Q(high=user)).delete()
    Capacity.objects.filter(user=user).delete()
