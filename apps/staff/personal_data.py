"""This room's part of a person's export, and of their erasure."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.profiles.models import User
from apps.staff.models import AuditEntry, Batch, BatchLine, Report
from apps.staff.services import batching, forgetting


def reports(user: User) -> list[dict[str, Any]]:
    """What they told the staff. What others told about them is not theirs to read."""
    rows = Report.objects.filter(reporter=user).order_by("made_at", "pk")
    return [{"about": row.kind, "words": row.words, "at": row.made_at} for row in rows]


def batches(user: User) -> dict[str, list[dict[str, Any]]]:
    """Those they brought, or in which people are invited in their name; and what a list says of them. What became of
    another's line is no more in it than on any page."""
    mine = Batch.objects.whole().filter(Q(by=user) | Q(curator=user)).order_by("made_at", "pk")
    about = BatchLine.objects.about(user).filter(batch__in=Batch.objects.whole()).order_by("batch", "position")
    return {
        "batches": [
            {"name": row.name, "purpose": row.purpose, "state": row.state, "made_at": row.made_at} for row in mine
        ],
        "lines_about_you": [
            {
                "circle": row.tag,
                "name": row.name,
                "address": row.address,
                "sentence": row.sentence,
                "sent_at": row.sent_at,
            }
            for row in about
        ],
    }


def circles(user: User) -> Q:
    """Those whose lines are emptied: whoever sends a line holds its circle."""
    return Q(pk__in=BatchLine.objects.about(user).filter(circle__isnull=False).values("circle"))


def erase(user: User, at: datetime) -> None:
    """Their words go and those about them; that there was a report, and what staff did, stays."""
    _erase_from_batches(user, at)
    Report.objects.filter(reporter=user).update(words="", reporter=None)
    Report.objects.filter(about=user).update(quote="", words="")
    AuditEntry.objects.erase_words_about(user)


def _erase_from_batches(user: User, at: datetime) -> None:
    """A line stays as a number: one less would tell of the erasure. Nobody invites in the name of who is gone."""
    lines = BatchLine.objects.about(user)
    forgetting.note_outcomes(lines)
    BatchLine.objects.filter(pk__in=list(lines.values_list("pk", flat=True))).update(**forgetting.EMPTY)
    theirs = Batch.objects.filter(curator=user).select_for_update(no_key=True)
    for batch in theirs.filter(state__in=(Batch.State.RUNNING, Batch.State.PAUSED)).order_by("pk"):
        batching.end(batch, at=at)
    Batch.objects.filter(curator=user, state__in=(Batch.State.READ, Batch.State.READING)).delete()
    Batch.objects.filter(Q(by=user) | Q(curator=user)).update(name="", purpose="")
