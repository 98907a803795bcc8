"""The mails of this room that are not about signing in."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from apps.instance.models import Instance
from apps.mail.composers import Composed, render
from apps.mail.links import absolute
from apps.mail.models import OutboxMail
from apps.mail.outbox import enqueue
from apps.profiles.models import User

LEAVING = "leaving"
SECOND_STEPS_OFF = "second_steps_off"


def enqueue_leaving(user: User, *, at: datetime) -> None:
    """Whoever took over a session would otherwise have fourteen quiet days."""
    enqueue(LEAVING, key=f"{user.pk}.{at.isoformat()}", address=user.email, user_id=user.pk, due_at=at)


def enqueue_second_steps_off(user: User, *, at: datetime) -> None:
    enqueue(SECOND_STEPS_OFF, key=f"{user.pk}.{at.isoformat()}", address=user.email, user_id=user.pk, due_at=at)


def compose_second_steps_off(mail: OutboxMail, at: datetime) -> Composed | None:
    """Sent also to whoever has a second step again by now: somebody took the old one off."""
    if not User.objects.present().filter(pk=mail.user_id or 0).exists():
        return None
    contact = Instance.objects.current().contact
    return render(SECOND_STEPS_OFF, {"link": absolute(reverse("mfa_index")), "contact": contact})


def compose_leaving(mail: OutboxMail, at: datetime) -> Composed | None:
    """None for somebody who stays after all."""
    leaving = User.objects.present().filter(leaving_at__isnull=False)
    reader = leaving.select_related("profile").filter(pk=mail.user_id or 0).first()
    if reader is None:
        return None
    with timezone.override(reader.profile.zone):
        return render(LEAVING, {"reader": reader, "link": absolute(reverse("profiles:settings"))})
