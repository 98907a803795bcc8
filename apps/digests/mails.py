"""The digest as a mail, written at the moment of sending."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.digests.circles_say import Said
from apps.digests.composing import Today, today
from apps.digests.services.carrying import note_carried
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
            return None
        composed = render_digest(reader, now)
        show(now.cards, reader, Showing.Place.DIGEST, at=at)
        note_told(now.newly, reader, mail_id=mail.pk, at=at)
        note_carried(now.said, reader, mail_id=mail.pk, at=at)
        note_asked([asked.conversation for asked in now.asked], reader, mail_id=mail.pk)
    return composed


def render_digest(reader: User, now: Today) -> Composed:
    unsubscribe = links.absolute(reverse("digests:unsubscribe", args=[links.sign(UNSUBSCRIBE, user=reader.pk)]))
    context: dict[str, Any] = {"reader": reader, "today": now, "subject": subject(now), "unsubscribe": unsubscribe}
    context["settings_link"] = links.absolute(reverse("profiles:settings"))
    headers = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return render(PURPOSE, context, headers=headers)


def subject(now: Today) -> str:
    """Names what is in it: an ask, else the strongest coincidence, else one with somebody they met, else who wrote,
    else what a circle asks or says."""
    if now.asks:
        names = get_text_list(now.asks[0].names, _("and"))
        return _("You could meet %(names)s") % {"names": names}
    if now.cards:
        card = now.cards[0]
        return f"{card.name}: {card.reasons[0].sentence}"
    if now.newly:
        return now.newly.reason.sentence
    if now.unread:
        names = get_text_list([user.profile.display_name for user in now.unread[0].people], _("and"))
        return _("%(names)s wrote to you") % {"names": names}
    if now.asked and not now.said.worth_a_mail:
        return _("Did you and %(names)s talk?") % {"names": now.asked[0].names}
    return _of_circles(now.said)


def _of_circles(said: Said) -> str:
    if said.question:
        question = said.question.question
        return f"#{question.circle.tag}: {question.words}"
    if said.words:
        word = said.words[0]
        return _("A word from %(name)s in #%(tag)s") % {
            "name": word.by.profile.display_name,
            "tag": word.circle.tag,
        }
    assert said.wondered is not None  # a mail has something to say
    return _("Are you still glad to be in #%(tag)s?") % {"tag": said.wondered.membership.circle.tag}
