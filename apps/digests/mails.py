"""The digest as a mail, written at the moment of sending."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from apps.digests.composing import Today, today
from apps.digests.mail_kinds import unsubscribe_headers
from apps.digests.pause_links import pause_link
from apps.digests.services.carrying import note_carried, note_pairs, note_quiet, note_unread
from apps.digests.subjects import subject
from apps.introductions.services.telling import note_asked
from apps.mail import links
from apps.mail.composers import Composed, render
from apps.mail.models import OutboxMail
from apps.matching.models import Showing
from apps.matching.services.telling import note_told
from apps.matching.suggesting import show
from apps.profiles.models import User

PURPOSE = "digest"
UNSUBSCRIBE = "digest.unsubscribe"
UNSUBSCRIBE_AGE = timedelta(days=365)


def compose_digest(mail: OutboxMail, at: datetime) -> Composed | None:
    """None when there is nothing to say, or the person is not to be written to by now."""
    reader = User.objects.reachable().select_related("profile").filter(pk=mail.user_id or 0).first()
    if reader is None:
        return None
    with timezone.override(reader.profile.zone):
        now = today(reader, at=at, digest=mail.pk)
        if not now.worth_a_mail:
            note_quiet(reader, day=timezone.localdate(mail.due_at))
            return None
        composed = render_digest(reader, now)
        show(now.cards, reader, Showing.Place.DIGEST, at=at)
        note_told(now.newly, reader, mail_id=mail.pk, at=at)
        note_carried(now.said, reader, mail_id=mail.pk, at=at)
        note_unread(now, reader, mail_id=mail.pk, at=at)
        note_pairs(now, reader, mail_id=mail.pk, at=at)
        note_asked([asked.conversation for asked in now.asked], reader, mail_id=mail.pk)
    return composed


def render_digest(reader: User, now: Today) -> Composed:
    unsubscribe = links.absolute(reverse("digests:unsubscribe", args=[links.sign(UNSUBSCRIBE, user=reader.pk)]))
    context: dict[str, Any] = {"reader": reader, "today": now, "subject": subject(now), "unsubscribe": unsubscribe}
    context["settings_link"] = links.absolute(reverse("profiles:settings"))
    context["pause"] = pause_link(reader)
    return render(PURPOSE, context, headers=unsubscribe_headers(unsubscribe))
