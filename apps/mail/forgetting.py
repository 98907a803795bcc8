"""What became of a mail is remembered for a while, and then its address is not."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from apps.mail.models import OutboxMail

S = OutboxMail.State
SETTLED = (S.SENT, S.KEPT, S.DROPPED, S.BOUNCED)
# Long after anybody asks for the same mail again: a digest is one a day, whatever else is asked for when it happens.
REMEMBERED = timedelta(days=30)
# A person has to look at it.
UNCERTAIN_REMEMBERED = timedelta(days=90)
AT_ONCE = 500


def forget_over(*, at: datetime) -> int:
    """How many. In chunks, each its own transaction; run twice it forgets nothing more."""
    count = 0
    while ids := list(_over(at)[:AT_ONCE]):
        count += OutboxMail.objects.filter(pk__in=ids).delete()[0]
    return count


def _over(at: datetime) -> QuerySet[OutboxMail, int]:
    settled = Q(state__in=SETTLED, settled_at__lte=at - REMEMBERED)
    # What was cut off has no moment at which it was settled.
    uncertain = Q(state=S.UNCERTAIN, due_at__lte=at - UNCERTAIN_REMEMBERED)
    return OutboxMail.objects.filter(settled | uncertain).order_by("pk").values_list("pk", flat=True)
