"""What staff do to the vocabulary, each written into the log."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.profiles.models import Topic, User
from apps.profiles.services import merging
from apps.staff.models import AuditEntry
from apps.staff.services.auditing import note


@transaction.atomic
def merge(entry: Topic, names: Sequence[str], *, by: User, at: datetime) -> None:
    """All of the spellings or, where one cannot be, none."""
    for name in names:
        merging.merge(entry, name, at=at)
        note(AuditEntry.Deed.MERGED, by=by, words=f"{name} = {entry.label}", at=at)


@transaction.atomic
def take_back(spelling: Topic, *, by: User, at: datetime) -> None:
    words = f"{spelling.name} = {spelling.entry.label}"
    merging.take_back(spelling, at=at)
    note(AuditEntry.Deed.PARTED, by=by, words=words, at=at)


@transaction.atomic
def approve(entry: Topic, *, approved: bool, by: User, at: datetime) -> None:
    """Whether it is offered to everybody who types."""
    Topic.objects.filter(pk=entry.pk).update(approved=approved)
    note(AuditEntry.Deed.APPROVED if approved else AuditEntry.Deed.UNAPPROVED, by=by, words=entry.label, at=at)
