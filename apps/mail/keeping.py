"""What is kept of a mail that an operator may send again: ids to write it by, and not what stood in its row alone."""

from django.db.models import Q

from apps.mail import composers
from apps.mail.models import OutboxMail, OutboxMailQuerySet

S = OutboxMail.State
UNWRITTEN = "could not be written"
AGAIN = Q(state__in=(S.UNCERTAIN, S.BOUNCED)) | Q(state=S.DROPPED, reason__startswith=UNWRITTEN)


def may_be_sent_again(mail: OutboxMail, state: str) -> bool:
    """Once it is in this state."""
    unwritten = state == S.DROPPED and mail.reason.startswith(UNWRITTEN)
    return (unwritten or state in (S.UNCERTAIN, S.BOUNCED)) and mail.purpose not in composers.secret()


def forget_secrets(mails: OutboxMailQuerySet) -> None:
    """Of those that end now."""
    mails.filter(purpose__in=composers.secret()).update(payload={})
