"""An answer by mail becomes a message like one that is written on the page, or nothing, and its writer is told why."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from apps.instance.text import clean_text
from apps.introductions import limits, reply_mails
from apps.introductions.models import Conversation, MailedReply, Message
from apps.introductions.services.conversing import CannotWrite, mark_read, write_message
from apps.mail.inbound.addresses import ReplyAddress
from apps.mail.inbound.reading import Incoming
from apps.profiles.models import User
from apps.profiles.plain_words import has_link
from apps.profiles.proven_addresses import is_address_of
from apps.profiles.services.presence import AccountGone, lock_present


def take_reply(mail: Incoming, address: ReplyAddress, at: datetime) -> None:
    """The same mail again is nothing; so is one of somebody who has no account that works."""
    answered = Message.objects.filter(pk=address.about).select_related("conversation").first()
    author = User.objects.present().filter(pk=address.user_id).first()
    if answered is None or author is None:
        return
    try:
        _take(mail, answered, author=author, is_late=address.until < at, at=at)
    except AccountGone:
        return


@transaction.atomic
def _take(mail: Incoming, answered: Message, *, author: User, is_late: bool, at: datetime) -> None:
    # In the order in which whoever writes a message locks.
    lock_present(author)
    conversation = Conversation.objects.select_for_update(no_key=True).get(pk=answered.conversation_id)
    foreign = not is_address_of(author, mail.sender)
    reply, is_new = MailedReply.objects.get_or_create(
        conversation=conversation, user=author, digest=mail.digest, foreign=foreign, defaults={"at": at}
    )
    if not is_new:
        return
    if foreign:
        # What is in it may be anybody's, and goes nowhere.
        _tell(reply, at, foreign=True)
        return
    words = clean_text(mail.words[: limits.GIVEN_BACK])
    try:
        _refuse(mail, is_late=is_late)
        write_message(conversation, author=author, body=words, at=at)
    except CannotWrite as refusal:
        cut = len(mail.words) > limits.GIVEN_BACK
        _tell(reply, at, said=str(refusal), words=words, cut=cut)
        return
    if _was_all_mailed(answered, author):
        mark_read(conversation, reader=author, at=answered.sent_at)


def _was_all_mailed(answered: Message, reader: User) -> bool:
    """They have read what they answer, and what was written before, unless a mail kept its words for the page."""
    unread = Message.objects.unread_by(reader).filter(conversation=answered.conversation_id)
    bodies = unread.filter(sent_at__lte=answered.sent_at).values_list("body", flat=True)
    return not any(map(has_link, bodies))


def _refuse(mail: Incoming, *, is_late: bool) -> None:
    """What can be wrong with a mail and not with a form; raises CannotWrite."""
    if is_late:
        raise CannotWrite(_("The address that you answered to worked for 60 days, and they are over."))
    if not mail.words.strip() and mail.has_files:
        raise CannotWrite(_("There were only files in it. Conversations hold words, so write a few."))
    if not mail.words.strip():
        raise CannotWrite(_("There were no words of your own in it. What is quoted is left out."))


def _tell(reply: MailedReply, at: datetime, **why: str | bool) -> None:
    mine = MailedReply.objects.filter(conversation=reply.conversation, user=reply.user, foreign=reply.foreign)
    most = limits.TOLD_OF_FOREIGN if reply.foreign else limits.TOLD_OF_REPLIES
    if mine.filter(told_at__gt=at - limits.TOLD_OF_REPLIES_IN).count() >= most:
        return
    reply_mails.enqueue_not_sent(reply, why, at=at)
    reply.told_at = at
    reply.save(update_fields=["told_at"])


def forget_replies(*, at: datetime) -> int:
    """Those whose address has run out by now, which it does at the end of a day; how many. One that comes once more is
    too late then."""
    return MailedReply.objects.filter(at__lt=at - limits.REPLY_BY_MAIL - timedelta(days=1)).delete()[0]
