"""What there is to say to a person now: one place, shown as the home page and mailed as the digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from apps.circles.models import Circle, Membership
from apps.circles.waiting import Waiting, looked_at, waiting_for
from apps.digests.asks import Ask, asks_of
from apps.digests.before_calls import calls_before
from apps.digests.benches import Bench, benches_of
from apps.digests.circles_say import Said, said_to
from apps.digests.glances import glance_at
from apps.digests.looking_up import LookedUp, looked_up
from apps.digests.talks import Lately, Talk, lately_of, unread_of
from apps.introductions.answered import Answered, answered
from apps.introductions.models import Answer, MailedYes
from apps.introductions.paces import is_to_be_asked_whether_to_pause
from apps.introductions.pitches import pitches_waiting
from apps.introductions.services.mailing import all_waiting
from apps.introductions.telling_pages import Asked
from apps.introductions.tidings import Told, unheard
from apps.matching.models import Wish
from apps.matching.services.wishing import KIND
from apps.matching.since_met import NewlyShared, newly_shared
from apps.matching.suggesting import Card
from apps.meetings.calls import Call
from apps.profiles.models import User


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
    # Before their next digest; on the home page, within a week.
    calls: Sequence[Call] = ()
    # Several introductions passed them by; on the home page only, since a mail is no place to ask twice.
    passed_by: bool = False
    # There are wishes of theirs to be found in the settings; on the home page only, where they were made.
    has_wished: bool = False
    # Wishes by mail that do not count yet; on the home page only, where they could be said again.
    wished_by_mail: Sequence[MailedYes] = ()
    # They are in a circle and have said nothing of themselves; on the home page only, which leads to it.
    has_no_facts: bool = False

    @property
    def is_quiet(self) -> bool:
        return not (self.waiting or self.met or self.heard or self.said.wondered or self.passed_by or self.worth_a_mail)

    @property
    def worth_a_mail(self) -> bool:
        """What waits in a circle had a mail of its own; it stands in a digest that comes anyway, and brings none. What
        somebody wrote brings one, and so does a call: for that they brought their calendar."""
        unread = any(talk.is_new for talk in self.unread)
        found = self.asks or self.cards or self.newly or unread or self.asked or self.benches or self.calls
        return bool(found or self.said.worth_a_mail)


def today(user: User, *, at: datetime, suggest: bool = True, digest: int | None = None) -> Today:
    """`digest`: the id of the mail in the outbox that it is for; without one it is for the home page. It takes as many
    queries whatever waits: how long a page takes is no way to learn of it."""
    mails = {} if digest is None else {user.pk: digest}
    return _today(user, at, digest, looked_up([user], at, mails, suggest=suggest)[user.pk])


def todays(digests: Mapping[User, int], *, at: datetime) -> dict[int, Today]:
    """By reader, for whom the id of their mail is given: the same as for each by themselves. Where a glance at all of
    them tells that there is nothing of a kind, nothing more is asked."""
    mails = {user.pk: mail_id for user, mail_id in digests.items()}
    found = looked_up(list(digests), at, mails, glances=glance_at(mails, at))
    return {user.pk: _by_their_clock(user, at, mails[user.pk], found[user.pk]) for user in digests}


def _by_their_clock(user: User, at: datetime, digest: int, found: LookedUp) -> Today:
    with timezone.override(user.profile.zone):
        return _today(user, at, digest, found)


def _today(user: User, at: datetime, digest: int | None, found: LookedUp) -> Today:
    may, circles, cards = found.may, found.circles, found.cards
    lately = lately_of(user, at, digest=digest) if may.asked else Lately([], [])
    now = Today(
        asks=asks_of(user, at) if may.asks else [],
        waiting=[],
        cards=cards,
        unread=unread_of(user, digest=digest) if may.unread else [],
        met=lately.met,
        asked=lately.asked,
        circles=circles,
        held_from=[] if circles else looked_at(user),
        said=said_to(user, at=at, digest=digest, may=may),
        benches=() if digest is None else benches_of(user, circles, found.told, at=at),
        quiet_on=_quiet_on(circles) if digest is None else None,
        newly=newly_shared(user, at=at, digest=digest) if may.newly else None,
        paused_in=found.paused_in,
        heard=tuple(unheard(user, at=at)) if digest is None else (),
        given=tuple(answered(user, Answer.Value.YES, at=at)) if digest is None else (),
        calls=tuple(calls_before(user, at, digest=digest)) if may.calls else (),
        passed_by=digest is None and is_to_be_asked_whether_to_pause(user, at=at),
        has_wished=digest is None and Wish.objects.standing_of(user).exists(),
        wished_by_mail=tuple(all_waiting(KIND, user=user, at=at)) if digest is None else (),
        has_no_facts=digest is None and bool(circles) and not (cards or user.traits.exists()),
    )
    # It brings no mail; of the many who have nothing else to read nothing of it is asked.
    if not may.waiting or (digest is not None and not now.worth_a_mail):
        return now
    return replace(now, waiting=waiting_for(user, at=at) + pitches_waiting(user, circles))


def _quiet_on(circles: Sequence[Membership]) -> date | None:
    return circles[0].quiet_on if circles else None  # type: ignore[attr-defined]  # annotated
