"""What there is to say to a person now: one place, shown as the home page and mailed as the digest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from apps.circles.models import Circle, Membership
from apps.circles.waiting import Waiting, looked_at, waiting_for
from apps.digests.benches import Bench, benches_of
from apps.digests.circles_say import Said, said_to
from apps.digests.models import CarriedPair, DigestSchedule
from apps.digests.talks import Talk, lately_of, unread_of
from apps.introductions.answer_links import AnswerLinks
from apps.introductions.answered import Answered, answered
from apps.introductions.becauses import because
from apps.introductions.mailed import with_mailed
from apps.introductions.models import Answer, Introduction, PitchPause
from apps.introductions.paces import is_to_be_asked_whether_to_pause
from apps.introductions.pitches import pitches_waiting
from apps.introductions.telling_pages import Asked
from apps.introductions.tidings import Told, unheard
from apps.introductions.unseen import names_of, unseen_of
from apps.mail.links import absolute
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
    def link(self) -> str:
        return absolute(self.path)

    @property
    def answer(self) -> AnswerLinks:
        return AnswerLinks(self.introduction.pk, self.mine.user_id)

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
    # Of somebody who keeps circles, and in a digest only: on the home page stands the way to each bench.
    benches: Sequence[Bench] = ()
    # The day of their last digest, which had nothing to say; on the home page, once.
    quiet_on: date | None = None
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
        """What waits in a circle had a mail of its own; it stands in a digest that comes anyway, and brings none. What
        somebody wrote brings one."""
        unread = any(talk.is_new for talk in self.unread)
        found = self.asks or self.cards or self.newly or unread or self.asked or self.benches
        return bool(found or self.said.worth_a_mail)


def today(user: User, *, at: datetime, suggest: bool = True, digest: int | None = None) -> Today:
    """`digest`: the id of the mail in the outbox that it is for; without one it is for the home page."""
    circles, paused_in = circles_of(user, at)
    lately, told = lately_of(user, at, digest=digest), _told(user, digest)
    cards = suggestions_for(user, at=at, without=told) if suggest else []
    now = Today(
        asks=asks_of(user, at),
        waiting=[],
        cards=cards,
        unread=unread_of(user, digest=digest),
        met=lately.met,
        asked=lately.asked,
        circles=circles,
        held_from=[] if circles else looked_at(user),
        said=said_to(user, at=at, digest=digest),
        benches=() if digest is None else benches_of(user, circles, told, at=at),
        quiet_on=_quiet_on(circles) if digest is None else None,
        newly=newly_shared(user, at=at, digest=digest),
        paused_in=paused_in,
        heard=tuple(unheard(user, at=at)) if digest is None else (),
        given=tuple(answered(user, Answer.Value.YES, at=at)) if digest is None else (),
        passed_by=digest is None and is_to_be_asked_whether_to_pause(user, at=at),
        has_wished=digest is None and Wish.objects.standing_of(user).exists(),
        has_no_facts=digest is None and bool(circles) and not (cards or user.traits.exists()),
    )
    # It brings no mail; of the many who have nothing else to read nothing of it is asked.
    if digest is not None and not now.worth_a_mail:
        return now
    return replace(now, waiting=waiting_for(user, at=at) + pitches_waiting(user, circles))


def _told(user: User, digest: int | None) -> set[tuple[int, int]]:
    """Pairs that another digest of theirs has told: no digest does again. On the home page they stay their time."""
    if digest is None:
        return set()
    rows = CarriedPair.objects.filter(user=user).exclude(mail_id=digest)
    return set(rows.values_list("low_id", "high_id"))


def _quiet_on(circles: Sequence[Membership]) -> date | None:
    return circles[0].quiet_on if circles else None  # type: ignore[attr-defined]  # annotated


def asks_of(user: User, at: datetime) -> list[Ask]:
    """The funnel is asked about the few that may wait for an answer: else the database looks at every open introduction
    of the person's circles first. As many queries whatever waits: one that is not put to them yet tells nothing."""
    mine = Answer.objects.filter(user=user, value="").values("introduction")
    waiting = Introduction.objects.awaiting(user, at).filter(pk__in=mine)
    answers = Answer.objects.filter(introduction__in=waiting.values("pk")).select_related("user__profile")
    people: dict[int, list[Answer]] = {}
    for answer in answers.order_by("user_id"):
        people.setdefault(answer.introduction_id, []).append(answer)
    rows = with_mailed(waiting.select_related("circle", "made_by__profile"), user, at)
    return [_ask(introduction, people[introduction.pk], user) for introduction in rows if introduction.pk in people]


def circles_of(user: User, at: datetime) -> tuple[list[Membership], tuple[Circle, ...]]:
    """Those that are open, and those of them where the reader has been told of a pause."""
    mine = Membership.objects.running().filter(user=user).select_related("circle").order_by("circle__tag")
    told = PitchPause.objects.told(at).filter(user=user, circle=OuterRef("circle"))
    quiet = DigestSchedule.objects.filter(user=OuterRef("user")).values("quiet_on")
    rows = list(mine.annotate(introductions_paused=Exists(told), quiet_on=Subquery(quiet)))
    return [*rows], tuple(row.circle for row in rows if row.introductions_paused)  # type: ignore[attr-defined]  # annotated


def _ask(introduction: Introduction, answers: list[Answer], reader: User) -> Ask:
    people = [answer.user for answer in answers]
    mine = next(answer for answer in answers if answer.user_id == reader.pk)
    others = [user for user in people if user.pk != reader.pk]
    reasons = because(introduction.circle_id, people, reader=reader)
    unseen = unseen_of(introduction, people, reader)
    # Asks of an introducer blocked either way are not among those that wait.
    return Ask(introduction, mine, others, reasons, introduction.present_introducer, unseen)
