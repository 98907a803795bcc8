"""The lines of a curator's list: kept, given their sentence, sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from apps.circles.errors import TooManyDrafts
from apps.circles.following.rows import Row
from apps.circles.limits import MOST_LINES
from apps.circles.models import Circle, Draft, Invitation
from apps.circles.services import inviting
from apps.circles.services.capping import fitting
from apps.circles.services.inviting import Invitee
from apps.circles.services.locking import lock_as_curator
from apps.profiles.models import User
from apps.profiles.plain_words import refuse_links

KEPT = timedelta(days=60)  # of a line that nobody has sent


@transaction.atomic
def keep_lines(circle: Circle, rows: Sequence[Row], *, by: User, at: datetime) -> int:
    """How many are new; who waits there already is left as they are, so that keeping twice keeps once."""
    locked = lock_as_curator(circle, by)
    for row in rows:
        refuse_links(row.name)
        refuse_links(row.sentence)
    drafts = Draft.objects.filter(circle=locked)
    there = {key_of(draft) for draft in drafts}
    new = {row.key: row for row in reversed(rows) if row.key and row.key not in there}
    if len(there) + len(new) > MOST_LINES:
        raise TooManyDrafts
    last = drafts.aggregate(last=Max("position"))["last"] or 0
    Draft.objects.bulk_create(
        Draft(
            circle=locked,
            curator=by,
            name=row.name,
            address=row.address,
            sentence=row.sentence,
            position=position,
            created_at=at,
        )
        for position, row in enumerate(reversed(new.values()), start=last + 1)
    )
    return len(new)


@transaction.atomic
def write_sentences(circle: Circle, sentences: Mapping[int, str], *, by: User) -> None:
    """By the number of the line. A line that is gone by now is passed over."""
    locked = lock_as_curator(circle, by)
    drafts = list(Draft.objects.filter(circle=locked, pk__in=sentences))
    for draft in drafts:
        refuse_links(sentences[draft.pk])
        draft.sentence = sentences[draft.pk]
    Draft.objects.bulk_update(drafts, ["sentence"])


@transaction.atomic
def drop_line(circle: Circle, draft_id: int, *, by: User) -> Row | None:
    """What it said, so that it can be kept again; None where it is gone already."""
    locked = lock_as_curator(circle, by)
    draft = Draft.objects.filter(circle=locked, pk=draft_id).first()
    if draft is None:
        return None
    draft.delete()
    return Row(draft.name, draft.address, draft.sentence)


@transaction.atomic
def send_drafts(circle: Circle, *, by: User, at: datetime) -> list[Invitation]:
    """Those with a sentence, as many as may be invited today; the others wait. Who presses second finds them gone."""
    locked = lock_as_curator(circle, by)
    ready = list(Draft.objects.filter(circle=locked).ready().in_order())
    # With room for none the invitations say why.
    ready = ready[: fitting(locked, [draft.address for draft in ready], by=by, at=at) or len(ready)]
    invitees = [Invitee(draft.address, draft.name, draft.sentence) for draft in ready]
    made = _invite(locked, invitees, by, at)
    Draft.objects.filter(pk__in=[draft.pk for draft in ready]).delete()
    return made


def key_of(draft: Draft) -> str:
    return Row(draft.name, draft.address).key


def forget_drafts(*, at: datetime) -> int:
    """Nobody has sent them for long, or nobody ever can; how many."""
    over = Q(created_at__lte=at - KEPT) | Q(circle__closed_at__isnull=False)
    return Draft.objects.filter(over).delete()[0]


def _invite(circle: Circle, invitees: Sequence[Invitee], by: User, at: datetime) -> list[Invitation]:
    return inviting.invite(circle, invitees, by=by, at=at) if invitees else []
