"""What there is to say to a person now: one place, shown as the home page and mailed as the digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from apps.circles.models import Circle, Membership
from apps.circles.waiting import Waiting, looked_at, waiting_for
from apps.digests.circles_say import Said, said_to
from apps.digests.talks import Talk, lately_of, unread_of
from apps.introductions.answered import Answered, answered
from apps.introductions.becauses import because
from apps.introductions.models import Answer, Introduction, PitchPause
from apps.introductions.paces import is_to_be_asked_whether_to_pause
from apps.introductions.pitches import pitches_waiting
from apps.introductions.telling_pages import Asked
from apps.introductions.tidings import Told, unheard
from apps.introductions.unseen import names_of, unseen_of
from apps.matching.models import Wish
from apps.matching.since_met import NewlyShared, newly_shared
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
class Today:
    asks: list[Ask]
    waiting: list[Waiting]
    cards: list[Card]
    unread: list[Talk]
    # Whom one has met and not yet been to: on the home page only, since a mail told of it.
    met: list[Talk]
    asked: list[Asked]
    circles: list[Membership]
    # Of somebody who is in none: those where a curator has a look at them first.
    held_from: list[Circle]
    said: Said
    # What they have come to share with somebody since they met; one at most, and at most one a digest.
    newly: NewlyShared | None = None
    # Of the circles, those where the reader has been told that their introductions are paused.
    paused_in: Sequence[Circle] = ()
    # What people whom they introduced let them know; on the home page only, since a mail of its own told of it.
    heard: Sequence[Told] = ()
    # To what the reader said yes, and it waits for another's: on the home page only, which is the way back to it.
    given: Sequence[Answered] = ()
    # Several introductions passed them by; on the home page only, since a mail is no place to ask twice.
    passed_by: bool = False
    # There are wishes of theirs to be found in the settings; on the home page only, where they were made.
    has_wished: bool = False
    # They are in a circle and have said nothing of themselves; on the home page only, which leads to it.
    has_no_facts: bool = False

    @property
    def is_quiet(self) -> bool:
        return not (self.waiting or self.met or self.heard or self.said.wondered or self.passed_by or self.worth_a_mail)

    @property
    def worth_a_mail(self) -> bool:
        """What waits in a circle had a mail of its own; it stands in a digest that comes anyway, and brings none."""
        found = self.asks or self.cards or self.newly or self.unread or self.asked
        return bool(found or self.said.worth_a_mail)


def today(user: User, *, at: datetime, suggest: bool = True, digest: int | None = None) -> Today:
    """`digest`: the id of the mail in the outbox that it is for; without one it is for the home page."""
    circles, paused_in = circles_of(user, at)
    lately = lately_of(user, at, digest=digest)
    cards = suggestions_for(user, at=at) if suggest else []
    return Today(
        asks=asks_of(user, at),
        waiting=waiting_for(user, at=at) + pitches_waiting(user, circles),
        cards=cards,
        unread=unread_of(user),
        met=lately.met,
        asked=lately.asked,
        circles=circles,
        held_from=[] if circles else looked_at(user),
        said=said_to(user, at=at, digest=digest),
        newly=newly_shared(user, at=at, digest=digest),
        paused_in=paused_in,
        heard=tuple(unheard(user, at=at)) if digest is None else (),
        given=tuple(answered(user, Answer.Value.YES, at=at)) if digest is None else (),
        passed_by=digest is None and is_to_be_asked_whether_to_pause(user, at=at),
        has_wished=digest is None and Wish.objects.standing_of(user).exists(),
        has_no_facts=digest is None and bool(circles) and not (cards or user.traits.exists()),
    )


def asks_of(user: User, at: datetime) -> list[Ask]:
    waiting = Introduction.objects.awaiting(user, at).select_related("circle", "made_by__profile")
    answers = Answer.objects.filter(introduction__in=waiting.values("pk")).select_related("user__profile")
    people: dict[int, list[Answer]] = {}
    for answer in answers.order_by("user_id"):
        people.setdefault(answer.introduction_id, []).append(answer)
    return [_ask(introduction, people[introduction.pk], user) for introduction in waiting]


def circles_of(user: User, at: datetime) -> tuple[list[Membership], tuple[Circle, ...]]:
    """Those that are open, and those of them where the reader has been told of a pause."""
    mine = Membership.objects.running().filter(user=user).select_related("circle").order_by("circle__tag")
    told = PitchPause.objects.told(at).filter(user=user, circle=OuterRef("circle"))
    rows = list(mine.annotate(introductions_paused=Exists(told)))
    return [*rows], tuple(row.circle for row in rows if row.introductions_paused)  # type: ignore[attr-defined]  # annotated


def _ask(introduction: Introduction, answers: list[Answer], reader: User) -> Ask:
    people = [answer.user for answer in answers]
    mine = next(answer for answer in answers if answer.user_id == reader.pk)
    others = [user for user in people if user.pk != reader.pk]
    reasons = because(introduction.circle_id, people, reader=reader)
    unseen = unseen_of(introduction, people, reader)
    # Asks of an introducer blocked either way are not among those that wait.
    return Ask(introduction, mine, others, reasons, introduction.present_introducer, unseen)
