"""A yes by mail and whatever may meet it in the same moment: many races of each kind. It is said once, or undone, or
over: never two of them, and nobody waits for ever. Each kind is also run with what holds it together taken away."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from apps.introductions.models import Introduction, MailedYes
from apps.introductions.models.mailed_yes import MailedYesQuerySet
from apps.introductions.services import answering, mailing
from apps.introductions.services.answering import KIND, TooLate, say_yes_by_mail
from apps.introductions.services.ending import close_due
from apps.profiles.models import User
from tests.faults.racing import Race, run
from tests.faults.test_races import (
    AT_ONCE,
    CONTROLS,
    LATER,
    RACES,
    Gap,
    asked,
    is_made,
    is_not_made,
    says,
    the_two,
    values,
)
from tests.instant import unlocked

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timedelta(microseconds=1)
WAIT = 0.1  # seconds between looking and writing, where nothing holds the two together


class Counting(logging.Handler):
    """How often each was said by the worker; and what it logged and went on from, in whose thread."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said = Counter[int]()
        self.logged = dict[int, BaseException]()

    def emit(self, record: logging.LogRecord) -> None:
        assert record.exc_info
        assert record.exc_info[1]
        self.logged[threading.get_ident()] = record.exc_info[1]

    def count(self, about: int, user: User, at: datetime) -> None:
        answering.count_mailed(about, user, at)
        self.said[about] += 1

    def due(self, at: datetime) -> Callable[[], object]:
        """As beat's task does it; raises what was logged."""

        def act() -> None:
            mailing.count_due(at=at)
            if error := self.logged.pop(threading.get_ident(), None):
                raise error

        return act


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    made = Counting()
    monkeypatch.setitem(mailing._kinds, KIND, mailing.Kind(answering.lock, made.count, answering.says_yes))
    mailing.log.addHandler(made)
    yield made
    mailing.log.removeHandler(made)


@dataclass
class Said:
    """A yes of the one by mail; the other said yes already."""

    ask: Introduction
    one: User
    other: User
    counts_at: datetime
    counting: Counting

    @property
    def is_over(self) -> bool:
        return not MailedYes.objects.filter(about=self.ask.pk).exists()

    @property
    def mine(self) -> str:
        return self.ask.answers.get(user=self.one).value

    @property
    def counts(self) -> bool:
        """Once, and wholly."""
        return is_made(self.ask) and values(self.ask) == ["yes", "yes"] and self.counting.said[self.ask.pk] == 1


def said(ask: Introduction, number: int, counting: Counting, *, by_mail: bool = True) -> Said:
    """Each counts at a time of its own, or the first that counts would take them all."""
    one, other = the_two(ask)
    ask.answers.filter(user=other).update(value="yes", answered_at=LATER)
    counts_at = LATER + timedelta(seconds=number)
    if by_mail:
        MailedYes.objects.create(user=one, kind=KIND, about=ask.pk, counts_at=counts_at)
    return Said(ask, one, other, counts_at, counting)


def press_and_press(ask: Introduction, number: int, counting: Counting) -> Race:
    it = said(ask, number, counting, by_mail=False)
    found = list[int]()

    def press() -> None:
        mailed = say_yes_by_mail(ask, user=it.one, at=LATER)
        found.append(mailed.pk if mailed else 0)

    def fine() -> bool:
        return found == 2 * list(MailedYes.objects.filter(about=ask.pk).values_list("pk", flat=True))

    return Race(press, press, fine)


def undo_and_press_again(ask: Introduction, number: int, counting: Counting) -> Race:
    """In one window they undo it; in another they have, and say yes anew: that one stays."""
    it = said(ask, number, counting)
    before = MailedYes.objects.get(about=ask.pk)

    def press_again() -> None:
        mailing.undo(before, at=LATER - SOON)
        say_yes_by_mail(ask, user=it.one, at=LATER)

    def fine() -> bool:
        return [row.pk != before.pk for row in MailedYes.objects.filter(about=ask.pk)] == [True]

    return Race(lambda: mailing.undo(before, at=LATER - SOON), press_again, fine)


def count_and_undo(ask: Introduction, number: int, counting: Counting) -> Race:
    """In the last moment: whoever reads that it is undone is not introduced."""
    it, undone = said(ask, number, counting), list[bool]()
    row = MailedYes.objects.get(about=ask.pk)

    def fine() -> bool:
        return it.is_over and ((is_not_made(ask) and it.mine == "") if undone == [True] else it.counts)

    return Race(counting.due(it.counts_at), lambda: undone.append(mailing.undo(row, at=it.counts_at - SOON)), fine)


def count_and_count(ask: Introduction, number: int, counting: Counting) -> Race:
    it = said(ask, number, counting)
    return Race(counting.due(it.counts_at), counting.due(it.counts_at), lambda: it.is_over and it.counts)


