"""Reports are made once, when their weeks are over; the command that tells them."""

import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.matching.models import Candidate, MatchingReport, Refresh
from apps.matching.report.figures import Figures, drift
from apps.matching.report.periods import Period, last_ended, running
from apps.matching.report.veiling import Share
from apps.matching.services.reporting import STEPS, keep_reports, missing
from apps.profiles.models import User
from tests.matching.report.scenes import NOW, WEEKS, asked, came_before, could_meet, pairs_of, suggested, town

pytestmark = pytest.mark.django_db


def kept(at: Any = NOW) -> dict[Period, Figures]:
    list(keep_reports(at=at))
    return {row.period: row.told for row in MatchingReport.objects.all()}


@pytest.fixture
def lively() -> tuple[Circle, list[User]]:
    """Eighty members; twenty pairs were asked, of whom ten met, and each came before each other."""
    circle, people = town(80)
    for number, pair in enumerate(pairs_of(people, 20)):
        could_meet(circle, *pair)
        suggestion = suggested(circle, *pair)
        for user in pair:
            came_before(user, suggestion)
        asked(circle, [*pair], made=number % 2 == 0)
    return circle, people


def command(*words: str) -> str:
    out = StringIO()
    call_command("matching_report", *words, stdout=out)
    return out.getvalue()


def test_periods_lie_side_by_side() -> None:
    assert running(WEEKS.start) == running(WEEKS.end - timedelta(microseconds=1)) == WEEKS
    assert last_ended(WEEKS.end + timedelta(minutes=59)) == WEEKS.before
    assert last_ended(WEEKS.end + timedelta(hours=1)) == WEEKS
    assert WEEKS.before.end == WEEKS.start
    assert WEEKS.start.weekday() == 0


def test_the_figures_of_lively_weeks(lively: object) -> None:
    told = kept()[WEEKS]

    assert told.people == 80
    assert told.covered == told.never_shown == Share(80, 0.5)
    assert told.waiting == Share(40, 0.0)
    assert told.gini == 0.5
    assert {name: share for name, share in told.accepted.items() if share} == {"shared": Share(20, 0.5)}
    assert told.rests_on["shared"] == Share(20, 1.0)


def test_of_the_weeks_before_everything_but_who_has_somebody_is_told(lively: object) -> None:
    before = kept()[WEEKS.before]

    assert (before.people, before.covered, before.gini) == (80, None, None)
    told = {report.period: report.counts_reach for report in MatchingReport.objects.all()}
    assert told == {WEEKS: True, WEEKS.before: False}


def test_what_is_kept_is_not_worked_out_again(lively: object) -> None:
    first = kept()
    Introduction.objects.update(state=Introduction.State.MADE)
    Candidate.objects.all().delete()

    assert kept(NOW + timedelta(days=20)) == first
    assert missing(NOW + timedelta(days=20)) == []


def test_one_answer_more_changes_nothing_until_the_weeks_are_over(lively: tuple[Circle, list[User]]) -> None:
    first = kept()
    circle, people = lively
    suggested(circle, people[50], people[51])
    asked(circle, people[50:52], made=True, at=WEEKS.end + timedelta(days=3))

    assert kept(NOW + timedelta(days=25)) == first
    later = kept(WEEKS.end + timedelta(days=29))
    assert later[Period(WEEKS.end.date())].accepted["shared"] is None


def test_all_who_met_is_no_figure(lively: object) -> None:
    Introduction.objects.update(state=Introduction.State.MADE)

    assert kept()[WEEKS].accepted["shared"] is None


def test_a_block_or_a_refusal_looks_as_any_ask_that_came_to_nothing(lively: object) -> None:
    Introduction.objects.filter(state=Introduction.State.NOT_MADE).update(shadow=True)

    assert kept()[WEEKS].accepted["shared"] == Share(20, 0.5)


def test_four_people_are_no_report() -> None:
    circle, people = town(4)
    could_meet(circle, people[0], people[1])

    assert kept() == {}


def test_where_the_engine_has_not_been_everywhere_yet_nothing_is_kept(lively: object) -> None:
    Refresh.objects.create(circle_id=10_000, due_at=NOW)
    assert kept() == {}

    Refresh.objects.update(finished_at=NOW)
    assert set(kept()) == {WEEKS, WEEKS.before}


def test_steps_are_told_of_as_they_come(lively: object) -> None:
    steps = list[int]()

    list(keep_reports(at=NOW, step=lambda: steps.append(1)))

    assert len(steps) == 2 * STEPS


def test_drift_is_between_what_both_tell() -> None:
    one = Figures(gini=0.4, covered=Share(40, 0.8), accepted={"shared": Share(20, 0.5), "near": None})
    other = Figures(gini=0.35, never_shown=Share(40, 0.2), accepted={"shared": Share(10, 0.6), "near": Share(10, 0.5)})

    assert drift(one, other) == {"gini": 0.05, "accepted.shared": -0.1}


def test_the_command_tells_what_is_kept(lively: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)

    text = command()
    found = dict(line for line in (re.split(r"\s{2,}", line.strip()) for line in text.splitlines()) if len(line) == 2)
    told = json.loads(command("--json"))

    assert found["have somebody to meet"] == found["came before nobody"] == "50% of 80"
    assert found["have somebody, but nobody came"] == "0% of 40"
    assert (found["unevenness (Gini)"], found["People both know"]) == ("0.50", "too few")
    assert not re.search(r"shared|near\b|acquaintance|seeks_offers|related", text)
    asked, rest = text.split("suggestions rest on")
    assert ("Something that both say                      50% of 20" in asked, "100% of 20" in rest) == (True, True)
    assert [one["first_day"] for one in told["reports"]] == [str(WEEKS.first), str(WEEKS.before.first)]
    assert told["reports"][0]["accepted"]["shared"] == {"of": 20, "share": 0.5}
    assert (told["fewest"], told["drift"]) == (5, {})


def test_the_command_says_so_where_there_is_nothing_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)

    assert command().splitlines() == [
        "Nothing to tell yet: it takes four weeks that are over, five members and a first refresh.",
        "The weeks that are running end on 2026-04-19.",
    ]
    assert json.loads(command("--json")) == {"fewest": 5, "reports": [], "drift": {}}
