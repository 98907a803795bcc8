"""What introducers are let know: on a page of theirs, and by mail."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from apps.introductions import limits
from apps.introductions.models import Introduction, Tiding
from apps.introductions.models.tiding import TidingQuerySet
from apps.mail.composers import Composed, render
from apps.mail.links import absolute
from apps.mail.models import OutboxMail
from apps.mail.outbox import enqueue as enqueue_mail
from apps.profiles.models import User

PURPOSE = "tiding"
SHOWN = 60


class Told(NamedTuple):
    """What an introducer has been told of one introduction."""

    introduction: Introduction
    thanks: list[Tiding]
    met: list[Tiding]

    @property
    def ids(self) -> list[int]:
        return [row.pk for row in (*self.thanks, *self.met)]


def told(introducer: User, *, at: datetime) -> list[Told]:
    """The latest first."""
    return _by_introduction(Tiding.objects.told_to(introducer, at=at))


def unheard(introducer: User, *, at: datetime) -> list[Told]:
    """What her home page says once, until she puts it away."""
    return _by_introduction(Tiding.objects.told_to(introducer, at=at).filter(heard_at=None))


def put_away(introducer: User, ids: Collection[int], *, at: datetime) -> None:
    """These of what she has been told; twice is once."""
    heard = list(Tiding.objects.told_to(introducer, at=at).filter(pk__in=ids).values_list("pk", flat=True))
    Tiding.objects.filter(pk__in=heard, heard_at=None).update(heard_at=at)


def _by_introduction(rows: TidingQuerySet) -> list[Told]:
    with_people = rows.select_related("introduction__circle", "user__profile")
    latest = list(with_people.order_by("-introduction_id", "kind", "at", "pk")[:SHOWN])
    return [_told(list(some)) for _pk, some in groupby(latest, key=lambda row: row.introduction_id)]


def _told(rows: list[Tiding]) -> Told:
    thanks, met = ([row for row in rows if row.kind == kind] for kind in (Tiding.Kind.THANKS, Tiding.Kind.MET))
    return Told(rows[0].introduction, thanks, met)


def enqueue(tiding: Tiding, *, at: datetime) -> None:
    """Due when it can no longer be taken back; the first word that two met waits for the second."""
    introducer = tiding.introduction.made_by
    said = Tiding.objects.filter(introduction=tiding.introduction_id, kind=tiding.kind).count()
    if introducer is None or (tiding.kind == Tiding.Kind.MET and said < limits.YESES_NEEDED):
        return
    due = at + limits.TIME_TO_TAKE_BACK
    key, payload = str(tiding.pk), {"id": tiding.pk}
    enqueue_mail(PURPOSE, key=key, address=introducer.email, user_id=introducer.pk, payload=payload, due_at=due)


def compose(mail: OutboxMail, at: datetime) -> Composed | None:
    reader = User.objects.reachable().select_related("profile").filter(pk=mail.user_id or 0).first()
    heard = reader and Tiding.objects.told_to(reader, at=at).select_related("introduction__circle", "user__profile")
    about = heard and heard.filter(pk=mail.payload["id"]).first()
    if not reader or not heard or not about:
        return None
    rows = list(heard.filter(introduction=about.introduction_id, kind=about.kind).order_by("at", "pk"))
    # One mail tells that they met; whoever agrees later is read of on the page.
    if about.kind == Tiding.Kind.MET and rows.index(about) != limits.YESES_NEEDED - 1:
        return None
    context = {"tiding": about, "tidings": rows if about.kind == Tiding.Kind.MET else [about], "reader": reader}
    with timezone.override(reader.profile.zone):
        return render(PURPOSE, context | {"link": absolute(reverse("introductions:tidings"))})
