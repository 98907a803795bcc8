"""What became of mail, day by day, as the staff's page tells it: in numbers rounded to five, of days that are over. Who
put forward an introduction could otherwise read from the exact ones whether anybody was written to."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.mail import domains
from apps.mail.giving_up import NO_ANSWER
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.pausing import Why
from apps.mail.pausing import numbers as paused
from apps.staff.charts import Bar, upright

S = OutboxMail.State
DAYS = 28  # what is settled is forgotten after thirty
STEP = 5
SHOWN = 100
NAMES: dict[str, str | Promise] = {
    "sent": _("Sent"),
    "put_off": _("Put off at least once"),
    "bounced": _("Bounced"),
    "uncertain": _("Uncertain"),
}


@dataclass(frozen=True, slots=True)
class Series:
    """`numbers`: rounded, the first day first; empty where they are fewer than five."""

    name: str | Promise
    numbers: list[int | None]
    most: int
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Page:
    days: list[date]
    series: list[Series]
    # The latest day first.
    table: list[tuple[date, list[int | None]]]
    uncertain: list[OutboxMail]
    more_uncertain: bool
    # Since when our own server does not answer; how many domains get one mail at a time.
    away_since: datetime | None
    in_trouble: int
    # Addresses that are not written to, by why; empty where they are fewer than five.
    came_back: int | None
    reported: int | None
    # Mails of these days to domains that did not answer; empty where they are fewer than five.
    given_up: int | None

    @property
    def is_empty(self) -> bool:
        return not any(series.most for series in self.series)


def page_of(at: datetime) -> Page:
    today = timezone.localtime(at).date()
    days = [today - timedelta(days=back) for back in range(DAYS, 0, -1)]
    counts = _counts(at)
    series = [_series(NAMES[name], [counts[name, day] for day in days]) for name in NAMES]
    table = [(day, [one.numbers[place] for one in series]) for place, day in enumerate(days)]
    uncertain = list(OutboxMail.objects.filter(state=S.UNCERTAIN).order_by("due_at", "pk")[: SHOWN + 1])
    silent = paused()
    line = TroubledDomain.objects.filter(name=domains.LINE).first()
    return Page(
        days=days,
        series=series,
        table=table[::-1],
        uncertain=uncertain[:SHOWN],
        more_uncertain=len(uncertain) > SHOWN,
        away_since=line.since if line else None,
        in_trouble=TroubledDomain.objects.exclude(name=domains.LINE).count(),
        came_back=_rounded(silent[Why.BOUNCED]),
        reported=_rounded(silent[Why.REPORTED]),
        given_up=_rounded(OutboxMail.objects.filter(state=S.BOUNCED, reason=NO_ANSWER).count()),
    )


def _counts(at: datetime) -> Counter[tuple[str, date]]:
    """By name and day. One that was put off also counts as what became of it."""
    found: Counter[tuple[str, date]] = Counter()
    ended = OutboxMail.objects.filter(state__in=(S.SENT, S.BOUNCED, S.UNCERTAIN))
    put_off = OutboxMail.objects.filter(
        Q(state__in=(S.SENT, S.BOUNCED), attempts__gt=1) | Q(state=S.QUEUED, attempts__gt=0)
    )
    for name, day, mails in [*_by_day(ended, at, F("state")), *_by_day(put_off, at, Value("put_off"))]:
        found[name, day] += mails
    return found


def _by_day(mails: QuerySet[OutboxMail], at: datetime, name: F | Value) -> list[tuple[str, date, int]]:
    # What was cut off has no moment at which it was settled.
    moment = Coalesce("settled_at", "due_at")
    named = mails.annotate(moment=moment).filter(moment__gt=at - timedelta(days=DAYS + 1))
    days = named.annotate(day=TruncDate("moment"), name=Case(When(pk__gt=0, then=name), output_field=CharField()))
    return list(days.order_by().values_list("name", "day").annotate(mails=Count("pk")))


def _series(name: str | Promise, counts: list[int]) -> Series:
    numbers = [_rounded(count) for count in counts]
    most = max((number or 0) for number in numbers)
    return Series(name, numbers, most, upright([number / most if number else None for number in numbers]))


def _rounded(count: int) -> int | None:
    return STEP * round(count / STEP) if count >= STEP else None
