from datetime import datetime

from django.db import transaction

from apps.circles.models import Glad
from apps.circles.services.gladness import note_asked
from apps.digests.circles_say import Said
from apps.digests.models import Carried
from apps.profiles.models import User


@transaction.atomic
def note_carried(said: Said, user: User, *, mail_id: int, at: datetime) -> None:
    """Remembers that this digest says it. A mail that is tried again notes the same."""
    rows = [Carried(user=user, word=word, mail_id=mail_id, at=at) for word in said.words]
    if said.question:
        rows.append(Carried(user=user, question=said.question.question, mail_id=mail_id, at=at))
    Carried.objects.bulk_create(rows, ignore_conflicts=True)
    if said.wondered and said.wondered.is_new:
        _note_wondered(said, user, mail_id, at)


def note_seen(said: Said, *, at: datetime) -> None:
    """The yearly question is on the home page: from now on it waits for an answer."""
    if said.wondered and said.wondered.is_new:
        note_asked(said.wondered.membership, at=at)


def _note_wondered(said: Said, user: User, mail_id: int, at: datetime) -> None:
    assert said.wondered is not None
    note_asked(said.wondered.membership, at=at)
    glad = Glad.objects.filter(membership=said.wondered.membership, asked_at__isnull=False).first()
    if glad and glad.asked_at == at:
        values = {"mail_id": mail_id, "at": at}
        Carried.objects.update_or_create(user=user, glad=glad, defaults=values)
