"""The digest as a mail, written at the moment of sending."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from apps.digests.composing import Today, todays
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
from apps.matching.suggesting import show_many
from apps.profiles.models import User

PURPOSE = "digest"
UNSUBSCRIBE = "digest.unsubscribe"
UNSUBSCRIBE_AGE = timedelta(days=365)


def compose_digest(mail: OutboxMail, at: datetime) -> Composed | None:
    """None when there is nothing to say, or the person is not to be written to by now."""
    return compose_digests([mail], at)[mail.pk]


def compose_digests(mails: Sequence[OutboxMail], at: datetime) -> dict[int, Composed | None]:
    """By mail, in hardly more queries than one takes; of somebody who gets two only the first."""
    first = {mail.user_id: mail for mail in reversed(mails)}
    readers = User.objects.reachable().select_related("profile").filter(pk__in=[pk for pk in first if pk])
    digests = {reader: first[reader.pk] for reader in readers}
    nows = todays({reader: mail.pk for reader, mail in digests.items()}, at=at)
    found = dict.fromkeys((mail.pk for mail in first.values()), None) | {
        mail.pk: _written(reader, nows[reader.pk]) for reader, mail in digests.items()
    }
    _note([(nows[reader.pk], reader, mail) for reader, mail in digests.items()], at)
    return found


def _written(reader: User, now: Today) -> Composed | None:
    with timezone.override(reader.profile.zone):
        return render_digest(reader, now) if now.worth_a_mail else None


def _note(digests: Sequence[tuple[Today, User, OutboxMail]], at: datetime) -> None:
    """What each tells, and of whom; a mail that is tried again notes the same."""
    quiet = defaultdict[date, list[int]](list)
    for now, reader, mail in digests:
        if now.worth_a_mail:
            note_told(now.newly, reader, mail_id=mail.pk, at=at)
            note_carried(now.said, reader, mail_id=mail.pk, at=at)
            note_unread(now, reader, mail_id=mail.pk, at=at)
            note_asked([asked.conversation for asked in now.asked], reader, mail_id=mail.pk)
        else:
            quiet[timezone.localdate(mail.due_at, reader.profile.zone)].append(reader.pk)
    told = [(now, reader, mail.pk) for now, reader, mail in digests if now.worth_a_mail]
    show_many({reader.pk: now.cards for now, reader, _mail in told}, Showing.Place.DIGEST, at=at)
    note_pairs(told, at=at)
    for day, user_ids in quiet.items():
        note_quiet(user_ids, day=day)


def render_digest(reader: User, now: Today) -> Composed:
    unsubscribe = links.absolute(reverse("digests:unsubscribe", args=[links.sign(UNSUBSCRIBE, user=reader.pk)]))
    context: dict[str, Any] = {"reader": reader, "today": now, "subject": subject(now), "unsubscribe": unsubscribe}
    context["settings_link"] = links.absolute(reverse("profiles:settings"))
    context["pause"] = pause_link(reader)
    return render(PURPOSE, context, headers=unsubscribe_headers(unsubscribe))
