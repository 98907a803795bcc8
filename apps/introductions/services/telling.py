"""Did you talk? What one says two weeks after an introduction; nobody else reads it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.introductions.models import Conversation, ConversationMember, Outcome
from apps.introductions.outcomes import tellable_by
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present


class NotAsked(DomainError):
    """It is not asked yet, or not any more."""

    def __init__(self) -> None:
        super().__init__(_("This is not asked any more. What you said before stays as it is."))


@transaction.atomic
def tell(conversation: Conversation, *, user: User, value: str, at: datetime) -> Outcome:
    """Says it, or changes what was said while it is asked; the same twice is once. Raises NotAsked."""
    lock_present(user)
    if not tellable_by(user, at).filter(pk=conversation.pk).exists():
        raise NotAsked
    said = {"value": Outcome.Value(value), "at": at}
    row, _new = Outcome.objects.update_or_create(introduction_id=conversation.introduction_id, user=user, defaults=said)
    return row


def note_asked(conversations: list[Conversation], user: User, *, mail_id: int) -> None:
    """This digest asks; no other one does. A mail that is tried again notes the same."""
    mine = ConversationMember.objects.filter(conversation__in=conversations, user=user, asked_in=None)
    mine.update(asked_in=mail_id)


def forget_asked(mails: Mapping[int, int | None]) -> None:
    """These digests, each with whose it was to be, went out to nobody: another one asks."""
    ConversationMember.objects.filter(user__in=set(mails.values()), asked_in__in=mails).update(asked_in=None)
