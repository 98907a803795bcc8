"""Saying that a message was a pitch, and taking that back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.circles.models import Circle, Membership
from apps.circles.services.locking import lock
from apps.introductions import pitch_mails
from apps.introductions.models import Message, PitchReport
from apps.introductions.models.pitch_report import CURATORS_ALONE
from apps.introductions.services.pausing import settle
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present


class MessageGone(DomainError):
    """Its writer was erased in this moment, and it with them."""

    def __init__(self) -> None:
        super().__init__(_("This message is no longer there."))


@transaction.atomic
def report_pitch(message: Message, *, reporter: User, at: datetime) -> PitchReport:
    """Once per message and person. Neither is the writer told, nor anybody else of the conversation. Raises
    MessageGone."""
    circle = lock(_circle_of(message))
    lock_present(reporter)
    if not Message.objects.filter(pk=message.pk, removed=False, author__is_active=True).exists():
        raise MessageGone
    values = {"circle": circle, "at": at, "staff_at": at + CURATORS_ALONE}
    row, new = PitchReport.objects.get_or_create(message=message, reporter=reporter, defaults=values)
    if new:
        settle(circle, message.author, at=at)
        _tell(row, at)
    return row


@transaction.atomic
def take_back(message: Message, *, reporter: User, at: datetime) -> bool:
    """Whether it could be still: until somebody has looked it never was."""
    circle = lock(_circle_of(message))
    mine = PitchReport.objects.unlooked().filter(message=message, reporter=reporter)
    gone = bool(mine.delete()[0])
    settle(circle, message.author, at=at)
    return gone


def _circle_of(message: Message) -> Circle:
    return message.conversation.introduction.circle


def _tell(row: PitchReport, at: datetime) -> None:
    """Those who may look: once for an introduction, as long as nobody has looked at what was told of it."""
    introduction = row.message.conversation.introduction_id
    waiting = PitchReport.objects.about(row.circle_id, row.message.author_id).unlooked().exclude(pk=row.pk)
    if waiting.filter(message__conversation__introduction=introduction).exists():
        return
    keepers = Membership.objects.curators().filter(circle=row.circle).select_related("user").order_by("pk")
    for keeper in keepers:
        if PitchReport.objects.visible_to(keeper.user).filter(pk=row.pk).exists():
            pitch_mails.enqueue_reported(row, keeper.user, at=at)
