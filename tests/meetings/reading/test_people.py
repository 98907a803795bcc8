"""People in pasted lists, and in invitations as mail programs and calling services write them."""

import time
from pathlib import Path

import pytest

from apps.meetings.reading.people import LONGEST, MOST, read_names, read_people
from apps.meetings.reading.sentences import MOST as MOST_NAMED

INVITATIONS = sorted((Path(__file__).parent / "invitations").glob("*.txt"))


@pytest.mark.parametrize("path", INVITATIONS, ids=lambda path: path.stem)
def test_who_is_named_is_read(path: Path) -> None:
    text, _, people = path.read_text(encoding="utf-8").partition("\n--- people ---\n")

    found = [" ".join(filter(None, (one.name, one.address and f"<{one.address}>"))) for one in read_people(text)]

    assert found == people.splitlines()


def test_there_is_an_end_to_it() -> None:
    assert len(read_people("\n".join(f"p{number}@example.org" for number in range(5000)))) == MOST
    assert not read_people(" " * LONGEST + "mina@example.net")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Please come, with … ana.kovac@demo.example.", [("", "ana.kovac@demo.example")]),
        ("Will you be there, Ana <ana@x.example>?", [("Ana", "ana@x.example")]),
        ("Bo Ek (b@x.example) and Gita Ishii (g@x.example)", [("Bo Ek", "b@x.example"), ("Gita Ishii", "g@x.example")]),
        ("Ask a@x.example and b@x.example!", [("Ask", "a@x.example"), ("", "b@x.example")]),
        ("Prof. Dr. med. Gita Ishii", [("Gita Ishii", "")]),
        ("and Gita Ishii (Acme)", [("Gita Ishii", "")]),
        ("Dr Gita", [("Dr Gita", "")]),
        ("Call with Gita Ishii", [("Gita Ishii", "")]),
    ],
)  # fmt: skip
def test_what_stands_around_a_name_or_an_address_is_none_of_it(text: str, people: list[tuple[str, str]]) -> None:
    assert [(one.name, one.address) for one in read_people(text)] == people


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Call with Gita Ishii and Omar Ulrich tomorrow", "Gita Ishii"),
        ("Call with Gita Ishii and Omar Ulrich tomorrow", "Omar Ulrich"),
        ("Call Gita Ishii.", "Gita Ishii"),
        ("It is Gita Ishii's turn.", "Gita Ishii"),
        ("Dr. Gita K. Ishii comes.", "Gita K Ishii"),
        ("we meet Ana de la Cruz today", "Ana de la Cruz"),
        ("and Jean-Luc d'Arcy", "Jean-Luc d'Arcy"),
        ("Звоним Ивановой Анне", "Ивановой Анне"),
        ("με την Ελένη Παππά αύριο", "Ελένη Παππά"),
        ("ask GITA ISHII why", "GITA ISHII"),
    ],
)
def test_a_name_in_a_sentence_is_found(text: str, name: str) -> None:
    assert name in [one.name for one in read_names(text, beside=())]


def test_of_whom_more_is_known_or_who_does_not_come_is_not_looked_for_by_name() -> None:
    text = "Gita Ishii <g@x.example>, Omar Ulrich (declined), a call, Tom"

    assert read_names(text, beside=read_people(text)) == ()
    assert [one.name for one in read_names(text, beside=())] == ["Gita Ishii"]


def test_there_is_an_end_to_names_in_sentences() -> None:
    words = [f"{one}{two}{three}" for one in "ABCDEFG" for two in "abcdefghijklm" for three in "abcdefghijklm"]

    assert len(read_names("\n".join(f"{word} Oak" for word in words), beside=())) == MOST_NAMED


COSTLY = [
    "a",
    "a@",
    "a,",
    '"',
    "(organizer ",
    " - no",
    "(",
    "a b ",
    "x\n",
    "To: a\n",
    "a@b.co\n",
    "<",
    "[mailto:",
    "@@@ ",
    "Ab ",
    "A. ",
    "A b. ",
    "A de ",
    "A'",
    "Ab's ",
    "Ab\n",
    "a with ",
    "Dr. ",
]


@pytest.mark.parametrize("piece", COSTLY)
def test_twice_as_much_takes_no_more_than_twice_as_long(piece: str) -> None:
    """Nothing takes the square of it: in all it is a second at most, of which there would be hundreds."""
    begin = time.process_time()

    text = piece * (LONGEST // len(piece))
    read_names(text, beside=read_people(text))

    assert time.process_time() - begin < 1
