from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.circles.models import Membership
from apps.mail.errors import DomainError
from apps.mail.outbox import enqueue
from apps.profiles.models import User
from apps.profiles.models.user import UserQuerySet
from apps.staff.models import AuditEntry, Report
from apps.staff.reportable import Reported
from apps.staff.services.auditing import note

MAIL = "report"


class Settled(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Somebody else has settled this report. Reload the page to see how."))


def readers(reported: Reported) -> UserQuerySet:
    """Those who will find a report of this among `Report.objects.readable_by` them."""
    staff = User.objects.present().filter(is_staff=True)
    if reported.kind == Report.Kind.CIRCLE:
        staff = staff.exclude(pk__in=Membership.objects.curators().filter(circle=reported.circle).values("user"))
    return staff.exclude(pk=reported.about.pk) if reported.about else staff


@transaction.atomic
def report(reported: Reported, *, reporter: User | None, words: str, at: datetime) -> Report:
    """Staff are told that there is something to read, and nothing of what. The person it is about is not told."""
    row = Report.objects.create(
        kind=reported.kind,
        object_id=reported.object_id,
        reporter=reporter,
        about=reported.about,
        circle=reported.circle,
        quote=reported.quote,
        words=words.strip(),
        made_at=at,
    )
    for member in readers(reported):
        key = f"{row.pk}.{member.pk}"
        enqueue(MAIL, key=key, address=member.email, user_id=member.pk, payload={"report": row.pk}, due_at=at)
    return row


@transaction.atomic
def settle(row: Report, *, by: User, outcome: str, at: datetime) -> Report:
    locked = Report.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    if locked.settled_at is not None:
        raise Settled
    locked.settled_at, locked.settled_by, locked.outcome = at, by, outcome
    locked.save(update_fields=["settled_at", "settled_by", "outcome"])
    words = f"{locked.pk}: {Report.Outcome(outcome).label}"
    note(AuditEntry.Deed.SETTLED_REPORT, by=by, about=locked.about, words=words, report=locked, at=at)
    return locked
