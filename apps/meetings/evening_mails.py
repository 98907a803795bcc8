"""The mail of the evening before, written at the moment of sending."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from apps.mail import links
from apps.mail.composers import Composed, render
from apps.mail.models import OutboxMail
from apps.meetings.calls import Call, calls_of
from apps.meetings.evening_moments import day_after
from apps.profiles.models import User

PURPOSE = "evening"
STOP = "evening.stop"
STOP_AGE = timedelta(days=365)
# Of a longer subject the lists of mail programs show no more than its beginning.
LONGEST, MOST = 100, 12
# Why one is not written, as an operator reads it.
UNWANTED = "they do not want it any more"


def key_of(user: User, evening: date) -> str:
    """One mail a person and evening."""
    return f"{user.pk}:{evening.isoformat()}"


def evening_of(mail: OutboxMail) -> date:
    return date.fromisoformat(mail.key.partition(":")[2])


def compose(mail: OutboxMail, at: datetime) -> Composed | None:
    """None when there is nobody to tell of by now, when that day is over, and for somebody who is not to be written
    to. A pause is about people whom one has not met: who is paused has calls all the same."""
    wanting = User.objects.present().filter(leaving_at=None, evening__isnull=False)
    reader = wanting.select_related("profile").filter(pk=mail.user_id or 0).first()
    if reader is None:
        mail.reason = UNWANTED
        return None
    since, before = day_after(evening_of(mail), reader.profile.zone)
    with timezone.override(reader.profile.zone):
        calls = calls_of(reader, since=since, before=before, at=at, most=MOST)
        return _written(reader, calls, is_today=at >= since) if calls else None


def _written(reader: User, calls: Sequence[Call], *, is_today: bool) -> Composed:
    """`is_today`: it waited until after midnight."""
    stop = links.absolute(reverse("meetings:stop_evenings", args=[links.sign(STOP, user=reader.pk)]))
    context: dict[str, Any] = {"reader": reader, "calls": list(_told(calls)), "is_today": is_today, "stop": stop}
    context["subject"] = Truncator(_subject(calls[0], is_today=is_today)).chars(LONGEST)
    context["settings_link"] = f"{links.absolute(reverse('profiles:settings'))}#evenings"
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return render(PURPOSE, context, headers=headers)


def _told(calls: Sequence[Call]) -> Iterator[tuple[Call, list[str]]]:
    """Each with its sentences, in which people have their whole name where they come first."""
    named = set[int]()
    for call in calls:
        yield call, [one.lead if one.person.pk in named else one.lead_in_full for one in call.sure]
        named |= {one.person.pk for one in call.sure}


def _subject(call: Call, *, is_today: bool) -> str:
    """Of the first on the first call: the circle in which they were introduced, or one of both."""
    first = call.first
    circle = next((one for one in first.circles if first.met and first.met.circle_id == one.pk), first.circles[0])
    words = {"name": first.person.profile.display_name, "tag": circle.tag}
    if is_today:
        return _("Today: you and %(name)s are both in #%(tag)s") % words
    return _("Tomorrow: you and %(name)s are both in #%(tag)s") % words
