from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.circles.models import Circle
from apps.matching.models import Candidate
from apps.profiles.models import User
from tests.factories import make_circle
from tests.matching.scenes import crowd, golden_pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    return make_circle("marketing", members=[*pair, *crowd(8)])


def suggest(**options: str) -> dict[str, str]:
    out = StringIO()
    call_command("suggest", stdout=out, **options)
    return {line[:18].strip(): line[18:] for line in out.getvalue().splitlines()}


def test_suggest_works_through_all_circles(circle: Circle) -> None:
    figures = suggest()

    assert {name: figures[name] for name in ("circles", "people", "pairs", "without anybody")} == {
        "circles": "1",
        "people": "11",
        "pairs": "1",
        "without anybody": "9",
    }
    assert set(figures) >= {"seconds", "peak MiB"}


def test_suggest_takes_one_circle_or_one_person(circle: Circle, pair: tuple[User, User]) -> None:
    make_circle("other", members=pair)

    assert suggest(circle="#Marketing")["circles"] == "1"
    assert Candidate.objects.values_list("circle_id", flat=True).distinct().get() == circle.pk
    assert suggest(person=pair[0].email)["circles"] == "2"
    assert Candidate.objects.count() == 2


@pytest.mark.parametrize("options", [{"circle": "nowhere"}, {"person": "nobody@example.org"}])
def test_suggest_says_what_does_not_exist(options: dict[str, str]) -> None:
    with pytest.raises(CommandError, match="There is no"):
        suggest(**options)
