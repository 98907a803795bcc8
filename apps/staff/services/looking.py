"""Looking at a pitch, with its line in the log."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from apps.circles.models import Circle
from apps.introductions.models import PitchReport
from apps.introductions.services.looking import let_go_on_as_staff, look_as_staff
from apps.profiles.models import User
from apps.staff.models import AuditEntry
from apps.staff.services.auditing import note

Deed = AuditEntry.Deed


@transaction.atomic
def look(circle: Circle, sender: User, messages: Collection[int], *, verdict: str, by: User, at: datetime) -> None:
    if look_as_staff(circle, sender, messages, verdict=verdict, by=by, at=at):
        words = f"#{circle.tag}: {PitchReport.Verdict(verdict).label}"
        note(Deed.LOOKED_AT_PITCH, by=by, about=sender, words=words, at=at)


@transaction.atomic
def let_go_on(circle: Circle, sender: User, *, by: User, at: datetime) -> bool:
    went_on = let_go_on_as_staff(circle, sender, by=by, at=at)
    if went_on:
        note(Deed.LET_GO_ON, by=by, about=sender, words=f"#{circle.tag}", at=at)
    return went_on
