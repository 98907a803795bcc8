"""What somebody puts into an envelope, with their yes or after it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.introductions.models import Answer, Enclosure, Introduction, Way
from apps.introductions.text import check_short
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present


class CannotEnclose(DomainError):
    """What is in the envelope stays as it is."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    question: str = ""
    shows_email: bool = False
    way_ids: Collection[int] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.question or self.shows_email or self.way_ids)


@transaction.atomic
def enclose(introduction: Introduction, *, user: User, enclosed: Enclosed, at: datetime) -> None:
    """Changes or empties what goes with a yes; raises CannotEnclose. While the envelope is closed nobody notices; once
    it is open, a question that others have read can be taken out, and not turned into another one."""
    introduction = Introduction.objects.select_for_update(no_key=True).get(pk=introduction.pk)
    _check_open(introduction, user, at)
    before = Enclosure.objects.filter(introduction=introduction, user=user).first()
    is_open = introduction.state == Introduction.State.MADE and introduction.answers.get(user=user).counts
    is_read = is_open and before and before.question
    if is_read and enclosed.question not in ("", before and before.question):
        raise CannotEnclose(_("Your question has been read by now. Take it out, or write on in the conversation."))
    put_in(introduction, user=user, enclosed=enclosed)


def put_in(introduction: Introduction, *, user: User, enclosed: Enclosed) -> None:
    """The caller holds the introduction's row. Raises NotPlain, for a link or too many words."""
    check_short(enclosed.question)
    _lock_people(introduction)
    lock_present(user)
    kept = {"question": enclosed.question.strip(), "shows_email": enclosed.shows_email}
    row, _new = Enclosure.objects.update_or_create(introduction=introduction, user=user, defaults=kept)
    row.ways.set(Way.objects.filter(user=user, pk__in=enclosed.way_ids))


def take_out(introduction: Introduction, *, user: User) -> None:
    """With a yes goes what was enclosed with it. The caller holds the introduction's row."""
    Enclosure.objects.filter(introduction=introduction, user=user).delete()


def _check_open(introduction: Introduction, user: User, at: datetime) -> None:
    said_yes = introduction.answers.filter(user=user, value=Answer.Value.YES).exists()
    state = Introduction.State
    over = at >= introduction.closes_at or introduction.shadow or introduction.circle.closed_at
    if not said_yes or introduction.state == state.NOT_MADE or (introduction.state == state.ASKED and over):
        raise CannotEnclose(_("This introduction no longer waits for an answer."))


def _lock_people(introduction: Introduction) -> None:
    """All of them by id, as whoever makes the introduction does."""
    ids = list(introduction.answers.values_list("user_id", flat=True))
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