def count_and_close(ask: Introduction, number: int, counting: Counting) -> Race:
    """Its time is over in the same moment."""
    it = said(ask, number, counting)
    closes_at = ask.closes_at + timedelta(seconds=number)
    Introduction.objects.filter(pk=ask.pk).update(closes_at=closes_at)

    closed = list[bool]()

    def close_and_look() -> None:
        close_due(at=closes_at)
        closed.append(Introduction.objects.get(pk=ask.pk).state == "not_made")

    def fine() -> bool:
        """What is closed stays closed. Whoever closes another in the same moment may close this one, too."""
        ended = is_not_made(ask) and it.mine == ""
        return it.is_over and (ended if closed == [True] else ended or it.counts)

    return Race(counting.due(it.counts_at), close_and_look, fine)


def count_and_other_says_yes(ask: Introduction, number: int, counting: Counting) -> Race:
    it = said(ask, number, counting)
    ask.answers.filter(user=it.other).update(value="", answered_at=None)
    return Race(counting.due(it.counts_at), says(ask, it.other, "yes"), lambda: it.is_over and it.counts)


def count_and_say_no(ask: Introduction, number: int, counting: Counting) -> Race:
    """Themselves, on the page: what is said there is said instead, or comes too late."""
    it = said(ask, number, counting)

    def fine() -> bool:
        return it.is_over and (it.counts or (is_not_made(ask) and it.mine == "no"))

    return Race(counting.due(it.counts_at), says(ask, it.one, "no"), fine)


COUNTS = [count_and_undo, count_and_count, count_and_close, count_and_other_says_yes, count_and_say_no]
# What keeps these two from going wrong is that the row is taken before it counts.
ON_ITS_OWN = (count_and_undo, count_and_count)
KINDS = [press_and_press, undo_and_press_again, *COUNTS]
Kind = Callable[[Introduction, int, Counting], Race]


@pytest.mark.parametrize("kind", KINDS)
def test_no_race_of_a_yes_by_mail_goes_wrong(
    kind: Kind, counting: Counting, record_property: Callable[[str, object], None]
) -> None:
    begin = time.monotonic()

    races = [kind(ask, number, counting) for number, ask in enumerate(asked(RACES))]
    result = run(races, seed=8, at_once=AT_ONCE[connection.vendor])

    print(f"{kind.__name__}: {result}, {time.monotonic() - begin:.1f} s")
    record_property("races", str(result))
    assert (result.violations, dict(result.broken)) == (0, {})
    refused = [one.refused for race in races for one in race.outcomes if one.refused]
    assert [error for error in refused if not isinstance(error, TooLate)] == []


def look_and_write(rows: MailedYesQuerySet, defaults: dict[str, Any], **which: Any) -> tuple[MailedYes, bool]:
    """As if nobody else could write it meanwhile."""
    found = rows.filter(**which).first()
    time.sleep(WAIT)
    return found or rows.create(**which, **defaults), found is None


def look_and_undo(mailed: MailedYes, *, at: datetime) -> bool:
    """Whatever there is by then."""
    open_still = MailedYes.objects.open(at).filter(pk=mailed.pk).exists()
    if open_still:
        time.sleep(WAIT)
        mailing.forget(mailed.kind, [mailed.about], user=mailed.user)
    return open_still


def count_without_taking(mailed_id: int, at: datetime) -> bool:
    """As if the row that was read were there until it is deleted."""
    found = MailedYes.objects.filter(pk=mailed_id).select_related("user").first()
    if found is None:
        return False
    mailing._kinds[found.kind].lock(found.about)
    time.sleep(WAIT)
    mailing._kinds[found.kind].count(found.about, found.user, found.counts_at)
    found.delete()
    return True


def take_away(monkeypatch: pytest.MonkeyPatch, kind: Kind) -> None:
    """The row that is written once, undone alone, or taken before it counts; and the lock, or on SQLite atomic."""
    if kind is press_and_press:
        monkeypatch.setattr(MailedYesQuerySet, "get_or_create", look_and_write)
    if kind is undo_and_press_again:
        monkeypatch.setattr(mailing, "undo", look_and_undo)
    if kind in ON_ITS_OWN:
        monkeypatch.setattr(mailing, "_count_locked", count_without_taking)
    for module, name in ((mailing, "say_yes"), (answering, "answer")):
        monkeypatch.setattr(module, name, unlocked(monkeypatch, getattr(module, name)))
    if connection.vendor == "sqlite":
        monkeypatch.setattr(mailing, "transaction", SimpleNamespace(atomic=nullcontext))


@pytest.mark.parametrize("kind", KINDS)
def test_races_of_a_yes_by_mail_go_wrong_without_what_holds_it_together(
    kind: Kind,
    counting: Counting,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    take_away(monkeypatch, kind)
    races = {ask.pk: kind(ask, number, counting) for number, ask in enumerate(asked(CONTROLS))}
    if kind in COUNTS and kind not in ON_ITS_OWN:
        before = kind is count_and_other_says_yes and connection.vendor == "sqlite"
        gap = Gap(monkeypatch, before_counting=before)
        for pk, race in races.items():
            gap.put_into(race, SimpleNamespace(pk=pk))  # type: ignore[arg-type]  # it asks for no more
    result = run(list(races.values()), seed=8, at_once=AT_ONCE[connection.vendor])

    print(f"{kind.__name__} without what holds it together: {result}")
    record_property("controls", str(result))
    assert result.violations > 0
