import gzip
from pathlib import Path

import pytest

from apps.introductions.network_import.files import BadNetwork
from apps.introductions.network_import.network import read_network
from tests.introductions.network_import.folders import PEOPLE, problems, read, write


def names(folder: Path, people: str | bytes) -> dict[str, str]:
    return {key: person.name for key, person in read(folder, people=people).people.items()}


@pytest.mark.parametrize(
    "content",
    [
        "id,name\n1,Ana\n2,Zoë\n",
        "id,name\r\n1,Ana\r\n2,Zoë\r\n",
        "id,name\r1,Ana\r2,Zoë\r",
        "\ufeffid,name\n1,Ana\n2,Zoë",
        'id, name \n 1 ,"Ana"\n\n2, Zoë \n\n',
    ],
    ids=["plain", "crlf", "cr", "bom", "spaces and empty lines"],
)
def test_files_are_read_as_programs_write_them(tmp_path: Path, content: str) -> None:
    assert names(tmp_path, content) == {"1": "Ana", "2": "Zoë"}


def test_values_may_hold_commas_quotes_and_line_breaks(tmp_path: Path) -> None:
    assert names(tmp_path, 'id,name\n1,"Ana ""Ace"", of\nLeeds"\n') == {"1": 'Ana "Ace", of Leeds'}


def test_files_may_be_packed(tmp_path: Path) -> None:
    (tmp_path / "people.csv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + PEOPLE.encode()))
    (tmp_path / "ties.csv.gz").write_bytes(gzip.compress(b"a,b\r\n2,1\r\n"))

    network = read_network(tmp_path, source="net")

    assert (list(network.people), network.ties) == (["1", "2", "3"], {("1", "2")})


def test_packed_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / "people.csv.gz").write_bytes(gzip.compress(PEOPLE.encode())[:-12])

    with pytest.raises(BadNetwork, match=r"^people\.csv line 3: The file cannot be read from here on"):
        read_network(tmp_path, source="net")


def test_packed_file_that_is_damaged_or_not_packed_is_refused(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(PEOPLE.encode() * 50))
    packed[10] = 0xFF  # not a kind of deflate block
    for content in (bytes(packed), PEOPLE.encode()):
        (tmp_path / "people.csv.gz").write_bytes(content)

        with pytest.raises(BadNetwork, match=r"^people\.csv line 1: The file cannot be read from here on"):
            read_network(tmp_path, source="net")


def test_folder_without_people_is_refused(tmp_path: Path) -> None:
    write(tmp_path, ties="a,b\n")

    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BadNetwork) as caught:
            read_network(folder, source="net")
        assert str(caught.value) == f"There is no people.csv in {folder}. Give the folder that holds it."


PEOPLE_HEADER = "people.csv line 1: The first line must name the columns id[,name][,email][,headline][,timezone][,why]."


@pytest.mark.parametrize("header", ["", "name,id", "ID,name", "id,nmae", "id,name,name", "id,", "1,Ana", "id;name"])
def test_people_need_their_header(tmp_path: Path, header: str) -> None:
    assert problems(tmp_path, people=f"{header}\n1,Ana\n" if header else "") == [PEOPLE_HEADER]


@pytest.mark.parametrize(
    ("file", "content", "columns"),
    [
        ("traits", "kind,person_id,trait\n", "person_id,kind,trait[,year_from][,year_to][,latitude][,longitude]"),
        ("ties", "a,b,weight\n", "a,b"),
        ("ties", "1,2\n", "a,b"),
        ("circles", "", "circle_id,person_id"),
    ],
)
def test_other_files_need_theirs(tmp_path: Path, file: str, content: str, columns: str) -> None:
    assert problems(tmp_path, **{file: content}) == [
        f"{file}.csv line 1: The first line must name the columns {columns}."
    ]


def test_rows_with_too_few_or_too_many_values_are_refused_with_their_line(tmp_path: Path) -> None:
    assert problems(tmp_path, people="id,name\n1,Ana\n2\n3,Roth, Mina\n") == [
        "people.csv line 3: 1 values instead of 2. Look for a missing or an extra comma.",
        "people.csv line 4: 3 values instead of 2. Look for a missing or an extra comma.",
    ]


def test_line_is_the_one_an_editor_shows(tmp_path: Path) -> None:
    """Values with line breaks, and empty lines, do not shift it."""
    assert problems(tmp_path, people='id,name\n1,"Ana\nof\nLeeds"\n\n2,"Ben\nToo",\n') == [
        "people.csv line 6: 3 values instead of 2. Look for a missing or an extra comma."
    ]


def test_nul_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, people="id,name\n1,Ana\n2,B\0en\n") == [
        "people.csv line 3: There is a NUL character. Take it out."
    ]


@pytest.mark.parametrize("rows", [2, 5000])
def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path, rows: int) -> None:
    good = "".join(f"{number},Ana\n" for number in range(rows))

    assert problems(tmp_path, people=f"id,name\n{good}x,Zo\xeb\n".encode("latin-1")) == [
        f"people.csv line {rows + 2}: This is not UTF-8. Save the file as UTF-8 and try again."
    ]


def test_open_quote_is_refused_where_it_was_noticed(tmp_path: Path) -> None:
    assert problems(tmp_path, people='id,name\n1,Ana\n2,"Ben\n') == [
        "people.csv line 3: The file cannot be read from here on (unexpected end of data). Mend it and try again."
    ]


def test_twenty_problems_are_enough(tmp_path: Path) -> None:
    ties = "a,b\n" + "1,1\n" * 15
    circles = "circle_id,person_id\n" + "makers,9\n" * 15

    told = problems(tmp_path, ties=ties, circles=circles)

    assert [line.split(":")[0] for line in told] == [
        *(f"ties.csv line {number}" for number in range(2, 17)),
        *(f"circles.csv line {number}" for number in range(2, 7)),
    ]


def test_problems_with_people_are_told_first_and_hide_no_others(tmp_path: Path) -> None:
    told = problems(tmp_path, people="id\n1\n1\n", ties="a,b\n1,7\n")

    assert told == [
        "people.csv line 3: The id 1 is there twice. Give every person an id of their own.",
        "ties.csv line 2: Person 7 is not in people.csv. Add them there or take this row out.",
    ]


def test_files_without_rows_are_an_empty_network(tmp_path: Path) -> None:
    network = read(tmp_path, people="id\n", traits="person_id,kind,trait\n", ties="a,b\n")

    assert (network.people, network.facts, network.ties, network.tags) == ({}, {}, set(), [])
