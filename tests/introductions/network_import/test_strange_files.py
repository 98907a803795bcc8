"""Files as large, or as odd, as they may come: a sentence each, and nothing half done."""

from pathlib import Path

import pytest

from apps.circles.models import Invitation
from apps.introductions.network_import.files import MOST_PROBLEMS
from apps.introductions.network_import.inviting import invite_network
from tests.factories import AT, make_user
from tests.introductions.network_import.folders import problems, read

TOO_LONG = (
    "people.csv line 3: The file cannot be read from here on (field larger than field limit (131072)). "
    "Mend it and try again."
)
NOT_UTF8 = "people.csv line 1: This is not UTF-8. Save the file as UTF-8 and try again."
FORMULAS = ["=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)"]


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_cell_of_ten_megabytes_is_answered_with_a_sentence(quote: bytes, tmp_path: Path) -> None:
    people = b"id,name\n1,Ana\n2," + quote + b"x" * 10_000_000 + quote + b"\n3,Cleo\n"

    assert problems(tmp_path, people=people) == [TOO_LONG]


def test_hundred_thousand_rows_are_read(tmp_path: Path) -> None:
    people = "id,name,email\n" + "".join(f"{n},Person {n},p{n}@example.org\n" for n in range(100_000))

    network = read(tmp_path, people=people)

    assert (len(network.people), network.people["99999"].email) == (100_000, "p99999@example.org")


def test_hundred_thousand_bad_rows_are_told_by_the_first_twenty(tmp_path: Path) -> None:
    told = problems(tmp_path, people="id,name,email\n" + "1,Ana,ana@example.org\n" * 100_000)

    sentence = "The id 1 is there twice. Give every person an id of their own."
    assert told == [f"people.csv line {line}: {sentence}" for line in range(3, 3 + MOST_PROBLEMS)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_are_refused(encoding: str, tmp_path: Path) -> None:
    told = problems(tmp_path, people="id,name\n1,Ana\n".encode(encoding))

    assert len(told) == 1
    assert told[0] == NOT_UTF8 or told[0].startswith("people.csv line 1: The first line must name the columns")


def test_rows_separated_otherwise_are_told_each(tmp_path: Path) -> None:
    told = problems(tmp_path, people="id,name\n1,Ana\n2;Ben\n3\tCleo\n4,Dora\n")

    sentence = "1 values instead of 2. Look for a missing or an extra comma."
    assert told == [f"people.csv line {line}: {sentence}" for line in (3, 4)]


@pytest.mark.django_db
def test_what_a_spreadsheet_would_reckon_is_a_name_like_any(tmp_path: Path) -> None:
    people = "id,name,why\n" + "".join(f"{n},{name},You print.\n" for n, name in enumerate(FORMULAS))
    circles = "circle_id,person_id\n" + "".join(f"makers,{n}\n" for n in range(len(FORMULAS)))

    invite_network(read(tmp_path, people=people, circles=circles), curator=make_user(), why="", at=AT)

    assert list(Invitation.objects.order_by("pk").values_list("name", flat=True)) == FORMULAS
