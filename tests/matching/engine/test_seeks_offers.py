from apps.matching.engine import EvidenceType, Kind, score_circle
from tests.matching.engine.drawing import Fact, circle

LINE = EvidenceType.SEEKS_OFFERS


def test_what_one_seeks_the_other_offers_either_way_round() -> None:
    forth = score_circle(circle(2, [Fact(0, 7, Kind.SEEKS), Fact(1, 7, Kind.OFFERS)]))
    back = score_circle(circle(2, [Fact(0, 7, Kind.OFFERS), Fact(1, 7, Kind.SEEKS)]))

    assert list(forth.rows()) == list(back.rows()) == [(10, 20, 8.0, [(LINE, 100, 101, 8.0, None)])]


def test_help_both_ways_counts_twice() -> None:
    facts = [Fact(owner, 7, kind) for owner in (0, 1) for kind in (Kind.SEEKS, Kind.OFFERS)]

    found = score_circle(circle(2, facts))

    met = [(fact_low, fact_high) for kind, fact_low, fact_high, *_ in next(found.rows())[3] if kind == LINE]
    assert met == [(100, 103), (101, 102)]
    assert found.score.tolist() == [16 + 2 * round(8 * 0.3 * 256) / 256]


def test_help_that_over_half_the_circle_speaks_of_never_carries_alone() -> None:
    facts = [Fact(owner, 7, Kind.SEEKS if owner % 2 else Kind.OFFERS) for owner in range(5)]

    assert len(score_circle(circle(8, facts))) == 0


def test_a_seeker_of_something_else_is_no_match() -> None:
    assert len(score_circle(circle(2, [Fact(0, 7, Kind.SEEKS), Fact(1, 8, Kind.OFFERS)]))) == 0
