from datetime import datetime, timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command
from django.core.serializers import deserialize
from django.db import connection, transaction

from apps.circles.models import Circle
from apps.matching.engine import score_circle
from apps.matching.loading import circle_facts
from apps.matching.models import Candidate, Refresh
from apps.matching.services import claims, storing
from apps.matching.services.claims import LeaseLost, claim, hold, mark_all_due, mark_due
from apps.matching.services.refreshing import refresh_circle, refresh_due
from apps.matching.statistics import Statistics, statistics_lately, statistics_now
from apps.profiles.models import Block, User, Visibility
from tests.factories import add_trait, connect, join, make_circle, make_user
from tests.matching.scenes import LATER, crowd, golden_pair

pytestmark = pytest.mark.django_db

Found = list[tuple[int, int, int, float, str]]


def candidates(circle: Circle) -> Found:
    rows = Candidate.objects.filter(circle_id=circle.pk).order_by("generation", "low_id", "high_id")
    return [(row.generation, row.low_id, row.high_id, row.score, str(row.evidence)) for row in rows]


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    circle = make_circle("marketing", members=pair)
    for user in crowd(8):
        join(circle, user)
    return circle


def test_refresh_finds_the_pair_with_evidence_that_points_at_facts(
    circle: Circle, pair: tuple[User, User], at: datetime
) -> None:
    assert refresh_circle(circle.pk, at=at) == 1

    found = Candidate.objects.current().get(circle_id=circle.pk)
    assert (found.low_id, found.high_id) == (pair[0].pk, pair[1].pk)
    cited = {(low, high) for _, low, high, *_ in found.evidence}
    facts = [dict(user.traits.values_list("kind", "pk")) for user in pair]
    assert cited == {(facts[0][kind], facts[1][kind]) for kind in ("school", "interest")}


def test_refresh_twice_is_once(circle: Circle, at: datetime) -> None:
    refresh_circle(circle.pk, at=at)
    once = candidates(circle)

    refresh_circle(circle.pk, at=LATER)

    assert [row[1:] for row in candidates(circle)] == [row[1:] for row in once]
    assert Refresh.objects.get(pk=circle.pk).generation == 2


def test_refresh_leaves_a_circle_alone_that_somebody_else_has_in_hand(circle: Circle, at: datetime) -> None:
    assert claim(circle.pk, at=at) is not None

    assert refresh_circle(circle.pk, at=at) is None
    assert refresh_circle(circle.pk, at=at + claims.LEASE) == 1


