"""Many circles in one worker's hands, and many workers."""

import threading
from datetime import datetime

import pytest
from django.db import connection

from apps.circles.models import Circle
from apps.matching import tasks
from apps.matching.engine import score_circle
from apps.matching.loading import circles_facts
from apps.matching.models import Candidate, Refresh
from apps.matching.services import claims, refreshing, storing
from apps.matching.services.claims import LeaseLost, claim_due, mark_all_due
from apps.matching.services.refreshing import refresh_circle, refresh_due
from apps.matching.statistics import statistics_now
from apps.profiles.models import ProfileTrait, Visibility
from apps.profiles.services.traits import change_trait
from tests.factories import add_trait, connect, make_circle, make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle, shown

Found = list[tuple[object, ...]]


def candidates() -> Found:
    rows = Candidate.objects.current().order_by("circle_id", "low_id", "high_id")
    return [
        (row.circle_id, row.low_id, row.high_id, row.score, row.worth_low, row.worth_high, row.evidence) for row in rows
    ]


@pytest.fixture
def circles(db: None) -> list[Circle]:
    """Nine of five people each who have something to say to each other."""
    people = [make_user(f"P{number}") for number in range(15)]
    for number, user in enumerate(people):
        for topic in (number % 2, 10 + number % 3, 20 + number % 5):
            add_trait(user, "interest", f"#topic{topic}")
    for number in range(0, 12, 2):
        connect(people[number], people[number + 1])
    return [make_circle(f"c{number}", members=people[number : number + 5]) for number in range(9)]


def test_those_that_waited_longest_come_first_as_many_as_have_so_many_people(
    circles: list[Circle], at: datetime
) -> None:
    mark_all_due(at=at)
    Refresh.objects.filter(pk=circles[7].pk).update(due_at=at - claims.LEASE)

    taken = claim_due(at=at, people=13)

    assert {row.pk for row in taken} == {circles[7].pk, circles[0].pk}
    assert [row.pk for row in claim_due(at=at, people=1)] == [circles[1].pk]


def test_circles_in_a_block_find_what_each_finds_alone(circles: list[Circle], at: datetime) -> None:
    mark_all_due(at=at)
    statistics = statistics_now()
    assert len(refresh_due(at=at, statistics=statistics)) == 9
    together = candidates()

    for circle in circles:
        refresh_circle(circle.pk, at=LATER, statistics=statistics)

    assert candidates() == together
    assert len(together) > 20


def test_block_of_a_worker_that_vanished_is_taken_over(circles: list[Circle], at: datetime) -> None:
    mark_all_due(at=at)
    statistics = statistics_now()
    gone = claim_due(at=at, people=1000)
    rows = storing.rows_of(score_circle(circles_facts([row.pk for row in gone], statistics)), gone, ahead=1)
    assert storing.write(rows, mine=gone) > 0

    assert refresh_due(at=at, statistics=statistics) == []
    assert candidates() == []
    assert len(refresh_due(at=at + claims.LEASE, statistics=statistics)) == 9

    assert len(candidates()) == len(rows) == Candidate.objects.count()
    with pytest.raises(LeaseLost):
        storing.write(rows, mine=gone)


def test_block_of_which_a_circle_was_taken_over_is_given_back(
    circles: list[Circle], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_all_due(at=at)
    write = storing.write

    def too_late(*args: object, **kwargs: object) -> int:
        Refresh.objects.filter(pk=circles[3].pk).update(leased_until=LATER + claims.LEASE)
        return write(*args, **kwargs)  # type: ignore[arg-type]  # passed on

    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "write", too_late)
        refresh_due(at=at, statistics=statistics_now())

    assert not Candidate.objects.exists()
    assert set(Refresh.objects.due(at).values_list("pk", flat=True)) == {
        circle.pk for circle in circles if circle != circles[3]
    }


@pytest.mark.django_db
def test_fact_hidden_in_the_middle_of_a_refresh_never_shows(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    mina, jonas = golden_pair()
    for user in (mina, jonas):
        add_trait(user, "interest", "#canary")
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(12)])
    canary = ProfileTrait.objects.get(user=mina, topic__name="canary")
    monkeypatch.setattr(tasks.refresh_due_circles, "delay", lambda: None)
    write, seen = storing.write, list[tuple[bool, list[str]]]()

    def hide_and_write(*args: object, **kwargs: object) -> int:
        if not seen:
            change_trait(canary, visibility=Visibility.HIDDEN, year_from=None, year_to=None, at=LATER)
            tasks.follow_changes()
        seen.append((canary.pk in facts_cited(), [str(reason) for reason in shown(jonas, LATER).reasons]))
        return write(*args, **kwargs)  # type: ignore[arg-type]  # passed on

    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "write", hide_and_write)
        tasks.refresh_all()
        tasks.refresh_due_circles()

    # What had been read was written once more, told to nobody, and was gone with the next generation.
    assert [is_cited for is_cited, _reasons in seen] == [True, True]
    assert [reason for _is_cited, reasons in seen for reason in reasons if "canary" in reason] == []
    assert canary.pk not in facts_cited()
    assert Refresh.objects.get(pk=circle.pk).generation == 3


def facts_cited() -> set[int]:
    return {fact for row in Candidate.objects.current() for line in row.evidence for fact in line[1:3]}


@pytest.mark.django_db(transaction=True)
def test_eight_workers_find_what_one_finds(
    circles: list[Circle], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "PEOPLE", 6)
    statistics = statistics_now()
    mark_all_due(at=at)
    while refresh_due(at=at, statistics=statistics):
        pass
    alone = candidates()
    mark_all_due(at=LATER)
    taken: list[int] = []

    def work() -> None:
        while block := refresh_due(at=LATER, statistics=statistics):
            taken.extend(block)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(taken) == [circle.pk for circle in circles]
    assert candidates() == alone
    assert Candidate.objects.count() == len(alone)


@pytest.mark.django_db
def test_more_rows_than_a_chunk_are_taken_away(circles: list[Circle], at: datetime) -> None:
    refresh_circle(circles[0].pk, at=at)
    kept = candidates()
    many = range(max(storing.CHUNKS.values()) // 20)
    Candidate.objects.bulk_create(
        [Candidate(circle_id=circles[0].pk, generation=0, low_id=1, high_id=2 + n, score=5.0) for n in many]
    )

    refresh_circle(circles[0].pk, at=LATER)

    assert Candidate.objects.count() == len(kept)
