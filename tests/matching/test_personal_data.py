from datetime import datetime

import pytest

from apps.matching.models import Candidate, Dismissal, Suggestion
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
    }
    assert exports.export(pair[1])["suggestions"] == {"shown": [], "would_like_to_meet": [], "not_for_me": []}


def test_export_names_nobody_who_may_not_be_seen_any_more(pair: tuple[User, User], at: datetime) -> None:
    dismiss(Suggestion.objects.get(), by=pair[0], at=at)
    Block.objects.create(blocker=pair[1], blocked=pair[0], since=at)

    assert exports.export(pair[0])["suggestions"]["not_for_me"] == [{"person": None, "at": at}]


def test_erasure_leaves_nothing_about_a_person(pair: tuple[User, User], at: datetime) -> None:
    Dismissal.objects.create(user=pair[1], other=pair[0], at=at)

    erasures.run(pair[0], at=at)

    assert not Candidate.objects.of(pair[0].pk).exists()
    assert not Suggestion.objects.exists()
    assert not Dismissal.objects.exists()
