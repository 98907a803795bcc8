"""What ends with a circle: nothing that waits to be mailed about it leaves any more, also not after a reopening."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from apps.circles import purposes
from apps.circles.models import Circle, Invitation, JoinRequest
from apps.circles.services.inviting import take_back
from apps.circles.services.saying import end_with
from apps.mail import outbox
from apps.mail.models import OutboxMail

# Run inside the transaction that closes the circle.
Step = Callable[[Circle, datetime], None]
_steps: list[Step] = []


def on_close(step: Step) -> None:
    """The register of what else ends with a circle: higher rooms end their own mails there."""
    _steps.append(step)


def shut(circle: Circle, at: datetime) -> None:
    """The caller holds the circle's lock."""
    circle.closed_at = at
    circle.save(update_fields=["closed_at"])
    for step in _steps:
        step(circle, at)
    end_with(circle, at)
    ended = outbox.drop_waiting(_mails_about(circle), at=at)
    _take_back_unsent(circle, [mail.key for mail in ended if mail.purpose == purposes.INVITATION], at)


def _mails_about(circle: Circle) -> outbox.OutboxMails:
    invitations = Invitation.objects.filter(circle=circle).annotate(key=Cast("pk", CharField())).values("key")
    requests = list(JoinRequest.objects.filter(circle=circle).pending().values_list("pk", flat=True))
    return OutboxMail.objects.filter(
        Q(purpose__in=purposes.TO_INVITED, key__in=invitations)
        | Q(purpose=purposes.JOIN_REQUEST, payload__request__in=requests)
        | Q(purpose__in=purposes.TO_MEMBERS, payload__circle=circle.pk)
    )


def _take_back_unsent(circle: Circle, keys: list[str], at: datetime) -> None:
    """Nobody has heard of these. Left standing they would only be reworded, without a mail, when their curator invites
    the same people after a reopening."""
    unsent = Invitation.objects.filter(circle=circle, pk__in=[int(key) for key in keys])
    for invitation in unsent.filter(state__in=(Invitation.State.PENDING, Invitation.State.DECLINED)):
        take_back(invitation, at=at)
