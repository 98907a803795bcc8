"""Mails about pitches. None holds the message, or says who wrote it or who reported it."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.introductions.models import PitchPause, PitchReport
from apps.introductions.models.pitch_pause import told_from
from apps.mail.composers import Composed, render
from apps.mail.links import absolute
from apps.mail.models import OutboxMail
from apps.mail.outbox import enqueue
from apps.profiles.models import User

REPORTED, TALK, PAUSED = "pitch_reported", "pitch_talk", "pitch_paused"


def enqueue_reported(report: PitchReport, curator: User, *, at: datetime) -> None:
    _enqueue(REPORTED, f"{report.pk}-{curator.pk}", curator, {"id": report.pk}, at)


def enqueue_talk(circle: Circle, sender: User, report_id: int, *, at: datetime) -> None:
    _enqueue(TALK, str(report_id), sender, {"circle": circle.pk}, told_from(at))


def enqueue_paused(pause: PitchPause, *, due_at: datetime) -> None:
    key = f"{pause.pk}-{pause.until.date()}" if pause.until else str(pause.pk)
    _enqueue(PAUSED, key, pause.user, {"id": pause.pk, "set": bool(pause.until)}, due_at)


def _enqueue(purpose: str, key: str, user: User, payload: dict[str, object], due_at: datetime) -> None:
    enqueue(purpose, key=key, address=user.email, user_id=user.pk, payload=payload, due_at=due_at)


def compose_reported(mail: OutboxMail, at: datetime) -> Composed | None:
    """While there is something to look at, and they may."""
    reader = _reader(mail)
    found = reader and PitchReport.objects.visible_to(reader).unlooked().filter(pk=mail.payload["id"])
    report = found.select_related("circle").first() if found else None
    if not reader or not report:
        return None
    link = absolute(reverse("introductions:pitches", args=[report.circle.tag]))
    return render(REPORTED, {"reader": reader, "circle": report.circle, "link": link})


def compose_talk(mail: OutboxMail, at: datetime) -> Composed | None:
    reader = _reader(mail)
    circle = Circle.objects.filter(pk=mail.payload["circle"], closed_at=None, memberships__user=reader).first()
    return render(TALK, {"reader": reader, "circle": circle}) if reader and circle else None


def compose_paused(mail: OutboxMail, at: datetime) -> Composed | None:
    """Only what still is: whom somebody let go on before the day of telling never hears of it, nor who has left."""
    reader = _reader(mail)
    is_set = mail.payload["set"]
    pauses = PitchPause.objects.set_still() if is_set else PitchPause.objects.open().filter(until=None)
    found = pauses.filter(pk=mail.payload["id"], user=reader, circle__closed_at=None)
    found = found.filter(circle__memberships__user=reader)
    pause = found.select_related("circle").first()
    if not reader or not pause:
        return None
    with timezone.override(reader.profile.zone):
        return render(PAUSED, {"reader": reader, "circle": pause.circle, "until": pause.until})


def _reader(mail: OutboxMail) -> User | None:
    return User.objects.present().select_related("profile").filter(pk=mail.user_id or 0).first()
