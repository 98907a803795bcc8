from datetime import datetime

import pytest

from apps.circles.models import Circle
from apps.circles.services.leaving import leave
from apps.circles.services.members import admit
from apps.matching import tasks
from apps.matching.models import Candidate, Refresh
from apps.matching.services import following
from apps.matching.services.claims import claim
from apps.matching.services.following import claim_changes, drop_person, refresh_people, refresh_person, settle_changes
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.changes import record_change
from apps.profiles.models import Change, User, Visibility
from tests.factories import add_trait, connect, make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    people = crowd(12) + crowd(4, interest="#bees") + crowd(5, interest="#maps")
    return refreshed_circle("marketing", [*pair, *people])


def candidates(circle: Circle) -> list[tuple[int, int, float, str]]:
    rows = Candidate.objects.current().filter(circle_id=circle.pk).order_by("low_id", "high_id")
    return [(row.low_id, row.high_id, row.score, str(row.evidence)) for row in rows]


def test_refresh_of_one_person_equals_a_whole_one(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    before = candidates(circle)
    add_trait(mina, "interest", "#bees")
    add_trait(mina, "employer", "Acme", year_from=2001)
    add_trait(jonas, "employer", "Acme", year_from=2001)
    jonas.traits.filter(kind="school").update(visibility=Visibility.HIDDEN)

    refresh_people([mina.pk, jonas.pk], at=LATER)
    alone = candidates(circle)
    refresh_circle(circle.pk, at=LATER)

    assert before != alone
    of_pair = [row for row in alone if {mina.pk, jonas.pk} & set(row[:2])]
    assert of_pair == [row for row in candidates(circle) if {mina.pk, jonas.pk} & set(row[:2])]
    assert len(of_pair) == 1 + 4


def test_refresh_of_one_person_twice_is_once(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    add_trait(pair[0], "interest", "#bees")
    refresh_person(pair[0].pk, at=LATER)
    once = candidates(circle)

    refresh_person(pair[0].pk, at=LATER)

    assert candidates(circle) == once


def test_refresh_of_one_person_leaves_what_is_due(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    Refresh.objects.update(due_at=at)

    refresh_person(pair[0].pk, at=at)

    row = Refresh.objects.get(pk=circle.pk)
    assert (row.due_at, row.leased_until, row.generation) == (at, None, 1)


def test_change_during_a_whole_refresh_marks_the_circle_due(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    claim(circle.pk, at=at)

    refresh_person(pair[0].pk, at=at)

    assert Refresh.objects.get(pk=circle.pk).due_at == at


def test_circle_that_never_was_refreshed_gets_a_whole_one(at: datetime, pair: tuple[User, User]) -> None:
    circle = refreshed_circle("new", [*pair, *crowd(4)])
    Refresh.objects.all().delete()
    Candidate.objects.all().delete()

    refresh_person(pair[0].pk, at=at)

    assert [row[:2] for row in candidates(circle)] == [(pair[0].pk, pair[1].pk)]
    assert Refresh.objects.get(pk=circle.pk).due_at == at


def test_many_changes_in_one_circle_are_left_to_a_whole_refresh(circle: Circle, at: datetime) -> None:
    people = list(circle.memberships.values_list("user_id", flat=True))[: following.MOST_AT_ONCE + 1]

    refresh_people(people, at=at)

    assert Refresh.objects.get(pk=circle.pk).due_at == at


def test_work_that_takes_too_long_is_left_to_a_whole_refresh(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    refresh_people([pair[0].pk], at=at, seconds=-1)

    assert Refresh.objects.get(pk=circle.pk).due_at == at


def test_leaving_drops_a_person_from_the_circle(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    leave(circle, user=pair[0], at=at)

    refresh_people({change.user_id for change in claim_changes(at=at)}, at=at)

    assert not Candidate.objects.of(pair[0].pk).exists()


def test_drop_person_keeps_them_in_their_other_circles(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    other = refreshed_circle("other", list(pair))
    circle.memberships.filter(user=pair[0]).delete()

    drop_person(pair[0].pk)

    assert [row.circle_id for row in Candidate.objects.of(pair[0].pk)] == [other.pk]


def test_changes_are_claimed_once_and_again_when_their_worker_vanished(pair: tuple[User, User], at: datetime) -> None:
    Change.objects.all().delete()
    for _ in range(3):
        record_change(pair[0], at=at)

    assert len(claim_changes(at=at)) == 3
    assert claim_changes(at=at) == []
    late = claim_changes(at=at + following.LEASE)
    assert len(late) == 3

    record_change(pair[1], at=at)
    settle_changes(late)

    assert [change.user_id for change in Change.objects.all()] == [pair[1].pk]


def test_follow_changes_brings_a_newcomer_into_the_candidates(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    newcomer = make_user("Nora")
    add_trait(newcomer, "interest", "#yankees")
    admit(circle, newcomer, at=at)

    tasks.follow_changes()

    found = {row[:2] for row in candidates(circle)}
    assert {(pair[0].pk, newcomer.pk), (pair[1].pk, newcomer.pk)} <= found
    assert not Change.objects.exists()


def test_refresh_due_circles_works_through_all(
    circle: Circle, pair: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.refresh_due_circles, "delay", lambda: None)
    connect(*pair)

    tasks.refresh_all()
    assert Refresh.objects.get(pk=circle.pk).due_at is not None
    tasks.refresh_due_circles()

    row = Refresh.objects.get(pk=circle.pk)
    assert (row.due_at, row.generation) == (None, 2)
    assert (pair[0].pk, pair[1].pk) not in {found[:2] for found in candidates(circle)}
