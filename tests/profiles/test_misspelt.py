"""Typing errors lead to the entry that is meant, and letters in disguise to none."""

import pytest

from apps.profiles.misspelt import is_disguised, nearest
from apps.profiles.models import User
from apps.profiles.services.vocabulary import count_holders
from apps.profiles.topics import topics_for
from tests.factories import add_trait, make_circle, make_topic, make_user

NAMES = ["yankees", "new york yankees", "beekeeping", "letterpress", "baking", "biking"]


@pytest.mark.parametrize(("typed", "meant"), [
    ("yankes", ["yankees"]),
    ("yanekes", ["yankees"]),
    ("ynakees", ["yankees"]),
    ("yamkees", ["yankees"]),
    ("new yrok yan", ["new york yankees"]),
    ("beekeping", ["beekeeping"]),
    ("bekeepnig", ["beekeeping"]),
    ("leterpress", ["letterpress"]),
    ("bking", ["baking", "biking"]),
    ("yan", []),
    ("mets", []),
    ("yxxkees", []),
    ("letters", ["letterpress"]),
])  # fmt: skip
def test_one_error_is_forgiven_and_two_in_a_long_word(typed: str, meant: list[str]) -> None:
    assert nearest(typed, NAMES, 8) == meant


@pytest.mark.parametrize("name", ["yаnkees", "раураl", "Kоla", "Ωmega", "new yоrk"])
def test_two_scripts_in_one_word_are_a_disguise(name: str) -> None:
    assert is_disguised(name)


@pytest.mark.parametrize(
    "name",
    ["yankees", "спорт", "Ελληνικά", "日本語", "Tシャツ", "β-carotene", "C++", "Łódź", "naïve", "русский club"],
)
def test_one_script_a_word_is_none(name: str) -> None:
    assert not is_disguised(name)


@pytest.mark.django_db
def test_a_typing_error_finds_only_what_anybody_may_know(mina: User) -> None:
    make_topic("interest", "letterpress", approved=True)
    add_trait(make_user(), "interest", "#lettergames")
    for _ in range(5):
        add_trait(make_user(), "interest", "#letterboxing")

    assert [topic.name for topic in topics_for(mina, kind="interest", text="#leterpress")] == ["letterpress"]
    assert topics_for(mina, kind="interest", text="#letetrgames") == []
    assert topics_for(mina, kind="interest", text="#leterboxing") == []
    count_holders()
    assert [topic.name for topic in topics_for(mina, kind="interest", text="#leterboxing")] == ["letterboxing"]


@pytest.mark.django_db
def test_an_entry_in_disguise_is_offered_once_staff_approved_it(mina: User, tom: User) -> None:
    make_circle(members=[mina, tom])
    topic = add_trait(tom, "interest", "#yаnkees").topic
    assert topics_for(mina, kind="interest", text="yаn") == []

    topic.approved = True
    topic.save()

    assert topics_for(mina, kind="interest", text="yаn") == [topic]