def test_refresh_cut_off_between_chunks_keeps_the_old_candidates(
    circle: Circle, pair: tuple[User, User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh_circle(circle.pk, at=at)
    before = candidates(circle)
    more = make_user("Third")
    join(circle, more)
    add_trait(more, "interest", "#yankees")
    insert = storing.insert

    def cut_off(rows: storing.Rows) -> None:
        if Candidate.objects.filter(generation=2).exists():
            raise KeyboardInterrupt
        insert(rows)

    monkeypatch.setattr(storing, "CHUNKS", {"sqlite": 1, "postgresql": 1})
    monkeypatch.setattr(storing, "insert", cut_off)
    with pytest.raises(KeyboardInterrupt):
        refresh_circle(circle.pk, at=LATER)

    assert [row for row in candidates(circle) if row[0] == 2] != []
    current = Candidate.objects.current().filter(circle_id=circle.pk).values_list("generation", "low_id", "high_id")
    assert list(current) == [row[:3] for row in before]

    monkeypatch.setattr(storing, "insert", insert)
    statistics = statistics_now()
    assert refresh_due(at=LATER, statistics=statistics) == []
    assert refresh_due(at=LATER + claims.LEASE, statistics=statistics) == [circle.pk]
    assert {row[0] for row in candidates(circle)} == {2}
    assert len(candidates(circle)) == 3


def test_worker_that_lost_its_claim_writes_nothing_more(circle: Circle, at: datetime) -> None:
    slow = claim(circle.pk, at=at)
    assert slow is not None
    facts = circle_facts(circle.pk, statistics_now())
    assert refresh_circle(circle.pk, at=at + claims.LEASE) == 1
    before = candidates(circle)

    with pytest.raises(LeaseLost), transaction.atomic():
        hold([slow])
    with pytest.raises(LeaseLost):
        storing.write(storing.rows_of(score_circle(facts), [slow], ahead=1), mine=[slow])

    assert candidates(circle) == before


def test_change_marked_while_a_refresh_runs_stays_due(
    circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_due([circle.pk], at=at)
    write = storing.write

    def mark_and_write(*args: object, **kwargs: object) -> int:
        mark_due([circle.pk], at=at)
        return write(*args, **kwargs)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr("apps.matching.services.refreshing.write", mark_and_write)
    refresh_circle(circle.pk, at=at)

    assert Refresh.objects.due(at).get().pk == circle.pk


def test_refresh_of_a_closed_circle_leaves_no_candidates(circle: Circle, at: datetime) -> None:
    refresh_circle(circle.pk, at=at)
    Circle.objects.filter(pk=circle.pk).update(closed_at=at)

    mark_all_due(at=LATER)
    statistics = statistics_now()
    assert refresh_due(at=LATER, statistics=statistics) == [circle.pk]
    assert refresh_due(at=LATER, statistics=statistics) == []
    assert candidates(circle) == []


def test_engine_gets_open_facts_of_present_members_only(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    add_trait(mina, "interest", "canary-hidden", visibility=Visibility.HIDDEN)
    add_trait(mina, "interest", "canary-introduced", visibility=Visibility.INTRODUCED)
    gone, suspended = make_user("Gone"), make_user("Suspended")
    for user in (gone, suspended):
        join(circle, user)
        add_trait(user, "interest", "#yankees")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(pk=suspended.pk).update(suspended_at=at)

    facts = circle_facts(circle.pk, statistics_now())

    assert {gone.pk, suspended.pk}.isdisjoint(facts.members.tolist())
    open_ids = set(mina.traits.open().values_list("pk", flat=True)) | set(jonas.traits.values_list("pk", flat=True))
    of_pair = {
        i
        for i in facts.trait_ids.tolist()
        if facts.members[facts.owners[facts.trait_ids == i][0]] in (mina.pk, jonas.pk)
    }
    assert of_pair == open_ids


def test_sealed_things_change_no_candidate(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    refresh_circle(circle.pk, at=at)
    before = candidates(circle)
    mina, jonas = pair
    Block.objects.create(blocker=mina, blocked=jonas, since=at)
    mina.profile.paused_at = at
    mina.profile.save()
    User.objects.filter(pk=jonas.pk).update(leaving_at=at)

    refresh_circle(circle.pk, at=LATER)

    assert [row[1:] for row in candidates(circle)] == [row[1:] for row in before]


def test_people_who_know_each_other_are_left_out(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    connect(*pair)

    assert refresh_circle(circle.pk, at=at) == 0


def test_people_who_met_in_another_circle_stay_a_pair(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    connect(*pair, circle=make_circle("elsewhere", members=pair))

    facts = circle_facts(circle.pk, statistics_now())

    assert facts.members[facts.beside].tolist() == facts.members[facts.ties].tolist() == [[user.pk for user in pair]]
    assert (facts.excluded.tolist(), refresh_circle(circle.pk, at=at)) == ([], 1)


def test_ties_of_curators_are_told_apart(circle: Circle, pair: tuple[User, User]) -> None:
    carol = circle.memberships.get(role="curator").user
    connect(carol, pair[0])

    facts = circle_facts(circle.pk, statistics_now())

    assert facts.ties.tolist() == []
    both = sorted((carol.pk, pair[0].pk))
    assert facts.members[facts.excluded].tolist() == [both]


def test_statistics_count_members_of_circles_and_are_kept_for_a_while(circle: Circle) -> None:
    other = make_circle("other", members=crowd(3, interest="#yankees"))
    outsider = make_user("No circle")
    add_trait(outsider, "interest", "#yankees")

    now = statistics_now()
    other.memberships.all().delete()

    yankees = outsider.traits.get().topic_id
    assert (now.population, now.holders_of(np.array([yankees, 10**9])).tolist()) == (11 + 4, [5, 0])
    assert statistics_lately().population == now.population
    assert statistics_now().population == 11


def test_refresh_reads_with_few_queries(circle: Circle, at: datetime, django_assert_num_queries: object) -> None:
    statistics: Statistics = statistics_now()
    refresh_circle(circle.pk, at=at)

    # With the savepoints that a test has for transactions.
    with django_assert_num_queries(24 if connection.vendor == "sqlite" else 30):  # type: ignore[operator]  # a fixture without types
        refresh_circle(circle.pk, at=at + timedelta(days=1), statistics=statistics)


def test_candidates_can_be_dumped_and_loaded(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    refresh_circle(circle.pk, at=at)
    before, out = Candidate.objects.get(), StringIO()

    call_command("dumpdata", "matching.Candidate", stdout=out)
    (found,) = deserialize("json", out.getvalue())

    assert isinstance(found.object, Candidate)
    assert found.object.evidence == before.evidence != []
