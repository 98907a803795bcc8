from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from apps.introductions import limits, mails
from apps.introductions.models import Conversation, ConversationMember, Message
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.services.presence import lock_present


class CannotWrite(DomainError):
    """The message was not sent; its text is still with its writer."""


@transaction.atomic
def write_message(conversation: Conversation, *, author: User, body: str, at: datetime) -> Message:
    """Adds a message; raises CannotWrite. A double click is one message: the same words within a minute."""
    lock_present(author)
    conversation = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    body = body.strip()
    if not body:
        raise CannotWrite(_("Write a few words first."))
    if len(body) > limits.MESSAGE_LENGTH:
        raise CannotWrite(_("This is longer than 5,000 characters. Make it shorter, or send it in two parts."))
    # Whom of the others a block keeps apart is none of the writer's business.
    if not Conversation.objects.joined_by(author).filter(pk=conversation.pk).exists():
        raise CannotWrite(_("You cannot write in this conversation."))
    last = conversation.messages.order_by("-sent_at", "-pk").first()
    if last and last.author_id == author.pk and last.body == body and (at - last.sent_at).total_seconds() < 60:
        return last
    _keep_pace(conversation, author, at)
    # Whoever waited for the lock comes after the message that they waited for: a reader has read up to a moment.
    sent_at = max(at, last.sent_at + timedelta(microseconds=1)) if last else at
    message = Message.objects.create(conversation=conversation, author=author, body=body, sent_at=sent_at)
    # Also to those who have muted or left it: what becomes of the mail is asked when it is written, so that nothing of
    # it shows in what sending takes.
    readers = conversation.members.exclude(user=author).values_list("user_id", flat=True)
    mails.enqueue_message(message, list(readers), at=at)
    return message


def _keep_pace(conversation: Conversation, author: User, at: datetime) -> None:
    """Nobody is nagged, and nobody floods; raises CannotWrite. It rests on what the author sees alone."""
    mine = Q(author=author)
    written = (
        Message.objects.readable()
        .filter(conversation=conversation)
        .aggregate(
            others=Count("pk", filter=~mine),
            unanswered=Count("pk", filter=mine & Q(sent_at__gt=at - limits.UNANSWERED_IN)),
            lately=Count("pk", filter=mine & Q(sent_at__gt=at - limits.MESSAGES_IN)),
        )
    )
    if not written["others"] and written["unanswered"] >= limits.UNANSWERED:
        raise CannotWrite(
            _("You have written five messages in a day, and nobody has answered yet. Send this one tomorrow.")
        )
    if written["lately"] >= limits.MESSAGES:
        raise CannotWrite(_("You have written sixty messages in an hour. Keep this one, and send it a little later."))


def mark_read(conversation: Conversation, *, reader: User, at: datetime) -> None:
    """`at`: when the last message was sent that the reader was shown. What was read stays read."""
    mine = ConversationMember.objects.filter(conversation=conversation, user=reader)
    mine.filter(Q(read_at=None) | Q(read_at__lt=at)).update(read_at=at)
