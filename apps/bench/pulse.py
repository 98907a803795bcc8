"""How a circle is doing, in numbers that speak of no one.

A number stands for a cell: whole months in a row, as many as hold enough introductions of enough people, counted from
the first on. Cells lie side by side, never over each other, so that none can be taken from another; and a cell is
counted only when everything that goes into it has come to its fixed time, so that it never changes again and tells no
answer's moment. What happens inside conversations is told in thirds: even of five it is then certain of nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from apps.bench import limits
from apps.circles.models import Circle, Membership, Role
from apps.introductions.limits import TIME_TO_ANSWER, TOLD_BY
from apps.introductions.models import Introduction, Outcome
from apps.profiles.models import User

FEWEST = 5
SHOWN = 12  # cells, the latest
TIME_TO_WRITE = TIME_TO_ANSWER + timedelta(days=30)  # from the ask on
FEW, HALF, MOST = "few", "half", "most"


@dataclass(frozen=True, slots=True)
class Row:
    """One introduction, or one newcomer: when it began, and whether it came to something."""

    at: datetime
    good: bool
    people: tuple[int, ...]  # whom it is about


@dataclass(frozen=True, slots=True)
class Cell:
    """Months from first to last, the first day of each."""

    first: datetime
    last: datetime
    count: int
    good: int

    @property
    def months(self) -> int:
        return _month(self.last) - _month(self.first) + 1

    @property
    def third(self) -> str:
        share = self.good / self.count
        return FEW if share < 1 / 3 else MOST if share > 2 / 3 else HALF


@dataclass(frozen=True, slots=True)
class Pulse:
    introduced: list[Cell]  # good: they met
    talked: list[Cell]  # of those who met; good: two of them wrote. To be told in thirds only
    led: list[Cell]  # of those who met; good: one of them said that it led somewhere. In thirds only
    welcomed: list[Cell]  # newcomers; good: somebody introduced them

    def __bool__(self) -> bool:
        return bool(self.introduced or self.talked or self.welcomed)


def read_pulse(circle: Circle, *, curator: User, at: datetime) -> Pulse:
    rows = list(_introductions(circle, curator))
    asked = [Row(asked_at, made, people) for asked_at, made, _writers, _led, people in rows]
    talked = [Row(asked_at, writers > 1, people) for asked_at, made, writers, _led, people in rows if made]
    # All who met, also those of whom nobody said anything: who answered is told nowhere.
    led = [Row(asked_at, somewhere, people) for asked_at, made, _writers, somewhere, people in rows if made]
    return Pulse(
        introduced=cells(asked, closed_before=at - TIME_TO_ANSWER),
        talked=cells(talked, closed_before=at - TIME_TO_WRITE),
        led=cells(led, closed_before=at - TOLD_BY),
        welcomed=cells(_newcomers(circle, curator), closed_before=at - limits.NEW_FOR),
    )


def cells(rows: Iterable[Row], *, closed_before: datetime) -> list[Cell]:
    """Of whole months (UTC) that ended by then; what is not enough at the end waits for the next month."""
    end = _month(closed_before)
    by_month: dict[int, list[Row]] = {}
    for row in rows:
        by_month.setdefault(_month(row.at), []).append(row)
    found, held, first = list[Cell](), list[Row](), min(by_month, default=end)
    for month in range(first, end):
        held += by_month.get(month, [])
        if len(held) >= FEWEST and len({user_id for row in held for user_id in row.people}) >= FEWEST:
            found.append(_cell(first, month, held))
            held, first = [], month + 1
    return found[-SHOWN:]


def _cell(first: int, last: int, rows: Sequence[Row]) -> Cell:
    return Cell(_start(first), _start(last), len(rows), sum(row.good for row in rows))


def _introductions(circle: Circle, curator: User) -> Iterable[tuple[datetime, bool, int, bool, tuple[int, ...]]]:
    """Of its curators, except those that this one was asked in: when, whether made, how many wrote in time, whether
    somebody said that it led somewhere, and who.
    Nobody is left out who is blocked or suspended since: what was counted stays as it was."""
    by_hand = Introduction.objects.filter(circle=circle, origin=Introduction.Origin.CURATOR)
    others = by_hand.exclude(pk__in=Introduction.objects.filter(answers__user=curator))
    in_time = Q(conversation__messages__sent_at__lt=F("asked_at") + TIME_TO_WRITE)
    writers = Count("conversation__messages__author", distinct=True, filter=in_time)
    somewhere = Exists(Outcome.objects.filter(introduction=OuterRef("pk"), value=Outcome.Value.LED))
    told = ("asked_at", "state", "writers", "somewhere", "participants_key")
    rows = others.annotate(writers=writers, somewhere=somewhere).order_by("asked_at", "pk").values_list(*told)
    return (
        (asked_at, state == Introduction.State.MADE, count, led, tuple(int(pk) for pk in key.split("-")))
        for asked_at, state, count, led, key in rows
    )


def _newcomers(circle: Circle, curator: User) -> list[Row]:
    """Members whom the curator sees, and whether a curator asked for them in their first days, whatever came of it."""
    own = Introduction.objects.filter(answers__user=curator)
    soon = Introduction.objects.exclude(pk__in=own).filter(
        circle=circle,
        origin=Introduction.Origin.CURATOR,
        answers__user=OuterRef("user"),
        asked_at__gte=OuterRef("joined_at"),
        asked_at__lt=OuterRef("joined_at") + limits.NEW_FOR,
    )
    seen = Membership.objects.visible_to(curator).filter(circle=circle).exclude(role=Role.CURATOR)
    rows = seen.annotate(soon=Exists(soon)).values_list("joined_at", "soon", "user_id")
    return [Row(joined_at, good, (user_id,)) for joined_at, good, user_id in rows]


def _month(at: datetime) -> int:
    at = at.astimezone(UTC)
    return at.year * 12 + at.month - 1


def _start(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
