"""What the bench has for somebody who has just come in."""

from datetime import datetime

from django.urls import reverse

from apps.bench.models.prepared import TIME_TO_SAY_WHO_ONE_IS
from apps.bench.services.asking import ask_for
from apps.circles.models import Membership
from apps.introductions.models import Introduction
from apps.mail.doorbell import ring
from apps.mail.tasks import deliver_quick


def first_page(membership: Membership, at: datetime) -> str | None:
    """The introduction that was prepared for them, also where a worker was faster; none where it is a shadow."""
    if membership.joined_at < at - TIME_TO_SAY_WHO_ONE_IS:
        return None
    if ask_for(membership, at=at):
        ring(deliver_quick)
    waits = Introduction.objects.awaiting(membership.user, at).filter(circle=membership.circle).first()
    return reverse("introductions:detail", args=[waits.pk]) if waits else None
