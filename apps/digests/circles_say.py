"""What a person's circles ask and tell them: the circle question, a word from the curator, and once a year whether they
are still glad to be there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from apps.circles.models import CircleQuestion, Membership, Word
from apps.circles.models.glad import resting_of, to_be_asked
from apps.circles.question_links import Posed, Wondered
from apps.digests.glances import EVERYTHING, Glance
from apps.digests.models import Carried
from apps.profiles.models import User

PREVIEW = 0  # a digest that is not in the outbox
MOST_WORDS = 3  # at a time; the others come next


@dataclass(frozen=True, slots=True)
class Said:
    question: Posed | None
    words: list[Word]
    wondered: Wondered | None
    resting: list[Membership]

    @property
    def worth_a_mail(self) -> bool:
        """A question and a word are in a digest once. The yearly question stands in each until it is answered, because
        silence is an answer, too; it brings one only once."""
        return bool(self.question or self.words or (self.wondered and self.wondered.is_new))


def said_to(user: User, *, at: datetime, digest: int | None, may: Glance = EVERYTHING) -> Said:
    """On the home page; with `digest`, the id of its mail in the outbox, in that mail."""
    return Said(
        question=_question(user, at, digest) if may.question else None,
        words=_words(user, at, digest) if may.words else [],
        wondered=_wondered(user, at, digest) if may.wondered else None,
        # On the home page alone.
        resting=list(resting_of(user)) if digest is None else [],
    )


def _question(user: User, at: datetime, digest: int | None) -> Posed | None:
    """One at a time, the one that waits longest."""
    rows = CircleQuestion.objects.open_to(user, at).select_related("circle").order_by("goes_at", "pk")
    if digest is not None:
        before = Carried.objects.filter(user=user, question=OuterRef("pk")).exclude(mail_id=digest)
        rows = rows.exclude(Exists(before))
    question = rows.first()
    return Posed(question, user.pk) if question else None


def _words(user: User, at: datetime, digest: int | None) -> list[Word]:
    rows = Word.objects.visible_to(user, at).exclude(by=user).select_related("circle", "by__profile")
    if digest is None:
        return list(rows.order_by("-goes_at", "pk")[:MOST_WORDS])
    before = Carried.objects.filter(user=user, word=OuterRef("pk")).exclude(mail_id=digest)
    return list(rows.exclude(Exists(before)).order_by("goes_at", "pk")[:MOST_WORDS])


def _wondered(user: User, at: datetime, digest: int | None) -> Wondered | None:
    """About one circle at a time."""
    membership = to_be_asked(user, at).first()
    if membership is None:
        return None
    glad = getattr(membership, "glad", None)
    here = Carried.objects.filter(user=user, glad__membership=membership, mail_id=digest or PREVIEW)
    is_new = glad is None or glad.asked_at is None or here.filter(at=F("glad__asked_at")).exists()
    membership.user = user
    return Wondered(membership, is_new)
