from datetime import datetime

import pytest

from apps.introductions.becauses import because
from apps.matching.between import pairs_between, reasons_between, reasons_with, sentences_between
from apps.matching.engine import compiling
from apps.matching.engine.scoring import Scorer
from apps.matching.models import Candidate
from apps.profiles.models import Block, Visibility
from tests.factories import add_trait, connect, make_circle, make_user
from tests.matching.scenes import crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db


def test_pair_without_candidates_is_worked_out_at_once() -> None:
    mina, jonas = golden_pair()
    ana = make_user("Ana Alm", may_be_named=True)
    circle = make_circle("marketing", members=[mina, jonas, ana, *crowd(8)])
    for user in (mina, jonas):
        connect(user, ana)

    assert because(circle.pk, [mina, jonas], reader=mina) == [
        "You both know Ana, and both like #yankees",
        "You went to high schools 2 miles apart",
    ]


def test_pair_says_the_same_from_candidates_as_worked_out() -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(8)])
    from_candidates = pairs_between(circle.pk, [mina.pk, jonas.pk])
    Candidate.objects.all().delete()

    worked_out = pairs_between(circle.pk, [mina.pk, jonas.pk])

    assert [[tuple(line) for line in pair.evidence] for pair in from_candidates] == [
        [(*line[:3], round(line[3], 3), line[4]) for line in pair.evidence] for pair in worked_out
    ]


def test_no_page_waits_for_compiled_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many the two know: it is they who are looked at."""
    people = [make_user("Mina"), make_user("Jonas")]
    for user in people:
        add_trait(user, "interest", "#yankees")
    others = crowd(30)
    circle = make_circle("large", members=[*people, *others])
    for user in others:
        connect(people[0], user)
    monkeypatch.setattr(compiling, "FEWEST", 0)
    monkeypatch.setattr(Scorer, "_compiled", lambda *_: pytest.fail("compiled"))

    (pair,) = pairs_between(circle.pk, [user.pk for user in people])

    assert (pair.low_id, pair.high_id) == tuple(user.pk for user in people)


def test_weak_reasons_are_said_where_a_curator_introduces() -> None:
    people = [make_user("Mina"), make_user("Jonas")]
    others = crowd(30)
    for user in (*people, *others):
        add_trait(user, "language", "English")
    circle = refreshed_circle("marketing", [*people, *others])

    assert not Candidate.objects.exists()
    assert sentences_between(circle.pk, people, people[0]) == ["You both speak English"]


def test_group_is_told_by_name_and_from_facts_that_all_may_open(at: datetime) -> None:
    mina, jonas = golden_pair()
    nora = make_user("Nora Nord")
    add_trait(nora, "interest", "#yankees")
    circle = refreshed_circle("marketing", [mina, jonas, nora, *crowd(8)])
    group = [mina, jonas, nora]

    assert sorted(sentences_between(circle.pk, group, nora)) == [
        "Mina and Jonas both like #yankees",
        "You and Jonas both like #yankees",
        "You and Mina both like #yankees",
    ]
    Block.objects.create(blocker=nora, blocked=jonas, since=at)
    assert sentences_between(circle.pk, group, mina) == []


def test_hidden_facts_are_not_worked_out() -> None:
    mina, jonas = golden_pair()
    circle = make_circle("marketing", members=[mina, jonas])
    mina.traits.update(visibility=Visibility.HIDDEN)

    assert sentences_between(circle.pk, [mina, jonas], mina) == []


def test_people_who_know_each_other_still_read_what_they_share() -> None:
    mina, jonas = golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(8)])
    connect(mina, jonas)

    assert sentences_between(circle.pk, [mina, jonas], jonas)[0].startswith("You went to high schools")


def test_curator_reads_the_same_reasons_whoever_blocked_whom(at: datetime) -> None:
    mina, jonas = golden_pair()
    carol = make_user("Carol")
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(8)], curator=carol)
    before = sentences_between(circle.pk, [mina, jonas], carol)

    Block.objects.create(blocker=mina, blocked=jonas, since=at)

    assert sentences_between(circle.pk, [mina, jonas], carol) == before != []
    assert sentences_between(circle.pk, [mina, jonas], jonas) == []


def test_what_one_shares_with_many_is_told_as_with_each(at: datetime) -> None:
    """Also in several circles at once, and after what people changed since."""
    mina, jonas = golden_pair()
    nora, ole = make_user("Nora Nord"), make_user("Ole Olsen")
    for user in (nora, ole):
        add_trait(user, "interest", "#yankees")
    hidden = add_trait(ole, "interest", "#jazz")
    add_trait(mina, "interest", "#jazz")
    ana = make_user("Ana Alm", may_be_named=True)
    for user in (mina, nora):
        connect(user, ana)
    one = refreshed_circle("marketing", [mina, jonas, nora, ana, *crowd(8)])
    other = make_circle("sailing", members=[mina, ole, *crowd(8)])
    hidden.visibility = Visibility.HIDDEN
    hidden.save()
    Block.objects.create(blocker=nora, blocked=ana, since=at)

    told = reasons_with({one.pk: [jonas, nora], other.pk: [ole]}, mina)

    for circle, user in ((one, jonas), (one, nora), (other, ole)):
        assert told[user.pk] == reasons_between(circle.pk, [mina, user], mina)
    assert [len(told[user.pk]) for user in (jonas, nora, ole)] == [2, 1, 1]
