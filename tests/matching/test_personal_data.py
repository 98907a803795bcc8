from datetime import datetime

import pytest

from apps.matching.engine import EvidenceType
from apps.matching.models import Candidate, Dismissal, NoReason, SinceMet, Suggestion
from apps.matching.services.leaving_out import leave_out
from apps.matching.services.wishing import dismiss, wish
from apps.matching.suggesting import show, suggestions_for
from apps.profiles import erasures, exports
from apps.profiles.models import Block, User
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(at: datetime) -> tuple[User, User]:
    pair = golden_pair()
    refreshed_circle("marketing", [*pair, *crowd(12)])
    show(suggestions_for(pair[0], at=at), pair[0], "home", at)
    return pair


def test_export_holds_what_was_shown_and_said(pair: tuple[User, User], at: datetime) -> None:
    suggestion = Suggestion.objects.get()
    wish(suggestion, by=pair[0], at=LATER)
    about = {"person": "Jonas Jahn", "circle": "marketing"}

    part = exports.export(pair[0])["suggestions"]
    assert part == {
        "shown": [about | {"place": "home", "first_at": at, "last_at": at}],
        "would_like_to_meet": [about | {"at": LATER, "note": "", "note_for": "other", "curators_may_see_it": False}],
        "not_for_me": [],
        "no_reason_for_me": [],
    }
    assert {name: part for name, part in exports.export(pair[1])["suggestions"].items() if part} == {}


def test_export_holds_what_is_no_reason_by_ones_own_facts(pair: tuple[User, User], at: datetime) -> None:
    school = pair[0].traits.get(kind="school")
    for kind, fact in ((EvidenceType.NEAR, school), (EvidenceType.ACQUAINTANCE, None)):
        leave_out(kind, fact, by=pair[0], at=at)

    assert [exports.export(user)["suggestions"]["no_reason_for_me"] for user in pair] == [
        [
            {"reason": "what is near Forest Hills High School", "at": at},
            {"reason": "people you both know", "at": at},
        ],
        [],
    ]


def test_export_names_nobody_who_may_not_be_seen_any_more(pair: tuple[User, User], at: datetime) -> None:
    dismiss(Suggestion.objects.get(), by=pair[0], at=at)
    Block.objects.create(blocker=pair[1], blocked=pair[0], since=at)

    assert exports.export(pair[0])["suggestions"]["not_for_me"] == [{"person": None, "at": at, "until": None}]


def test_export_holds_of_whom_one_was_told_and_names_nobody_who_is_not_seen_any_more(
    pair: tuple[User, User], at: datetime
) -> None:
    SinceMet.objects.create(user=pair[0], other=pair[1], reason="1:1-1", at=at, not_again=True)
    assert exports.export(pair[0])["since_met"] == [{"person": "Jonas Jahn", "at": at, "not_again": True}]
    assert exports.export(pair[1])["since_met"] == []

    Block.objects.create(blocker=pair[1], blocked=pair[0], since=at)

    assert exports.export(pair[0])["since_met"] == [{"person": None, "at": at, "not_again": True}]


def test_erasure_leaves_nothing_about_a_person(pair: tuple[User, User], at: datetime) -> None:
    Dismissal.objects.create(user=pair[1], other=pair[0], at=at)
    leave_out(EvidenceType.ACQUAINTANCE, None, by=pair[0], at=at)
    theirs = leave_out(EvidenceType.ACQUAINTANCE, None, by=pair[1], at=at)

    for one, other in (pair, pair[::-1]):
        SinceMet.objects.create(user=one, other=other, reason="1:1-1", at=at)

    erasures.run(pair[0], at=at)

    assert not Candidate.objects.of(pair[0].pk).exists()
    assert not Suggestion.objects.exists()
    assert not Dismissal.objects.exists()
    assert [*NoReason.objects.all()] == [theirs]
    assert not SinceMet.objects.exists()
