"""The file of a batch: every bad row has its sentence, and nothing is half done."""

import pytest

from apps.circles.following.tables import UnreadableFile
from apps.staff.batches import limits
from tests.staff.batches import csv_of, read, rows


def test_columns_are_found_by_their_headings_in_any_order() -> None:
    found = read(csv_of("North,Come,Ana Ruiz,Ana@Example.org,x", heading="Group,Why,Full name,E-Mail,Fee"))

    assert [(line.tag, line.sentence, line.name, line.address) for line in found.lines] == [
        ("north", "Come", "Ana Ruiz", "ana@example.org")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_told_apart(encoding: str, separator: str) -> None:
    text = "address,name,circle\nana@example.org,Jörg,#Night Runners\n".replace(",", separator)

    found = read(text.encode(encoding))

    assert [(line.name, line.tag) for line in found.lines] == [("Jörg", "night-runners")]


def test_a_sentence_of_the_row_comes_before_that_of_all() -> None:
    found = read(csv_of("a@example.org,A,Own words,north", "b@example.org,B,,north"), sentence="For all")

    assert [line.sentence for line in found.lines] == ["Own words", "For all"]


def test_every_bad_row_says_why_by_its_number_in_the_file() -> None:
    content = csv_of(
        "ana@example.org,Ana,,north",
        "",
        "ben@,Ben,,north",
        ",Cem,,north",
        "dora@example.org,Dora,,",
        "elif@example.org,Elif,,north!",
        "finn@example.org,Finn,see https://x.example,north",
        "ana@example.org,Ana again,,North",
        "ana@example.org,Ana,,south",
        "carol@example.org,Carol,,north",
        "gül@example.org,www.shop.example,,north",
        "hana@example.org,Hana,,new",
    )

    found = read(content, own=["carol@example.org"])

    assert [(line.address, line.tag) for line in found.lines] == [
        ("ana@example.org", "north"),
        ("ana@example.org", "south"),
    ]
    assert [number for number, _why in found.problems] == [4, 5, 6, 7, 8, 9, 11, 12, 13]
    told = dict(found.problems)
    assert told[4] == "This is not an email address. Correct it."
    assert told[5] == "This row has no address."
    assert told[6] == "This row names no circle."
    assert told[7].startswith("Use small letters, digits and hyphens")
    assert told[9] == "This address is in this circle twice. The first row counts."
    assert told[11] == "This is the address of whoever invites, who is here already."
    assert found.refused == 9


def test_a_row_without_any_sentence_is_refused() -> None:
    found = read(csv_of("ana@example.org,Ana,,north"), sentence="")

    assert (found.lines, found.problems[0][1].partition(".")[0]) == ([], "Nothing says why they belong here")


def test_of_many_bad_rows_some_are_told_and_all_are_counted() -> None:
    found = read(csv_of(*["nobody,,,north"] * 120))

    assert (len(found.problems), found.refused) == (limits.MOST_PROBLEMS, 120)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The first row names the columns"),
        (b"ana@example.org,Ana,north\n", "The first row names the columns"),
        (b"address,name\nana@example.org,Ana\n", "The first row names the columns"),
        (b"address,circle\nana@example.org," + b"x" * 10_000_000, "cannot be read as a table"),
        (b"address,circle\n" + b"x" * (10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        read(content)


def test_a_hundred_thousand_rows_are_refused_as_a_whole() -> None:
    with pytest.raises(UnreadableFile, match=r"more than 20,000 rows. Bring it in parts"):
        read(csv_of(*rows(100_000)))
