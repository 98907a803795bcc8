"""Reports are made when their weeks are over, once, and kept."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from apps.matching.models import Candidate, MatchingReport, Refresh
from apps.matching.report import counting
from apps.matching.report.figures import Figures, accepted_of, rests_on_of, spread_of
from apps.matching.report.periods import Period, last_ended
from apps.matching.report.veiling import FEWEST, share_of_people, veiled

STEPS = 4  # a period


def missing(at: datetime) -> list[Period]:
    """Of the last four weeks that are over and the four before, those of which no report is kept. None, where the
    engine has not been everywhere yet: what is kept stays."""
    last = last_ended(at)
    wanted = [period for period in (last.before, last) if not _is_kept(period)]
    return [] if not wanted or _is_beginning() else wanted


def keep_reports(*, at: datetime, step: Callable[[], object] = lambda: None) -> Iterator[MatchingReport]:
    """`step`: is called `STEPS` times a period, before each."""
    for period in missing(at):
        figures = _figures(period, step, is_now=period == last_ended(at))
        if figures.people is not None:
            kept = {"made_at": at, "figures": figures.as_json()}
            yield MatchingReport.objects.get_or_create(first_day=period.first, defaults=kept)[0]


def _is_kept(period: Period) -> bool:
    return MatchingReport.objects.filter(first_day=period.first).exists()


def _is_beginning() -> bool:
    return Refresh.objects.filter(finished_at=None).exists() or not Candidate.objects.exists()


def _figures(period: Period, step: Callable[[], object], *, is_now: bool) -> Figures:
    """`is_now`: only then is who has candidates what these weeks ended with."""
    key, people = period.first.isoformat(), counting.people_there(period)
    if len(people) < FEWEST:
        return Figures()
    step()
    spread = spread_of(people, counting.times_on_lists(period), key)
    step()
    rests_on = rests_on_of(counting.came_by_type(period), key)
    step()
    accepted = accepted_of(counting.asked_by_type(period), key)
    step()
    reach = _reach(period, len(people), key) if is_now else {}
    told = veiled(len(people), f"{key}:people")
    return Figures(people=told, accepted=accepted, rests_on=rests_on, **spread, **reach)


def _reach(period: Period, people: int, key: str) -> dict[str, Any]:
    covered, (waiting, known) = counting.people_covered(period), counting.people_waiting(period)
    return {
        "covered": share_of_people(covered, people, f"{key}:covered"),
        "waiting": share_of_people(waiting, known, f"{key}:waiting"),
    }
