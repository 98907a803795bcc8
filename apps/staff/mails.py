from datetime import datetime

from django.urls import reverse

from apps.introductions.models import PitchReport
from apps.mail.composers import Composed, render
from apps.mail.links import absolute
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.staff.models import Batch, Report

SHOWN_TAGS = 10


def compose_report(mail: OutboxMail, at: datetime) -> Composed | None:
    """To who is staff still and may read it, while nobody has settled it. Nothing of the report stands in the mail."""
    reader = User.objects.present().filter(pk=mail.user_id or 0, is_staff=True).first()
    if reader is None or not Report.objects.open().readable_by(reader).filter(pk=mail.payload["report"]).exists():
        return None
    return render("report", {"link": absolute(reverse("staff:reports"))})


def compose_pitch(mail: OutboxMail, at: datetime) -> Composed | None:
    """The same for a message that was called a pitch, while nobody has looked."""
    reader = User.objects.present().filter(pk=mail.user_id or 0, is_staff=True).first()
    found = reader and PitchReport.objects.handed_to(reader).unlooked().filter(pk=mail.payload["pitch"])
    return render("report", {"link": absolute(reverse("staff:reports"))}) if found and found.exists() else None


def compose_letter(mail: OutboxMail, at: datetime) -> Composed | None:
    """What staff wrote, to the person; nobody's name stands in it."""
    if not User.objects.present().filter(pk=mail.user_id or 0).exists():
        return None
    return render(mail.purpose, {"words": mail.payload["words"]})


def compose_test_mail(mail: OutboxMail, at: datetime) -> Composed | None:
    return render("test_mail", {"link": absolute(reverse("staff:instance"))})


def compose_batch_started(mail: OutboxMail, at: datetime) -> Composed | None:
    """While there is something left to hear of."""
    curators = User.objects.present().filter(pk=mail.user_id or 0)
    batch = Batch.objects.filter(pk=mail.payload["batch"], curator__in=curators).first()
    if batch is None or batch.state == Batch.State.STOPPED:
        return None
    tags = sorted(set(batch.lines.order_by().values_list("tag", flat=True)))
    shown, more = [f"#{tag}" for tag in tags[:SHOWN_TAGS]], len(tags) > SHOWN_TAGS
    words = {"tags": ", ".join(shown), "more": more, "link": absolute(reverse("staff:in_your_name", args=[batch.pk]))}
    return render("batch_started", words)
