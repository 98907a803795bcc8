"""What staff write to somebody about a report. The words go out by mail: a warning's stay in the log about the person,
an answer's nowhere."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.mail.outbox import enqueue
from apps.profiles.models import User
from apps.staff.models import AuditEntry, Report
from apps.staff.services.auditing import note

ANSWER_MAIL, WARNING_MAIL = "report_answer", "staff_warning"
Deed = AuditEntry.Deed


class CannotWrite(DomainError):
    """Nothing went out; the words are still with their writer."""


@transaction.atomic
def answer(row: Report, *, words: str, by: User, at: datetime) -> Report:
    """To whoever told the staff, once."""
    locked = _lock(row)
    if not locked.can_be_answered or locked.reporter is None:
        raise CannotWrite(_("This has been answered already, or there is nobody to answer any more."))
    locked.answered_at = at
    locked.save(update_fields=["answered_at"])
    _send(ANSWER_MAIL, locked, locked.reporter, words, at)
    # Not about the reporter: that they told something goes with their account.
    note(Deed.ANSWERED_REPORT, by=by, words=str(locked.pk), report=locked, at=at)
    return locked


@transaction.atomic
def warn(row: Report, *, words: str, by: User, at: datetime) -> Report:
    """To the person it is about, once for a report; they are not told who told the staff."""
    locked = _lock(row)
    if not locked.can_be_warned_of or locked.about is None:
        raise CannotWrite(_("They were warned already because of this, or cannot be reached."))
    locked.warned_at = at
    locked.save(update_fields=["warned_at"])
    _send(WARNING_MAIL, locked, locked.about, words, at)
    note(Deed.WARNED, by=by, about=locked.about, words=f"{locked.pk}: {words.strip()}", report=locked, at=at)
    return locked


def _lock(row: Report) -> Report:
    rows = Report.objects.select_for_update(no_key=True, of=("self",)).select_related("reporter", "about")
    return rows.get(pk=row.pk)


def _send(purpose: str, row: Report, to: User, words: str, at: datetime) -> None:
    payload = {"words": words.strip()}
    enqueue(purpose, key=str(row.pk), address=to.email, user_id=to.pk, payload=payload, due_at=at)
