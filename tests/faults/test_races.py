"""Two people, one introduction, one moment: many races of each kind, with chance in every gap. Never two conversations,
never a conversation after a committed block or close, no deadlock. Each kind is also run without the lock, to prove
that the race exists: there the second comes between what the first reads and what it writes. RACES is how many."""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from apps.circles.models import Circle, Membership
from apps.circles.services import circles
from apps.introductions.models import Answer, Connection, Conversation, Introduction
from apps.introductions.services import answering, making
from apps.introductions.services.answering import TooLate
from apps.profiles.models import Profile, User
from apps.profiles.services.blocking import block
from tests.factories import AT
from tests.faults.racing import Race, run
from tests.instant import unlocked

pytestmark = pytest.mark.django_db(transaction=True)
SOAK = bool(os.environ.get("SOAK"))
RACES = int(os.environ.get("RACES", "1000" if SOAK else "25"))
CONTROLS = 40 if SOAK else 8
# SQLite lets one writer in at a time: more races at once only wait for each other.
AT_ONCE = {"sqlite": 1, "postgresql": 4}
LATER = AT + timedelta(days=1)
# Seconds that the service without its lock waits for the other before it writes, where something else holds them back.
WAIT = 0.5

Say = Callable[..., object]


def asked(count: int) -> list[Introduction]:
    """So many pairs who are asked, each in a circle of its own that one person keeps; all in bulk."""
    keeper, *people = _people(2 * count + 1)
    rows = [Circle(tag=f"race-{number}", purpose="Races", link_nonce="n", created_at=AT) for number in range(count)]
    made = Circle.objects.bulk_create(rows)
    members = [Membership(circle=circle, user=keeper, role="curator", joined_at=AT) for circle in made]
    asks, pairs = [], list(zip(made, people[::2], people[1::2], strict=True))
    for circle, *two in pairs:
        members += [Membership(circle=circle, user=user, joined_at=AT) for user in two]
        key, times = Introduction.key_of(user.pk for user in two), {"asked_at": AT, "closes_at": AT + timedelta(10)}
        asks.append(Introduction(circle=circle, made_by=keeper, origin="curator", participants_key=key, **times))
    Membership.objects.bulk_create(members)
    asks = Introduction.objects.bulk_create(asks)
    for ask, (_circle, *two) in zip(asks, pairs, strict=True):
        Answer.objects.bulk_create(Answer(introduction=ask, user=user, put_at=AT) for user in two)
    return asks


def _people(count: int) -> list[User]:
    people = User.objects.bulk_create(User(email=f"race{n}@example.org", password="!") for n in range(count))
    Profile.objects.bulk_create(Profile(user=user, name=f"Somebody {user.pk}") for user in people)
    return people


def the_two(ask: Introduction) -> list[User]:
    return [row.user for row in ask.answers.select_related("user").order_by("user")]


def says(ask: Introduction, user: User, value: str, say: Say = answering.answer) -> Callable[[], object]:
    return lambda: say(ask, user=user, value=value, at=LATER)


def is_made(ask: Introduction) -> bool:
    """Wholly: exactly one conversation, in which both are, and their connection."""
    state = Introduction.objects.get(pk=ask.pk).state
    talks = Conversation.objects.filter(introduction=ask)
    both = [talk.members.count() for talk in talks] == [2]
    return state == "made" and both and Connection.objects.filter(introduction=ask).count() == 1


def is_not_made(ask: Introduction) -> bool:
    rows = (Conversation.objects.filter(introduction=ask), Connection.objects.filter(introduction=ask))
    return Introduction.objects.get(pk=ask.pk).state != "made" and not any(found.exists() for found in rows)


def values(ask: Introduction) -> list[str]:
    return [row.value for row in ask.answers.order_by("user")]


def accept_and_accept(ask: Introduction, say: Say) -> Race:
    one, other = the_two(ask)
    return Race(says(ask, one, "yes", say), says(ask, other, "yes", say), lambda: is_made(ask))


def accept_and_decline(ask: Introduction, say: Say) -> Race:
    """One person's yes and no, from two windows, where the other has said yes: it is made, and their answer a yes."""
    one, other = the_two(ask)
    ask.answers.filter(user=other).update(value="yes", answered_at=AT)

    def fine() -> bool:
        return is_made(ask) and values(ask) == ["yes", "yes"]

    return Race(says(ask, one, "yes", say), says(ask, one, "no"), fine)


