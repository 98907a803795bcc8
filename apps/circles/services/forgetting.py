"""Whoever was invited and did not come is forgotten once the invitation has ended and no curator reads it any more."""

from datetime import datetime

from django.db import transaction

from apps.circles import purposes
from apps.circles.models import Circle, Invitation
from apps.circles.models.invitation import forgotten
from apps.circles.services.inviting import take_back
from apps.circles.services.locking import lock
from apps.mail.models import OutboxMail


def forget_over(*, at: datetime) -> int:
    """Circle by circle; how many. Run twice it forgets nothing more."""
    circles = Circle.objects.filter(pk__in=Invitation.objects.over(at).values("circle")).order_by("pk")
    return sum(_forget_in(circle, at) for circle in circles)


@transaction.atomic
def _forget_in(circle: Circle, at: datetime) -> int:
    lock(circle)
    over = list(Invitation.objects.over(at).filter(circle=circle))
    for invitation in over:
        _forget(invitation, at)
    return len(over)


def _forget(invitation: Invitation, at: datetime) -> None:
    """A row with an address stays behind as a tombstone: a circle writes to nobody more than twice. The rows
    of its mails have the address, too."""
    OutboxMail.objects.filter(purpose__in=purposes.TO_INVITED, key=str(invitation.pk)).delete()
    if not invitation.address:
        invitation.delete()
        return
    if invitation.state != Invitation.State.REVOKED:
        take_back(invitation, at=at)
    invitation.address = forgotten(invitation.address, invitation.circle_id)
    invitation.name = invitation.sentence = ""
    invitation.save(update_fields=["address", "name", "sentence"])
