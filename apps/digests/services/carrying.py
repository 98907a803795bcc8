from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction

from apps.circles.models import Glad
from apps.circles.services import gladness
from apps.digests.circles_say import Said
from apps.digests.composing import Today
from apps.digests.models import Cadence, Carried, CarriedPair, DigestSchedule
from apps.introductions.services.telling import forget_asked
from apps.mail.models import OutboxMail
from apps.matching.models import Showing
from apps.matching.services.keeping import forget_shown
from apps.matching.services.telling import forget_told
from apps.profiles.models import User


def note_carried(said: Said, user: User, *, mail_id: int, at: datetime) -> None:
    """Remembers that this digest says it. A mail that is tried again notes the same."""
    if said.worth_a_mail:
        _note_carried(said, user, mail_id, at)


@transaction.atomic
def _note_carried(said: Said, user: User, mail_id: int, at: datetime) -> None:
    rows = [Carried(user=user, word=word, mail_id=mail_id, at=at) for word in said.words]
    if said.question:
        rows.append(Carried(user=user, question=said.question.question, mail_id=mail_id, at=at))
    Carried.objects.bulk_create(rows, ignore_conflicts=True)
    if said.wondered and said.wondered.is_new:
        _note_wondered(said, user, mail_id, at)


def note_unread(now: Today, user: User, *, mail_id: int, at: datetime) -> None:
    """Remembers that this digest speaks of all that is unread by now."""
    rows = [Carried(user=user, conversation=talk.conversation, mail_id=mail_id, at=at) for talk in now.unread]
    Carried.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "conversation"], update_fields=["mail_id", "at"]
    )


def note_pairs(told: Iterable[tuple[Today, User, int]], *, at: datetime) -> None:
    """Remembers of whom each digest, with the id of its mail, says that they should meet."""
    rows = [
        CarriedPair(user=user, low_id=low, high_id=high, mail_id=mail_id, at=at)
        for now, user, mail_id in told
        for low, high in _pairs_in(now)
    ]
    CarriedPair.objects.bulk_create(rows, ignore_conflicts=True)


def _pairs_in(now: Today) -> list[tuple[int, int]]:
    twos = [(card.suggestion.low_id, card.suggestion.high_id) for card in now.cards]
    return twos + [(one.low.pk, one.high.pk) for bench in now.benches for one in bench.proposals]


def release(unsent: Iterable[OutboxMail]) -> None:
    """What these digests say was said to nobody: a later one may say it. What became of a mail is forgotten after a
    month, and then it stays said."""
    mails = {mail.pk: mail.user_id for mail in unsent}
    if not mails:
        return
    theirs = {"user__in": set(mails.values()), "mail_id__in": mails}
    with transaction.atomic():
        pairs, carried = CarriedPair.objects.filter(**theirs), Carried.objects.filter(**theirs)
        forget_shown(pairs.values_list("user_id", "low_id", "high_id", "at"), place=Showing.Place.DIGEST)
        gladness.forget_asked(dict(carried.filter(glad__isnull=False).values_list("glad_id", "at")))
        pairs.delete()
        carried.delete()
        forget_told(mails)
        forget_asked(mails)


def forget_pair(user: User, other_id: int) -> None:
    """A digest may say once more that these two should meet."""
    low, high = sorted((user.pk, other_id))
    CarriedPair.objects.filter(user=user, low=low, high=high).delete()


def note_quiet(user_ids: Collection[int], *, day: date) -> None:
    """The digest of this day had nothing to say: their home page tells them so, once."""
    DigestSchedule.objects.filter(user__in=user_ids).exclude(cadence=Cadence.NEVER).update(quiet_on=day)


def forget_quiet(*users: User) -> None:
    """They have been told, or their digest has something to say in the end."""
    DigestSchedule.objects.filter(user__in=users).update(quiet_on=None)


def note_seen(said: Said, *, at: datetime) -> None:
    """The yearly question is on the home page: from now on it waits for an answer."""
    if said.wondered and said.wondered.is_new:
        gladness.note_asked(said.wondered.membership, at=at)


def _note_wondered(said: Said, user: User, mail_id: int, at: datetime) -> None:
    assert said.wondered is not None
    gladness.note_asked(said.wondered.membership, at=at)
    glad = Glad.objects.filter(membership=said.wondered.membership, asked_at__isnull=False).first()
    if glad and glad.asked_at == at:
        values = {"mail_id": mail_id, "at": at}
        Carried.objects.update_or_create(user=user, glad=glad, defaults=values)
