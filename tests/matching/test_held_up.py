"""What goes wrong with one circle, takes long, or happens while somebody is at work."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from apps.circles.models import Circle
from apps.circles.services.leaving import leave
from apps.matching import tasks
from apps.matching.engine import CircleFacts
from apps.matching.loading import circles_facts
from apps.matching.models import Candidate, Refresh
from apps.matching.services import claims, refreshing, storing
from apps.matching.services.claims import claim_due, free_held_too_long, mark_all_due, mark_due
from apps.matching.services.refreshing import refresh_circle, refresh_due
from apps.matching.statistics import Statistics, statistics_now
from apps.profiles.models import Change, User
from tests.factories import add_trait, make_circle, make_user
from tests.matching.scenes import LATER, crowd

pytestmark = pytest.mark.django_db


def two_who_like(what: str) -> list[User]:
    people = [make_user(f"{name} {what}") for name in ("Mina", "Jonas")]
    for user in people:
        add_trait(user, "interest", what)
    return people


def test_a_circle_that_cannot_be_worked_out_holds_up_no_other(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    circles = [make_circle(f"c{number}", members=two_who_like(f"#x{number}")) for number in range(6)]
    bad, read = circles[2].pk, circles_facts

    def wrong(ids: list[int], statistics: Statistics) -> CircleFacts:
        if bad in ids:
            raise ValueError("something about this circle")
        return read(ids, statistics)

    monkeypatch.setattr(refreshing, "circles_facts", wrong)
    mark_all_due(at=at)
    before = broken()

    assert len(refresh_due(at=at, statistics=statistics_now())) == 6

    assert set(Refresh.objects.filter(finished_at=None).values_list("pk", flat=True)) == {bad}
    assert [row.pk for row in Refresh.objects.due(at + claims.LEASE)] == [bad]
    assert broken() == before + 1


def broken() -> float:
    return REGISTRY.get_sample_value("intro_net_refresh_broken_total") or 0


def test_somebody_who_leaves_while_a_refresh_is_at_work_does_not_come_back(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mina, jonas = two_who_like("#bees")
    circle = make_circle("c", members=[mina, jonas, *crowd(12)])
    make_circle("d", members=[mina])
    Change.objects.all().delete()
    write = storing.write

    def leave_and_write(*args: Any, **kwargs: Any) -> int:
        leave(circle, user=mina, at=LATER)
        tasks.follow_changes()
        return write(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "write", leave_and_write)
        refresh_circle(circle.pk, at=at)
    assert Refresh.objects.get(pk=circle.pk).due_at is not None
    tasks.refresh_due_circles()

    assert not Candidate.objects.current().filter(circle_id=circle.pk).of(mina.pk).exists()


def test_what_a_clock_that_was_fast_put_off_is_due_when_it_is_wanted(at: datetime) -> None:
    one, other = (make_circle(tag, members=two_who_like(f"#{tag}")) for tag in ("one", "other"))
    mark_due([one.pk, other.pk], at=at + timedelta(days=3))

    mark_due([one.pk], at=at)
    assert [row.pk for row in Refresh.objects.due(at)] == [one.pk]
    mark_all_due(at=at)

    assert {row.pk for row in Refresh.objects.due(at)} == {one.pk, other.pk}


@pytest.mark.parametrize(("people", "leases"), [(31, 1), (10, 4), (1, claims.MOST_LEASES)])
def test_a_large_circle_is_in_one_hand_for_longer(at: datetime, people: int, leases: int) -> None:
    """`people`: that a block may have; the circle has 31 with its curator."""
    circle = make_circle("large", members=crowd(30))
    Circle.objects.exclude(pk=circle.pk).delete()
    mark_all_due(at=at)

    (mine,) = claim_due(at=at, people=people)

    assert mine.leased_until == at + min(leases, claims.MOST_LEASES) * claims.LEASE
    assert free_held_too_long(at=at) == 0
    assert free_held_too_long(at=at - timedelta(days=1)) == 1
