"""Reading a list, pasted or from a file, and telling its good rows from the bad."""

import codecs
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.circles.following.reading import Reading, read_file, read_written
from apps.circles.following.rows import Row, check
from apps.circles.following.tables import UnreadableFile

TABLE = "name,email,why\nAna Ruíz,Ana@Example.org,You map streets\n,ben@example.org,\nCleo,,You sing\n"
ROWS = [
    Row("Ana Ruíz", "ana@example.org", "You map streets"),
    Row("", "ben@example.org"),
    Row("Cleo", "", "You sing"),
]


def of_file(content: bytes) -> Reading:
    return read_file(SimpleUploadedFile("list.csv", content))


def problems(*rows: Row, own: str = "", kept: str = "") -> list[str]:
    return [one.problem for one in check(rows, own={own}, kept={kept} if kept else set())]


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("#FF @ann @bob", [Row("@ann"), Row("@bob")]),
        ("#followfriday: @ann, @bob@social.example", [Row("@ann"), Row("@bob")]),
        ("Ana Ruiz <Ana@example.org>", [Row("Ana Ruiz", "ana@example.org")]),
        ('"Ruiz, Ana" <a@example.org>; b@example.org', [Row("Ruiz, Ana", "a@example.org"), Row("", "b@example.org")]),
        ("ana@example.org ben@example.org", [Row("", "ana@example.org"), Row("", "ben@example.org")]),
        ("Ana <ana@example.org> Ben <ben@example.org>", [Row("Ana", "ana@example.org"), Row("Ben", "ben@example.org")]),
        ("Ana Ruiz ana@example.org", [Row("Ana Ruiz", "ana@example.org")]),
        ("Jean-Luc Marais — You sing, and well", [Row("Jean-Luc Marais", "", "You sing, and well")]),
        ("- Ana Ruiz - You sing", [Row("Ana Ruiz", "", "You sing")]),
        ("1. Ana \u2013 You sing", [Row("Ana", "", "You sing")]),
        ("#FF @ann @bob — You two sing", [Row("@ann", "", "You two sing"), Row("@bob", "", "You two sing")]),
        ("Ana\tana@example.org\tYou sing", [Row("Ana", "ana@example.org", "You sing")]),
        ("mailto:ana@example.org.", [Row("", "ana@example.org")]),
        ("ben@", [Row("", "ben@")]),
        ("— You sing", [Row(sentence="You sing")]),
        ("\r\n , ;;\n#FF\n", []),
    ],
)  # fmt: skip
def test_a_pasted_list_is_read_as_people_write_it(written: str, rows: list[Row]) -> None:
    assert read_written(written).rows == rows


@pytest.mark.parametrize("row", [*ROWS, Row("Ruiz, Ana", "ana@example.org", "You sing, and well"), Row("@ann")])
def test_a_row_written_as_a_line_reads_as_the_same_row(row: Row) -> None:
    assert read_written(row.written).rows == [row]


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.encode("latin-1"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").replace("\n", "\r\n").encode(),
        TABLE.split("\n", 1)[1].encode(),
    ],
)
def test_a_file_is_read_however_it_was_written(content: bytes) -> None:
    assert of_file(content).rows == ROWS


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("Why;Mail;Name\nYou sing, and well;a@example.org;Ana\n", [Row("Ana", "a@example.org", "You sing, and well")]),
        ("ana@example.org\nben@example.org\n", [Row("", "ana@example.org"), Row("", "ben@example.org")]),
        ("ana@example.org,Ana Ruiz\n", [Row("Ana Ruiz", "ana@example.org")]),
        ("ana@example.org,You read a street as you do\n", [Row("", "ana@example.org", "You read a street as you do")]),
        ("Ana,ana at example,You sing\n", [Row("Ana", "ana at example", "You sing")]),
        ('"Ruiz, Ana","ana@example.org","You\nsing"\n', [Row("Ruiz, Ana", "ana@example.org", "You sing")]),
        ("=HYPERLINK(1),ana@example.org\n", [Row("=HYPERLINK(1)", "ana@example.org")]),
        ("", []),
        ("\0\0\0", []),
        ("name,email\n", []),
    ],
)
def test_a_table_may_come_without_headings_and_with_surprises(content: str, rows: list[Row]) -> None:
    assert of_file(content.encode()).rows == rows


