"""The mails of this room: an ask, an introduction that was made, a message. Written when they are sent, so whoever
has left, paused or blocked by then is not written to or about."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.introductions.answer_links import AnswerLinks
from apps.introductions.becauses import because
from apps.introductions.envelopes import opened
from apps.introductions.models import Conversation, Introduction, Message
from apps.introductions.reply_mails import reply_to
from apps.introductions.unseen import names_of, unseen_of
from apps.mail.composers import Composed, render
from apps.mail.links import absolute
from apps.mail.models import OutboxMail
from apps.mail.outbox import drop_waiting, enqueue
from apps.profiles.block_links import block_path
from apps.profiles.models import User
from apps.profiles.plain_words import has_link

ASKED, MADE, MESSAGE = "introduction_asked", "introduction_made", "message"
REMINDER = "introduction_reminder"


def enqueue_asked(introduction: Introduction, people: Sequence[User], *, at: datetime) -> None:
    for user in people:
        _enqueue(ASKED, introduction.pk, user, at)


def enqueue_reminder(introduction_id: int, user: User, *, at: datetime) -> None:
    """Of the same ask nobody is reminded twice: the outbox keeps one of a key."""
    _enqueue(REMINDER, introduction_id, user, at)


def enqueue_made(introduction: Introduction, people: Sequence[User], *, at: datetime) -> None:
    for user in people:
        _enqueue(MADE, introduction.pk, user, at)


def enqueue_message(message: Message, reader_ids: Sequence[int], *, at: datetime) -> None:
    for user in User.objects.present().filter(pk__in=reader_ids):
        _enqueue(MESSAGE, message.pk, user, at)


def drop_asked(introduction_ids: Sequence[int], *, at: datetime) -> None:
    drop_waiting(OutboxMail.objects.filter(purpose__in=(ASKED, REMINDER), payload__id__in=introduction_ids), at=at)


def _enqueue(purpose: str, object_id: int, user: User, at: datetime) -> None:
    key, payload = f"{object_id}-{user.pk}", {"id": object_id}
    enqueue(purpose, key=key, address=user.email, user_id=user.pk, payload=payload, due_at=at)


def compose_asked(mail: OutboxMail, at: datetime) -> Composed | None:
    return _compose_ask(ASKED, mail, at)


def compose_reminder(mail: OutboxMail, at: datetime) -> Composed | None:
    """The same ask again, in other words; nothing in it depends on what the others have answered."""
    return _compose_ask(REMINDER, mail, at)


def _compose_ask(name: str, mail: OutboxMail, at: datetime) -> Composed | None:
    reader = _reader(mail)
    waiting = Introduction.objects.select_related("circle", "made_by__profile")
    asked = reader and waiting.awaiting(reader, at).filter(pk=mail.payload["id"]).first()
    if not reader or not asked:
        return None
    people = list(User.objects.present().filter(answers__introduction=asked).select_related("profile").order_by("pk"))
    others = [user for user in people if user != reader]
    context: dict[str, object] = {
        "introduction": asked,
        "introducer": asked.introducer_for(reader),
        "others": others,
        "named": names_of(others, unseen_of(asked, people, reader)),
        "reasons": because(asked.circle_id, people, reader=reader),
        "link": absolute(reverse("introductions:detail", args=[asked.pk])),
        "answer": AnswerLinks(asked.pk, reader.pk),
    }
    return _render(name, reader, context, _thread("introductions", asked.pk))


def compose_made(mail: OutboxMail, at: datetime) -> Composed | None:
    reader = _reader(mail)
    found = Conversation.objects.filter(introduction=mail.payload["id"]).select_related("introduction__circle")
    conversation = reader and found.visible_to(reader).select_related("introduction__made_by__profile").first()
    about = _about(conversation, reader) if reader and conversation else {}
    if not reader or not conversation or not about.get("others"):
        return None
    link = absolute(reverse("introductions:envelope", args=[conversation.introduction_id]))
    about |= {"envelope": opened(conversation, reader), "envelope_link": link}
    return _render(MADE, reader, about, _thread("introductions", conversation.introduction_id))


def compose_message(mail: OutboxMail, at: datetime) -> Composed | None:
    reader = _reader(mail)
    said = Message.objects.readable().filter(pk=mail.payload["id"], removed=False)
    message = said.select_related("author__profile").first()
    if not reader or not message:
        return None
    heard = Conversation.objects.heard_by(reader).as_read_by(reader)
    conversation = heard.filter(pk=message.conversation_id).first()
    member = conversation and conversation.members.get(user=reader)
    if not conversation or not member or (member.read_at and member.read_at >= message.sent_at):
        return None
    # Every mail program makes links of addresses: words that hold one wait until our pages would make one, too.
    with_words = conversation.links_open or not has_link(message.body)
    about = _about(conversation, reader) | {"message": message, "with_words": with_words}
    about["block_link"] = absolute(block_path(reader, message.author))
    headers = reply_to(message, reader, at=at)
    about["by_mail"] = bool(headers)
    return _render(MESSAGE, reader, about, headers | _thread("conversations", conversation.pk))


def _reader(mail: OutboxMail) -> User | None:
    return User.objects.reachable().select_related("profile").filter(pk=mail.user_id or 0).first()


def _about(conversation: Conversation, reader: User) -> dict[str, object]:
    others_here = conversation.members.exclude(user=reader).filter(user__in=User.objects.present())
    members = others_here.select_related("user__profile").order_by("joined_at", "pk")
    link = absolute(reverse("introductions:conversation", args=[conversation.pk]))
    others = [member.user for member in members]
    return {"conversation": conversation, "introduction": conversation.introduction, "others": others, "link": link}


def _thread(what: str, number: int) -> dict[str, str]:
    """Mail programs put together what answers the same mail; that none was ever sent under this id does not matter."""
    root = f"<thread/{what}/{number}@{urlsplit(settings.SITE_URL).hostname}>"
    return {"In-Reply-To": root, "References": root}


def _render(name: str, reader: User, context: dict[str, object], headers: dict[str, str] | None = None) -> Composed:
    named = context.get("named") or names_of(cast("list[User]", context["others"]), set())
    names = get_text_list(cast("list[str]", named), _("and"))
    with timezone.override(reader.profile.zone):
        return render(name, context | {"reader": reader, "names": names}, headers=headers)
