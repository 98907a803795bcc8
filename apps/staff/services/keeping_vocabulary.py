"""What staff do to the vocabulary, each written into the log."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.profiles.models import Topic, User, Vocabulary
from apps.profiles.services import linking, merging
from apps.profiles.topics import everybodys
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


@transaction.atomic
def put_under(entry: Topic, name: str, *, by: User, at: datetime) -> None:
    """Raises CannotLink, also for a word that few people say: that it exists is not told here."""
    vocabulary = Vocabulary.INTEREST if name.startswith("#") else entry.vocabulary
    broader = everybodys("").named(vocabulary, name).first()
    if broader is None:
        raise linking.CannotLink(_("No such word is listed here. Look it up under “Words” and write it the same way."))
    linking.put_under(entry, broader)
    note(AuditEntry.Deed.LINKED, by=by, words=f"{entry.label} < {broader.label}", at=at)


@transaction.atomic
def take_from_under(entry: Topic, broader: Topic, *, by: User, at: datetime) -> None:
    linking.take_from_under(entry, broader)
    note(AuditEntry.Deed.UNLINKED, by=by, words=f"{entry.label} < {broader.label}", at=at)