def test_only_the_first_500_lines_are_read_and_it_says_so() -> None:
    long = "".join(f"Person {n},p{n}@example.org\n" for n in range(100_000)).encode()

    for reading in (of_file(long), read_written("\n".join(f"Person {n}" for n in range(501)))):
        assert (len(reading.rows), reading.has_more) == (500, True)
    assert not read_written("\n".join(f"Person {n}" for n in range(500))).has_more


@pytest.mark.parametrize(
    "content", [b"Ana," + b"x" * 10_000_000, b'Ana,"' + b"x" * 10_000_000, b"x" * (10 * 1024 * 1024 + 1)]
)
def test_a_cell_of_ten_megabytes_is_answered_with_a_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        of_file(content)


@pytest.mark.parametrize(
    "written",
    ["a." * 100_000, "<" * 200_000, "a" * 99_000, " " * 200_000 + "—", '"' * 199_999, "@a " * 999, "a<b@c>" * 30_000],
)  # fmt: skip
def test_nothing_that_fits_into_the_form_keeps_anybody_waiting(written: str) -> None:
    before = time.perf_counter()

    check(read_written(written).rows, own=set(), kept=set())

    assert time.perf_counter() - before < 5


@pytest.mark.parametrize(
    "content", [b"," * 10_000_000, b"a.a," * 2_500_000, b"\xff\xfe" + b"\x00\xd8" * 1000, b"\x80" * 9]
)
def test_strange_files_are_read_in_time_without_an_error(content: bytes) -> None:
    before = time.perf_counter()

    check(of_file(content).rows, own=set(), kept=set())

    assert time.perf_counter() - before < 10


@pytest.mark.parametrize("heading", ["", "name;email;why\n"])
def test_lines_whose_cells_are_separated_otherwise_are_told_and_the_others_kept(heading: str) -> None:
    lines = (
        "Ana;ana@example.org;You sing, and well\nBen,ben@example.org,You sing\nCleo\tc@example.org\tYou sing\nDora;;\n"
    )

    told = check(of_file((heading + lines).encode()).rows, own=set(), kept=set())

    other_sign = "The name has an address in it. Put the same sign between name and address as in the other lines."
    assert [one.problem for one in told] == ["", other_sign, other_sign, ""]
    assert told[0].row == Row("Ana", "ana@example.org", "You sing, and well")


def test_of_a_hundred_thousand_lines_each_that_is_read_has_its_own_answer() -> None:
    """Every second one is of the same person."""
    long = "".join(f"Person {n},p{n // 2}@example.org\n" for n in range(100_000)).encode()

    told = check(of_file(long).rows, own=set(), kept=set())

    twice = "This is in the list twice. The first one counts."
    assert [one.problem for one in told] == ["", twice] * 250


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_what_a_spreadsheet_would_reckon_is_a_name_like_any(name: str) -> None:
    """It is shown as it was written; nothing here is written for a spreadsheet (tests/test_tables.py)."""
    assert of_file(f"name;email\n{name};ana@example.org\n".encode()).rows == [Row(name, "ana@example.org")]


def test_every_bad_row_has_its_reason() -> None:
    assert problems(
        Row("", "ben@"),
        Row("Win bit.ly/x", "a@example.org"),
        Row("x" * 81),
        Row("Ana", "a2@example.org", "See www.shop.example"),
        Row("Ana", "a3@example.org", "x" * 301),
        Row("Me", "me@example.org"),
        Row(sentence="You sing"),
        Row("Cleo"),
        Row("cleo"),
        Row("Dora", "dora@example.org"),
        own="me@example.org",
        kept="dora@example.org",
    ) == [
        "This is not an email address. Correct it.",
        "The name has a link in it. Take the link out.",
        "The name is too long. Keep it to at most 80 characters.",
        "The sentence has a link in it. Take the link out.",
        "The sentence is too long. Keep it to at most 300 characters.",
        "This is your own address, and you are here already.",
        "This line names nobody. Write a name or an address.",
        "",
        "This is in the list twice. The first one counts.",
        "This one waits among your lines already.",
    ]
