"""The kept figures of matching, as the staff's page tells them: each as a plot and as the same in a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from apps.matching.models import MatchingReport
from apps.matching.report.figures import NAMES, TYPES, Figures, Named
from apps.matching.report.veiling import Share
from apps.staff.charts import FEWEST, Bar, lying, upright


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of these weeks and of those before, and by how many points of a hundred it changed; each empty where it
    is left out."""

    name: str | Promise
    now: Share | None
    before: Share | None
    points: int | None
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Page:
    latest: MatchingReport
    people: int | None
    # The latest first; the bars of the plots beside it the other way round.
    year: list[tuple[MatchingReport, Figures]]
    # Where under the plots the first day of some weeks is told, and which: of all, as long as there is room.
    dates: list[tuple[int, date]]
    covered: list[Bar]
    waiting: list[Bar]
    never_shown: list[Bar]
    # Whether the four weeks right before are kept, too.
    has_before: bool
    accepted: list[Line]
    rests_on: list[Line]


def page_of(reports: Sequence[MatchingReport]) -> Page:
    """reports: the latest first, one at least."""
    year = [(one, one.told) for one in reports]
    told, has_before = year[0][1], len(reports) > 1 and reports[0].follows(reports[1])
    before = year[1][1] if has_before else None
    return Page(
        latest=reports[0],
        people=told.people,
        year=year,
        dates=_dates(reports),
        covered=_over_time(year, lambda one: one.covered),
        waiting=_over_time(year, lambda one: one.waiting),
        never_shown=_over_time(year, lambda one: one.never_shown),
        has_before=has_before,
        accepted=_lines(told, before, lambda one: one.accepted),
        rests_on=_lines(told, before, lambda one: one.rests_on),
    )


def _over_time(year: Sequence[tuple[MatchingReport, Figures]], share: Callable[[Figures], Share | None]) -> list[Bar]:
    return upright([_number(share(told)) for _report, told in reversed(year)])


def _dates(reports: Sequence[MatchingReport]) -> list[tuple[int, date]]:
    first = [report.period.first for report in reversed(reports)]
    told = first if len(first) <= FEWEST else first[:1]
    return [(bar.x, day) for bar, day in zip(upright([None] * len(first)), told, strict=False)]


def _lines(told: Figures, before: Figures | None, named: Callable[[Figures], Named]) -> list[Line]:
    return [_line(TYPES[name], named(told).get(name), named(before).get(name) if before else None) for name in NAMES]


def _line(name: str | Promise, now: Share | None, before: Share | None) -> Line:
    points = round(100 * (now.share - before.share)) if now and before else None
    return Line(name, now, before, points, lying([_number(now), _number(before)]))


def _number(told: Share | None) -> float | None:
    return told.share if told else None
