from pathlib import Path

import pytest

from apps.introductions.network_import.network import Person
from tests.introductions.network_import.folders import PEOPLE, problems, read


def test_people_may_carry_more_than_an_id(tmp_path: Path) -> None:
    people = (
        "id,email,timezone,why,headline,name\n"
        "7,Mina@Example.org,Europe/Berlin,You read walls.,Writes for walls, Mina\tRoth \n"
        "8,,,,,\n"
    )

    assert list(read(tmp_path, people=people).people.values()) == [
        Person("7", "Mina Roth", "mina@example.org", "Writes for walls", "Europe/Berlin", "You read walls."),
        Person("8", "", "", "", "UTC", ""),
    ]


LINKS = (
    "Leave links out. These words reach people who have not said yes to anything yet. A site's name like example.org "
    "is a link, too; after a full stop leave a space."
)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("email", "ana@", "ana@ is not an email address."),
        ("email", f"{'a' * 250}@example.org", "The email is longer than 254 characters."),
        ("timezone", "Berlin", "Berlin is not a time zone. Write it like Europe/Berlin."),
        ("timezone", "../etc/passwd", "../etc/passwd is not a time zone. Write it like Europe/Berlin."),
        ("name", "N" * 81, "The name is longer than 80 characters."),
        # One character as it is written, two as it is kept.
        ("name", "\u0958" * 41, "The name is longer than 80 characters."),
        ("headline", "H" * 121, "The headline is longer than 120 characters."),
        ("why", "W" * 301, "The why is longer than 300 characters."),
        ("why", "See www.shop.example", LINKS),
        ("name", "Mina bit.ly/x", LINKS),
    ],
)
def test_bad_value_of_a_person_is_refused_with_its_line(tmp_path: Path, column: str, value: str, reason: str) -> None:
    assert problems(tmp_path, people=f"id,{column}\n1,\n2,{value}\n") == [f"people.csv line 3: {reason}"]


def test_longest_values_are_taken(tmp_path: Path) -> None:
    people = f"id,name,headline,why\n{'i' * 60},{'n' * 80},{'h' * 120},{'w' * 300}\n"

    assert problems(tmp_path, people=people) == []


@pytest.mark.parametrize("key", ["", "i" * 61])
def test_bad_id_is_refused(tmp_path: Path, key: str) -> None:
    told = problems(tmp_path, people=f"id,name\n{key},Ana\n")

    assert told == ["people.csv line 2: The id is empty or longer than 60 characters."]


def test_id_or_address_of_two_rows_is_refused(tmp_path: Path) -> None:
    people = "id,email\n1,ana@example.org\n1,ben@example.org\n2,Ana@Example.org\n3,\n4,\n"

    assert problems(tmp_path, people=people) == [
        "people.csv line 3: The id 1 is there twice. Give every person an id of their own.",
        "people.csv line 4: The address ana@example.org is there twice. Make one row of one person.",
    ]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("traits", "person_id,kind,trait\n1,school,Bronxville High\n9,school,Bronxville High\n"),
        ("ties", "a,b\n1,2\n1,9\n"),
        ("ties", "a,b\n1,2\n9,1\n"),
        ("circles", "circle_id,person_id\nmakers,1\nmakers,9\n"),
    ],
)
def test_person_who_is_not_there_is_refused(tmp_path: Path, file: str, content: str) -> None:
    assert problems(tmp_path, **{file: content}) == [
        f"{file}.csv line 3: Person 9 is not in people.csv. Add them there or take this row out."
    ]


def test_tie_with_oneself_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, ties="a,b\n1,1\n") == [
        "ties.csv line 2: A person cannot be tied to themselves. Take the row out."
    ]


def test_what_is_said_twice_counts_once(tmp_path: Path) -> None:
    network = read(
        tmp_path,
        people=PEOPLE,
        traits="person_id,kind,trait\n1,interest,#Bees\n1,interest,bees\n2,interest,bees\n",
        ties="a,b\n2,1\n1,2\n",
        circles="circle_id,person_id\nmakers,1\nmakers,1\nmakers,2\n",
    )

    assert network.repeated == 3
    assert [(person, fact.name) for person, fact in network.facts.values()] == [("1", "Bees"), ("2", "bees")]
    assert (network.ties, list(network.members)) == ({("1", "2")}, [("makers", "1"), ("makers", "2")])
    assert (network.tags, network.in_no_circle) == (["makers"], 1)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Night Runners", "night-runners"),
        ("#Night_Runners", "night-runners"),
        ("Zürich", "zurich"),
        ("42", "net-42"),
        ("#42", "net-42"),
        ("a" * 50, "a" * 40),
        (f"{'a' * 39} b", "a" * 39),
    ],
)
def test_circle_gets_a_tag(tmp_path: Path, name: str, tag: str) -> None:
    assert read(tmp_path, people=PEOPLE, circles=f"circle_id,person_id\n{name},1\n").tags == [tag]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "The circle has no usable name. Use letters and digits."),
        ("東京", "The circle has no usable name. Use letters and digits."),
        ("New", "No circle can be called #new. Give it another name."),
    ],
)
def test_circle_without_a_usable_tag_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    assert problems(tmp_path, circles=f"circle_id,person_id\n{name},1\n") == [f"circles.csv line 2: {reason}"]


@pytest.mark.parametrize(
    ("one", "other", "tag"),
    [("C++", "C#", "c"), ("42", "net 42", "net-42"), ("a" * 41, "a" * 42, "a" * 40)],
)
def test_two_circles_are_not_poured_into_one(tmp_path: Path, one: str, other: str, tag: str) -> None:
    assert problems(tmp_path, circles=f"circle_id,person_id\n{one},1\n{other},2\n{one},3\n") == [
        f"circles.csv line 3: The circles {one} and {other} would both be #{tag}. Rename one, or call them the same."
    ]


def test_mistakes_in_every_file_are_told_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        people="id,email,timezone\n1,ana@example.org,Nowhere/Zone\n2,bad,UTC\n3,c@example.org,UTC\n",
        traits="person_id,kind,trait\n1,interest,#a\n2,interest,\n9,interest,#b\n",
        ties="a,b\n1,2\n3,3\n",
        circles="circle_id,person_id\nmakers,1\n,2\nmakers,77\n",
    )

    assert [" ".join(line.split()[:3]) for line in found] == [
        "people.csv line 2:",
        "people.csv line 3:",
        "traits.csv line 3:",
        "traits.csv line 4:",
        "ties.csv line 3:",
        "circles.csv line 3:",
        "circles.csv line 4:",
    ]


def test_a_person_who_cannot_be_read_is_told_alone(tmp_path: Path) -> None:
    people = "id,name\n1,Ana\n2,Ben,too many\n"

    found = problems(tmp_path, people=people, circles="circle_id,person_id\nmakers,2\nmakers,9\n")

    assert [line.split(":")[0] for line in found] == ["people.csv line 3"]
