"""One mail has been taken by the server, and the next is about to go out: both are said in one UPDATE, before its first
byte does. A long run takes half the commits so, and neither promise waits for the other's."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.fields.json import JSONField
from django.utils import timezone

from apps.mail.claims import lease
from apps.mail.domains import SLOW
from apps.mail.models import OutboxMail
from apps.mail.preparing import Prepared
from apps.mail.runs import Run

S = OutboxMail.State


def may_follow(mail: OutboxMail, run: Run, prepared: Prepared, *, took: timedelta) -> bool:
    """Whether it is written and ours still, and nothing has to be looked at before. A server that was slow may have got
    into trouble with that; where mails are kept none begins."""
    is_ours = mail.leased_until is not None and mail.leased_until > timezone.now()
    kept = settings.MAIL_KEPT or mail.address.endswith(".invalid")
    return is_ours and not kept and took < SLOW and mail.domain not in run.troubled and prepared.may_begin(mail)


def end_and_begin(sent: OutboxMail, following: OutboxMail, *, at: datetime) -> bool:
    """False where another worker, or somebody who wants no mail any more, has moved one of the two or is about to:
    neither is then."""
    until = lease(at)
    if not _moved(sent, following, at, until):
        return False
    sent.state, sent.settled_at, sent.leased_until, sent.payload, sent.reason = S.SENT, at, None, {}, ""
    following.state, following.leased_until = S.ATTEMPTING, until
    return True


@transaction.atomic
def _moved(sent: OutboxMail, following: OutboxMail, at: datetime, until: datetime) -> bool:
    """What has left does not wait for whoever holds the other row."""
    free = OutboxMail.objects.held(following).select_for_update(skip_locked=True).values("pk")
    both = OutboxMail.objects.held(sent) | OutboxMail.objects.filter(pk__in=free)
    changed = both.filter(pk__in=[sent.pk, following.pk]).update(
        state=Case(When(pk=sent.pk, then=Value(S.SENT)), default=Value(S.ATTEMPTING)),
        settled_at=Case(When(pk=sent.pk, then=Value(at)), default=F("settled_at")),
        leased_until=Case(When(pk=sent.pk, then=Value(None)), default=Value(until)),
        payload=Case(When(pk=sent.pk, then=Value({}, JSONField())), default=F("payload")),
        reason="",
    )
    if changed < 2:
        transaction.set_rollback(True)
    return changed == 2
