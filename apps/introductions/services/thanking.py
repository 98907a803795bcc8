"""Thanks to the introducer, and the word that they met, which two agree to."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.introductions import limits, tidings
from apps.introductions.models import Conversation, Introduction, Tiding
from apps.introductions.text import check_short
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present

MET = Tiding.Kind.MET


class CannotTell(DomainError):
    """The introducer is told nothing, or has been told already."""


class ToldByNow(CannotTell):
    """The introducer has read it, or has been mailed."""

    def __init__(self) -> None:
        super().__init__(_("This has been told by now."))


@transaction.atomic
def tell(conversation: Conversation, *, user: User, kind: str, words: str, at: datetime) -> Tiding:
    """Once from each; other words replace the first while it can be taken back. Raises CannotTell and NotPlain."""
    introduction = _locked(conversation, user)
    if introduction.introducer_for(user) is None:
        raise CannotTell(_("Whoever introduced you is not here any more."))
    words = words.strip()
    check_short(words)
    before = Tiding.objects.filter(introduction=introduction, user=user, kind=kind).first()
    if before is None:
        told = Tiding.objects.create(introduction=introduction, user=user, kind=kind, words=words, at=at)
        tidings.enqueue(told, at=at)
        return told
    if before.words != words:
        if is_told(before, at=at):
            raise ToldByNow
        before.words = words
        before.save(update_fields=["words"])
    return before


@transaction.atomic
def take_back(conversation: Conversation, *, user: User, kind: str, at: datetime) -> None:
    """As if it had not been said; raises CannotTell once it has been told. Twice is once."""
    introduction = _locked(conversation, user)
    told = Tiding.objects.filter(introduction=introduction, user=user, kind=kind).first()
    if told and is_told(told, at=at):
        raise ToldByNow
    if told:
        told.delete()


def said(introduction: Introduction, user: User, *, at: datetime) -> dict[str, tuple[Tiding, bool]]:
    """By kind, what this person has said so far and whether the introducer may have read it. Of "we met" nothing
    changes with what others said, until it is told."""
    mine = Tiding.objects.filter(introduction=introduction, user=user)
    return {tiding.kind: (tiding, is_told(tiding, at=at)) for tiding in mine}


def forget_between(blocker: User, blocked: User, at: datetime) -> None:
    """A block takes back what of "we met" has not been told; inside its transaction."""
    both = Introduction.objects.filter(answers__user=blocker).filter(answers__user=blocked)
    waiting = Tiding.objects.filter(introduction__in=both, user__in=(blocker, blocked), kind=MET)
    for tiding in waiting.select_related("introduction"):
        if not is_told(tiding, at=at):
            tiding.delete()


def is_told(tiding: Tiding, *, at: datetime) -> bool:
    """Whether the introducer may have read it."""
    ripe = Tiding.objects.ripe(at).filter(introduction=tiding.introduction_id, kind=tiding.kind)
    needed = limits.YESES_NEEDED if tiding.kind == MET else 1
    return tiding.at <= at - limits.TIME_TO_TAKE_BACK and ripe.count() >= needed


def _locked(conversation: Conversation, user: User) -> Introduction:
    introduction = Introduction.objects.select_for_update(no_key=True).get(pk=conversation.introduction_id)
    lock_present(user)
    if not Conversation.objects.visible_to(user).filter(pk=conversation.pk).exists():
        raise CannotTell(_("You cannot write in this conversation."))
    return introduction
