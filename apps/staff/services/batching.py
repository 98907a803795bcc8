"""What staff do with a batch, each written into the log. Lines are no invitations yet: nobody has heard of them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from apps.circles.models import Circle
from apps.circles.services.circles import create_circle
from apps.mail.errors import DomainError
from apps.mail.outbox import enqueue
from apps.mail.states import IllegalMove
from apps.profiles.models import User
from apps.profiles.plain_words import refuse_links
from apps.profiles.services.presence import lock_present
from apps.staff.batches.limits import MOST_CIRCLES, NOTICE
from apps.staff.batches.reading import Line, Reading
from apps.staff.models import AuditEntry, Batch, BatchLine
from apps.staff.services.auditing import note

MAIL = "batch_started"
AT_ONCE = 2000  # lines in a transaction; a whole file would hold the database for too long
Deed, State = AuditEntry.Deed, Batch.State


class CannotBring(DomainError):
    """Nothing is kept of the file; the text says what stands in the way."""


def bring(reading: Reading, *, name: str, curator: User, purpose: str, per_day: int, by: User, at: datetime) -> Batch:
    """Keeps the lines, of which nobody hears before the start. What is cut off half-way is never seen."""
    refuse_links(purpose)
    refuse_circles(reading.tags, keeper=curator)
    batch = Batch.objects.create(
        name=name,
        by=by,
        curator=curator,
        purpose=purpose,
        per_day=per_day,
        refused=reading.refused,
        problems=reading.problems,
        made_at=at,
    )
    for begin in range(0, len(reading.lines), AT_ONCE):
        _keep(batch, begin, reading.lines[begin : begin + AT_ONCE])
    return _made_whole(batch, by, at)


def refuse_circles(tags: Collection[str], *, keeper: User) -> None:
    """Raises CannotBring where the keeper cannot invite into all of these circles."""
    if not keeper.profile.name:
        raise CannotBring(_("They have no name on their profile yet, and an invitation says who invites."))
    if len(tags) > MOST_CIRCLES:
        raise CannotBring(_("This file names more than 200 circles. Is the column “circle” the right one?"))
    mine = Circle.objects.running().curated_by(keeper)
    taken = sorted(Circle.objects.exclude(pk__in=mine).filter(tag__in=tags).values_list("tag", flat=True))
    if taken:
        sentence = _(
            "These are there already, closed or kept by others: %(tags)s. Rename them, or name who keeps them."
        )
        raise CannotBring(sentence % {"tags": ", ".join(f"#{tag}" for tag in taken[:10])})


@transaction.atomic
def start(batch: Batch, *, by: User, at: datetime) -> Batch:
    """The circles that are missing are made, and lines go out; in somebody else's name a day later, in which they can
    stop it."""
    lock_present(batch.curator)
    locked = _lock(batch, State.READ)
    locked.started_at, locked.next_at = at, at if locked.curator == by else at + NOTICE
    locked.move_to(State.RUNNING, "started_at", "next_at")
    tags = sorted(set(locked.lines.order_by().values_list("tag", flat=True)))
    refuse_circles(tags, keeper=locked.curator)
    there = set(Circle.objects.filter(tag__in=tags).values_list("tag", flat=True))
    for tag in (tag for tag in tags if tag not in there):
        purpose = locked.purpose or _("People in #%(tag)s.") % {"tag": tag}
        create_circle(tag, purpose=purpose, by=locked.curator, at=at)
    locked.lines.update(circle=Subquery(Circle.objects.filter(tag=OuterRef("tag")).values("pk")))
    if locked.curator != by:
        _tell_curator(locked, at)
    return _noted(locked, Deed.STARTED_BATCH, by, at)


@transaction.atomic
def pause(batch: Batch, *, by: User, at: datetime) -> Batch:
    return _noted(_lock(batch, State.RUNNING).move_to(State.PAUSED), Deed.PAUSED_BATCH, by, at)


@transaction.atomic
def go_on(batch: Batch, *, by: User, at: datetime) -> Batch:
    locked = _lock(batch, State.PAUSED)
    # Pausing and going on again makes nothing faster.
    locked.next_at = max(locked.next_at or at, at)
    return _noted(locked.move_to(State.RUNNING, "next_at"), Deed.WENT_ON_WITH_BATCH, by, at)


@transaction.atomic
def stop(batch: Batch, *, by: User, at: datetime) -> int:
    """What has not gone out never goes; how many. Nothing is kept of them but their number. Staff may, and whoever
    invites."""
    locked = _lock(batch, State.RUNNING, State.PAUSED)
    count = end(locked, at=at)
    note(Deed.STOPPED_BATCH, by=by, about=locked.curator, words=f"{locked.name} ({locked.pk}): -{count}", at=at)
    return count


@transaction.atomic
def drop(batch: Batch, *, by: User, at: datetime) -> None:
    """One that was never started goes without a trace but in the log."""
    locked = _lock(batch, State.READ)
    _noted(locked, Deed.DROPPED_BATCH, by, at)
    locked.delete()


def end(locked: Batch, *, at: datetime) -> int:
    """Stops it; how many lines had not gone. The caller holds its lock."""
    locked.ended_at = at
    locked.move_to(State.STOPPED, "ended_at")
    return locked.lines.unsent().update(name="", address="", sentence="")


def _lock(batch: Batch, *states: Batch.State) -> Batch:
    """As long as it is in one of these states: starting and going on are two ways to run."""
    found = Batch.objects.select_for_update(no_key=True, of=("self",)).select_related("curator__profile")
    locked = found.filter(pk=batch.pk).first()
    if locked is None:
        raise CannotBring(_("This batch was thrown away in the meantime."))
    if locked.state not in states:
        raise IllegalMove(locked.state, "/".join(states))
    return locked


@transaction.atomic
def _keep(batch: Batch, begin: int, lines: Sequence[Line]) -> None:
    BatchLine.objects.bulk_create(
        BatchLine(
            batch=batch,
            position=position,
            tag=line.tag,
            name=line.name,
            address=line.address,
            sentence=line.sentence,
        )
        for position, line in enumerate(lines, start=begin + 1)
    )


@transaction.atomic
def _made_whole(batch: Batch, by: User, at: datetime) -> Batch:
    return _noted(batch.move_to(State.READ), Deed.BROUGHT_BATCH, by, at)


def _noted(batch: Batch, deed: str, by: User, at: datetime) -> Batch:
    words = f"{batch.name} ({batch.pk}): {batch.lines.count()}"
    note(deed, by=by, about=batch.curator, words=words, at=at)
    return batch


def _tell_curator(batch: Batch, at: datetime) -> None:
    """People are invited in their name, and they have not done it."""
    curator = batch.curator
    enqueue(MAIL, key=f"{batch.pk}", address=curator.email, user_id=curator.pk, payload={"batch": batch.pk}, due_at=at)
