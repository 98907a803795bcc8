"""The engine's view of a network, in files that name nobody."""

import itertools
import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.circles.models import Circle
from apps.matching.networks import read_network
from apps.profiles.models import User, Visibility
from apps.profiles.services.blocking import block
from tests.factories import AT, add_trait, connect, make_circle, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    return [make_user(name, headline="ties knots") for name in ("Mina Moss", "Jonas Jahn", "Eva Ems")]


@pytest.fixture
def circle(people: list[User]) -> Circle:
    circle = make_circle("marketing", members=people, purpose="Advertising")
    for user in people[:2]:
        add_trait(user, "interest", "#yankees")
    connect(people[0], people[1], circle=circle)
    return circle


def export(folder: Path) -> str:
    out = StringIO()
    call_command("export_network", str(folder), stdout=out)
    return out.getvalue()


def test_the_files_hold_who_shares_what_and_who_knows_whom(circle: Circle, tmp_path: Path) -> None:
    export(tmp_path)

    found = read_network(tmp_path)
    people = circle.memberships.count()
    assert (len(found.people), len(found.circles)) == (people, people)
    (tie,) = found.ties
    assert {who for who, _kind, _trait in found.traits} == set(tie)
    assert Counter((kind, trait) for _who, kind, trait in found.traits).most_common(1)[0][1] == 2


def test_no_word_of_anybodys_is_in_them(circle: Circle, people: list[User], tmp_path: Path) -> None:
    add_trait(people[2], "employer", "Mulberry Farm")

    export(tmp_path)

    written = "".join(path.read_text() for path in sorted(tmp_path.iterdir())).lower()
    assert "employer" in written
    for word in ("mina", "moss", "example", "knots", "yankees", "mulberry", "marketing", "advertising"):
        assert word not in written


def test_no_cell_is_a_formula_to_a_spreadsheet(circle: Circle, people: list[User], tmp_path: Path) -> None:
    add_trait(people[2], "employer", "=HYPERLINK(1)")

    export(tmp_path)

    cells = [cell for path in sorted(tmp_path.iterdir()) for cell in path.read_text().replace("\n", ",").split(",")]
    assert len(cells) > 20
    assert [cell for cell in cells if not re.fullmatch(r"[a-z_]*|[0-9]+", cell)] == []


def test_what_circle_mates_do_not_see_stays_out(circle: Circle, people: list[User], tmp_path: Path) -> None:
    add_trait(people[0], "employer", "Mulberry Farm", visibility=Visibility.INTRODUCED)
    add_trait(people[1], "employer", "Mulberry Farm", visibility=Visibility.HIDDEN)
    add_trait(people[1], "faith", "Quaker")
    add_trait(make_user("In no circle"), "interest", "#yankees")

    export(tmp_path)

    found = read_network(tmp_path)
    assert {kind for _who, kind, _trait in found.traits} == {"interest"}
    assert len(found.traits) == 2


def test_a_block_changes_nothing_in_them(circle: Circle, people: list[User], tmp_path: Path) -> None:
    block(people[0], people[1], at=AT)

    assert "ties.csv     1" in export(tmp_path)


def test_numbers_are_drawn_anew_each_time(tmp_path: Path) -> None:
    crowd = [make_user(f"Somebody {number}") for number in range(12)]
    circle = make_circle("marketing", members=crowd)
    for one, other in itertools.pairwise(crowd):
        connect(one, other, circle=circle)

    for name in ("one", "other"):
        export(tmp_path / name)

    assert (tmp_path / "one" / "ties.csv").read_text() != (tmp_path / "other" / "ties.csv").read_text()
    assert read_network(tmp_path / "one").people == read_network(tmp_path / "other").people


def test_nothing_is_written_over(circle: Circle, tmp_path: Path) -> None:
    export(tmp_path)
    before = (tmp_path / "ties.csv").read_text()

    with pytest.raises(CommandError, match=r"holds people\.csv already"):
        export(tmp_path)

    assert (tmp_path / "ties.csv").read_text() == before
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_says_so(circle: Circle, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match="cannot be written"):
        export(tmp_path / "file" / "folder")
