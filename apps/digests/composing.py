"""What there is to say to a person now: one place, shown as the home page and mailed as the digest."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from apps.circles.models import Circle, Membership
from apps.circles.waiting import Waiting, looked_at, waiting_for
from apps.digests.circles_say import Said, said_to
from apps.introductions.becauses import because
from apps.introductions.models import Answer, Conversation, ConversationMember, Introduction, Message
from apps.introductions.unseen import names_of, unseen_of
from apps.matching.suggesting import Card, suggestions_for
from apps.profiles.models import User


@dataclass(frozen=True, slots=True)
class Ask:
    """An introduction that waits for the reader's answer."""

    introduction: Introduction
    mine: Answer
    others: list[User]
    reasons: list[str]
    introducer: User | None
    # Ids of those of whom no more than a first name is told.
    unseen: set[int]

    @property
    def path(self) -> str:
        return reverse("introductions:detail", args=[self.introduction.pk])

    @property
    def names(self) -> list[str]:
        return names_of(self.others, self.unseen)


@dataclass(frozen=True, slots=True)
class Unread:
    """A conversation in which somebody wrote since the reader last looked, and who."""

    conversation: Conversation
    writers: list[User]

    @property
    def path(self) -> str:
        return reverse("introductions:conversation", args=[self.conversation.pk])


@dataclass(frozen=True, slots=True)
class Today:
    asks: list[Ask]
    waiting: list[Waiting]
    cards: list[Card]
    unread: list[Unread]
    circles: list[Membership]
    # Of somebody who is in none: those where a curator has a look at them first.
    held_from: list[Circle]
    said: Said

    @property
    def is_quiet(self) -> bool:
        return not (self.waiting or self.said.wondered or self.worth_a_mail)

    @property
    def worth_a_mail(self) -> bool:
        """What waits in a circle had a mail of its own; it stands in a digest that comes anyway, and brings none."""
        return bool(self.asks or self.cards or self.unread or self.said.worth_a_mail)


def today(user: User, *, at: datetime, suggest: bool = True, digest: int | None = None) -> Today:
    """`digest`: the id of the mail in the outbox that it is for; without one it is for the home page."""
    circles = circles_of(user)
    return Today(
        asks=asks_of(user, at),
        waiting=waiting_for(user, at=at),
        cards=suggestions_for(user, at=at) if suggest else [],
        unread=unread_of(user),
        circles=circles,
        held_from=[] if circles else looked_at(user),
        said=said_to(user, at=at, digest=digest),
    )


def asks_of(user: User, at: datetime) -> list[Ask]:
    waiting = Introduction.objects.awaiting(user, at).select_related("circle", "made_by__profile")
    answers = Answer.objects.filter(introduction__in=waiting.values("pk")).select_related("user__profile")
    people: dict[int, list[Answer]] = {}
    for answer in answers.order_by("user_id"):
        people.setdefault(answer.introduction_id, []).append(answer)
    return [_ask(introduction, people[introduction.pk], user) for introduction in waiting]


def unread_of(user: User) -> list[Unread]:
    seen = ConversationMember.objects.filter(user=user).filter(
        Q(read_at__isnull=True) | Q(read_at__lt=OuterRef("sent_at"))
    )
    unread = (
        Message.objects.readable()
        .exclude(author=user)
        .filter(Exists(seen.filter(conversation=OuterRef("conversation"))), removed=False)
    )
    visible = Conversation.objects.visible_to(user).filter(pk__in=unread.values("conversation"))
    rows = unread.filter(conversation__in=visible.values("pk")).select_related("conversation", "author__profile")
    found: dict[Conversation, list[User]] = {}
    for message in rows.order_by("-conversation_id", "sent_at", "pk"):
        writers = found.setdefault(message.conversation, [])
        if message.author not in writers:
            writers.append(message.author)
    return [Unread(conversation, writers) for conversation, writers in found.items()]


def circles_of(user: User) -> list[Membership]:
    mine = Membership.objects.filter(user=user, circle__closed_at__isnull=True)
    return list(mine.select_related("circle").order_by("circle__tag"))


def _ask(introduction: Introduction, answers: list[Answer], reader: User) -> Ask:
    people = [answer.user for answer in answers]
    mine = next(answer for answer in answers if answer.user_id == reader.pk)
    others = [user for user in people if user.pk != reader.pk]
    reasons = because(introduction.circle_id, people, reader=reader)
    unseen = unseen_of(introduction, people, reader)
    # Asks of an introducer blocked either way are not among those that wait.
    return Ask(introduction, mine, others, reasons, introduction.present_introducer, unseen)
