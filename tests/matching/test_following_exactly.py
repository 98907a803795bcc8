"""Following the changes of a few people comes to what a whole refresh comes to, also where it is cut off or run twice,
and where somebody hides something meanwhile."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from apps.matching import tasks
from apps.matching.engine import DEFAULTS, Settings, compiling, score_circle
from apps.matching.models import Candidate, Refresh
from apps.matching.services import claims, following, refreshing, storing
from apps.matching.services.claims import mark_all_due
from apps.matching.services.following import refresh_people, refresh_person
from apps.matching.services.refreshing import refresh_due
from apps.matching.statistics import statistics_lately, statistics_now
from apps.profiles.models import ProfileTrait, Visibility
from apps.profiles.services.traits import change_trait
from tests.factories import add_trait
from tests.matching.invented import Invented
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle, shown

pytestmark = pytest.mark.django_db
CHOOSY = Settings(**{name: getattr(DEFAULTS, name) for name in ("threshold", "lines")}, keep=2, first=1)


def rows(people: Collection[int] | None = None) -> list[tuple[Any, ...]]:
    """Of pairs with one of these people, or of all, but for who comes first."""
    found = Candidate.objects.current().order_by("circle_id", "low_id", "high_id")
    return [
        (row.circle_id, row.low_id, row.high_id, row.score, row.worth_low, row.worth_high, row.evidence)
        for row in found
        if people is None or {row.low_id, row.high_id} & set(people)
    ]


def refresh_all(at: datetime) -> None:
    mark_all_due(at=at)
    while refresh_due(at=at, statistics=statistics_lately()):
        pass


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_a_few_who_changed_stand_as_after_a_whole_refresh(
    seed: int, fast: bool, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "FEWEST", 0 if fast else compiling.FEWEST)
    monkeypatch.setattr(compiling, "is_loaded", lambda: fast and compiling.IS_HERE)
    network = Invented(Random(seed))
    statistics_now()
    refresh_all(at)
    before = rows()
    people = set[int]().union(*(network.change() for _ in range(4)))

    refresh_people(people, at=LATER)
    refresh_people(people, at=LATER)

    alone, others = rows(people), [row for row in rows() if not set(row[1:3]) & people]
    assert others == [row for row in before if not set(row[1:3]) & people]
    assert not Refresh.objects.filter(leased_until__isnull=False).exists()
    refresh_all(LATER)
    assert alone == rows(people)
    assert alone


@pytest.mark.parametrize("seed", range(4))
def test_who_changed_nothing_stays_on_the_same_lists(seed: int, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where lists are so short that most of them are full."""
    for module in (refreshing, following):
        monkeypatch.setattr(module, "score_circle", partial(score_circle, settings=CHOOSY))
    network = Invented(Random(seed))
    statistics_now()
    refresh_all(at)
    before = rows()
    assert any(bytes(row.prices) for row in Refresh.objects.all())

    for user in network.people:
        refresh_person(user.pk, at=LATER)

    assert rows() == before
    assert len(before) > 20


def test_change_that_is_cut_off_in_the_middle_leaves_all_as_it_was(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mina, jonas = golden_pair()
    for tag in ("marketing", "runners"):
        refreshed_circle(tag, [mina, jonas, *crowd(4)])
    before = rows()
    mina.traits.filter(kind="school").delete()

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(following, "insert", killed)
        with pytest.raises(KeyboardInterrupt):
            refresh_person(mina.pk, at=LATER)

    assert rows() == before
    refresh_person(mina.pk, at=LATER)
    assert rows() != before
    assert {row[1:3] for row in rows()} == {(mina.pk, jonas.pk)}


def test_circles_of_a_worker_that_vanished_with_a_change_are_due_again(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(4)])
    monkeypatch.setattr(following, "give_back", lambda _mine: None)

    refresh_person(mina.pk, at=LATER)
    assert not Refresh.objects.due(LATER).exists()

    assert [row.pk for row in Refresh.objects.due(LATER + claims.LEASE)] == [circle.pk]


def test_fact_hidden_while_another_change_is_followed_is_never_cited(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mina, jonas = golden_pair()
    for user in (mina, jonas):
        add_trait(user, "interest", "#canary")
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(12)])
    canary = ProfileTrait.objects.get(user=jonas, topic__name="canary")
    monkeypatch.setattr(tasks.refresh_due_circles, "delay", lambda: None)
    now, seen = timezone.now(), list[bool]()

    def hide(*args: Any, **kwargs: Any) -> storing.Rows:
        """What was read of Jonas, for Mina, is about to be written."""
        if not seen:
            seen.append(True)
            change_trait(canary, visibility=Visibility.HIDDEN, year_from=None, year_to=None, at=now)
            tasks.follow_changes()
        return storing.rows_of(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(following, "rows_of", hide)
        refresh_person(mina.pk, at=now)

    # Nobody reads it, and the circle waits for a whole refresh.
    assert seen == [True]
    assert [reason for reason in map(str, shown(mina, now).reasons) if "canary" in reason] == []
    assert Refresh.objects.get(pk=circle.pk).due_at is not None
    tasks.refresh_due_circles()
    assert canary.pk not in {fact for row in Candidate.objects.current() for line in row.evidence for fact in line[1:3]}