def accept_and_withdraw(ask: Introduction, say: Say) -> Race:
    """The other takes their yes back: either it is made, and that is too late, or it is not."""
    one, other = the_two(ask)
    ask.answers.filter(user=other).update(value="yes", answered_at=AT)

    def fine() -> bool:
        return is_made(ask) if values(ask) == ["yes", "yes"] else is_not_made(ask)

    return Race(says(ask, one, "yes", say), says(ask, other, "no"), fine)


def accept_and_block(ask: Introduction, say: Say) -> Race:
    one, other = the_two(ask)
    return _accept_against(ask, one, other, say, lambda: block(other, one, at=LATER))


def accept_and_close(ask: Introduction, say: Say) -> Race:
    one, other = the_two(ask)
    keeper = ask.circle.memberships.get(role="curator").user
    return _accept_against(ask, one, other, say, lambda: circles.close(ask.circle, by=keeper, at=LATER))


def _accept_against(ask: Introduction, one: User, other: User, say: Say, end: Callable[[], object]) -> Race:
    """Whatever is not made when the end is committed is not made afterwards."""
    ask.answers.filter(user=other).update(value="yes", answered_at=AT)

    made_by_then = list[bool]()

    def end_and_look() -> None:
        end()
        made_by_then.append(Conversation.objects.filter(introduction=ask).exists())

    def fine() -> bool:
        return is_made(ask) if made_by_then == [True] else is_not_made(ask)

    return Race(says(ask, one, "yes", say), end_and_look, fine)


KINDS = [accept_and_accept, accept_and_decline, accept_and_withdraw, accept_and_block, accept_and_close]
Kind = Callable[[Introduction, Say], Race]


@pytest.mark.parametrize("kind", KINDS)
def test_no_race_goes_wrong(kind: Kind, record_property: Callable[[str, object], None]) -> None:
    begin = time.monotonic()

    races = [kind(ask, answering.answer) for ask in asked(RACES)]
    result = run(races, seed=6, at_once=AT_ONCE[connection.vendor])

    print(f"{kind.__name__}: {result}, {time.monotonic() - begin:.1f} s")
    record_property("races", str(result))
    assert (result.violations, dict(result.broken)) == (0, {})
    # Nothing is refused but what came too late.
    refused = [one.refused for race in races for one in race.outcomes if one.refused]
    assert [error for error in refused if not isinstance(error, TooLate)] == []


class Gap:
    """Between what the service reads and what it writes: there the first waits for the second, who begins then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, before_counting: bool) -> None:
        self._read = defaultdict[int, threading.Event](threading.Event)
        self._done = defaultdict[int, threading.Event](threading.Event)
        self._willing, self._before_counting = making._willing, before_counting
        monkeypatch.setattr(making, "_willing", self._read_and_wait)

    def _read_and_wait(self, introduction: Introduction) -> list[int]:
        if self._before_counting:
            self._wait(introduction.pk)
        found = self._willing(introduction)
        self._wait(introduction.pk)
        return found

    def _wait(self, pk: int) -> None:
        if not self._read[pk].is_set():
            self._read[pk].set()
            self._done[pk].wait(WAIT)

    def put_into(self, race: Race, ask: Introduction) -> Race:
        second, read, done = race.second, self._read[ask.pk], self._done[ask.pk]

        def act() -> None:
            read.wait(30)
            try:
                second()
            finally:
                done.set()

        race.second = act
        return race


@pytest.mark.parametrize("kind", KINDS)
def test_races_go_wrong_without_the_lock(
    kind: Kind, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    # Without a transaction a yes is seen as soon as it is written: two who both count two make it twice.
    gap = Gap(monkeypatch, before_counting=kind is accept_and_accept and connection.vendor == "sqlite")
    say = unlocked(monkeypatch, answering.answer)

    races = [gap.put_into(kind(ask, say), ask) for ask in asked(CONTROLS)]
    result = run(races, seed=6, at_once=AT_ONCE[connection.vendor])

    print(f"{kind.__name__} without the lock: {result}")
    record_property("controls", str(result))
    assert result.violations > 0
