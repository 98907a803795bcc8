"""An introduction is written now and asked later: for a few minutes so that it can be taken back, and then for as long
as somebody who was invited has not come. What is taken back by then has happened to nobody."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.bench import limits
from apps.bench.models import Prepared, PreparedPerson
from apps.bench.models.prepared import called_by
from apps.circles.models import Circle, Invitation
from apps.circles.services.locking import lock_as_curator
from apps.introductions.services.introducing import AlreadyAsked, CannotIntroduce, check_proposal
from apps.introductions.text import check_note
from apps.profiles.models import User


class AlreadyPrepared(CannotIntroduce):
    def __init__(self) -> None:
        super().__init__(_("An introduction of these people is prepared already. They are asked once all are here."))


@transaction.atomic
def prepare(
    circle: Circle,
    people: Sequence[User],
    invited: Sequence[Invitation] = (),
    *,
    by: User,
    note: str,
    at: datetime,
) -> Prepared:
    """Refused for what would refuse the introduction now, so that its maker reads it while they sit there."""
    circle = lock_as_curator(circle, by)
    check_proposal(circle, people, by=by, note=note, at=at, awaited=len(set(invited)))
    _check_invited(circle, invited, by, at)
    key = Prepared.key_of([user.pk for user in people], [invitation.pk for invitation in invited])
    if Prepared.objects.filter(circle=circle, key=key).exists():
        raise AlreadyPrepared if invited else AlreadyAsked
    due_at = None if invited else at + limits.TIME_TO_TAKE_BACK
    made = Prepared.objects.create(circle=circle, by=by, note=note.strip(), key=key, at=at, due_at=due_at)
    rows = [PreparedPerson(prepared=made, user=user) for user in people]
    rows += [PreparedPerson(prepared=made, invitation=invitation) for invitation in invited]
    PreparedPerson.objects.bulk_create(rows)
    return made


@transaction.atomic
def take_back(prepared: Prepared, *, by: User) -> bool:
    """Whether it could be taken back still: its maker may until its people are asked, others who keep the circle while
    it waits for somebody."""
    lock_as_curator(prepared.circle, by)
    mine = Prepared.objects.filter(Q(by=by) | Q(due_at__isnull=True), pk=prepared.pk)
    return bool(mine.delete()[0])


@transaction.atomic
def reword(prepared: Prepared, *, note: str, by: User) -> bool:
    """Whether there was still something to reword: it speaks for its maker, who alone changes it."""
    lock_as_curator(prepared.circle, by)
    check_note(note)
    return bool(Prepared.objects.filter(pk=prepared.pk, by=by).update(note=note.strip()))


def _check_invited(circle: Circle, invited: Collection[Invitation], by: User, at: datetime) -> None:
    ids = {invitation.pk for invitation in invited}
    if Invitation.objects.answerable(at).filter(circle=circle, pk__in=ids).count() < len(ids):
        raise CannotIntroduce(_("Somebody you chose has come meanwhile, or their invitation is over. Choose again."))
    # Only what they read at the bench: one more would tell them of an introduction of their own.
    known = Prepared.objects.visible_to(by).standing(at)
    rows = PreparedPerson.objects.filter(prepared__in=known, invitation__in=ids).values_list("invitation_id", flat=True)
    full = [pk for pk, count in Counter(rows).items() if count >= limits.MOST_PREPARED]
    if full:
        who = next(called_by(invitation) for invitation in invited if invitation.pk in full)
        raise CannotIntroduce(
            _("Three introductions wait for %(name)s already. More at once would be too many for a first week.")
            % {"name": who}
        )
