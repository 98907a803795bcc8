"""The digest as a mail, written at the moment of sending."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from apps.digests.composing import Today, todays
from apps.digests.mail_kinds import unsubscribe_headers
from apps.digests.models import Cadence, DigestSchedule
from apps.digests.pause_links import pause_link
from apps.digests.services.carrying import forget_quiet, note_carried, note_pairs, note_quiet, note_unread, release
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
# Why one is not written, as an operator reads it.
LATER, UNWANTED = "a later digest of theirs is there", "they want no digest any more"
UNSENT = frozenset({OutboxMail.State.QUEUED, OutboxMail.State.DROPPED, OutboxMail.State.BOUNCED})


def compose_digest(mail: OutboxMail, at: datetime) -> Composed | None:
    """None when there is nothing to say, or the person is not to be written to by now."""
    return compose_digests([mail], at)[mail.pk]


def compose_digests(mails: Sequence[OutboxMail], at: datetime) -> dict[int, Composed | None]:
    """By mail, in hardly more queries than one takes."""
    last = _last_ones(mails)
    readers = User.objects.reachable().select_related("profile", "digest_schedule").filter(pk__in=last)
    digests = {reader: last[reader.pk] for reader in readers if _is_wanted(reader, last[reader.pk])}
    nows = todays({reader: mail.pk for reader, mail in digests.items()}, at=at)
    found = dict.fromkeys((mail.pk for mail in mails), None) | {
        mail.pk: _written(reader, nows[reader.pk]) for reader, mail in digests.items()
    }
    _note([(nows[reader.pk], reader, mail) for reader, mail in digests.items()], at)
    return found


def _last_ones(mails: Sequence[OutboxMail]) -> dict[int, OutboxMail]:
    """By reader. Digests that waited for a server come in one moment, and each would say the same: of somebody's only
    the last is written, and what another said that never went out counts as not said."""
    mine = {mail.pk: mail for mail in mails if mail.user_id}
    rows = OutboxMail.objects.filter(purpose=PURPOSE, user__in={mail.user_id for mail in mine.values()})
    known = list(rows.only("user", "state", "leased_until").order_by("pk"))
    last = {row.user_id: row.pk for row in known}
    unsent = (row for row in known if row.state in UNSENT and (row.pk in mine or not _is_held(row)))
    release(row for row in unsent if row.pk != last[row.user_id])
    for mail in mine.values():
        if last.get(mail.user_id) != mail.pk:
            mail.reason = LATER
    return {user_id: mine[pk] for user_id, pk in last.items() if user_id and pk in mine}


def _is_held(mail: OutboxMail) -> bool:
    """Another worker has written it, and may hand it over at this moment."""
    return mail.leased_until is not None and mail.leased_until > timezone.now()


def _is_wanted(reader: User, mail: OutboxMail) -> bool:
    """Whoever stopped it while it waited gets none."""
    schedule: DigestSchedule | None = getattr(reader, "digest_schedule", None)
    if schedule is None or schedule.cadence != Cadence.NEVER:
        return True
    mail.reason = UNWANTED
    return False


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
    if not_quiet := [reader for _now, reader, _pk in told if _was_quiet(reader)]:
        forget_quiet(*not_quiet)
    show_many({reader.pk: now.cards for now, reader, _mail in told}, Showing.Place.DIGEST, at=at)
    note_pairs(told, at=at)
    for day, user_ids in quiet.items():
        note_quiet(user_ids, day=day)


def _was_quiet(reader: User) -> bool:
    """The last one, or this one when it was written before and did not leave."""
    schedule: DigestSchedule | None = getattr(reader, "digest_schedule", None)
    return schedule is not None and schedule.quiet_on is not None


def render_digest(reader: User, now: Today) -> Composed:
    unsubscribe = links.absolute(reverse("digests:unsubscribe", args=[links.sign(UNSUBSCRIBE, user=reader.pk)]))
    context: dict[str, Any] = {"reader": reader, "today": now, "subject": subject(now), "unsubscribe": unsubscribe}
    context["settings_link"] = links.absolute(reverse("profiles:settings"))
    context["pause"] = pause_link(reader)
    return render(PURPOSE, context, headers=unsubscribe_headers(unsubscribe))
