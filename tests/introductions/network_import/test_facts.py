import pytest

from apps.introductions.network_import.facts import Fact, read_fact


def row(kind: str = "school", trait: str = "Bronxville High", **more: str) -> dict[str, str]:
    return {"kind": kind, "trait": trait} | more


def test_fact_keeps_its_years_and_its_place() -> None:
    found = read_fact(
        row(trait=" #Bronxville  High ", year_from="1991", year_to="1995", latitude="40.9", longitude="-73.8")
    )

    assert found == Fact("school", "school", "Bronxville High", "bronxville high", 1991, 1995, 40.9, -73.8)


def test_fact_needs_neither_years_nor_a_place() -> None:
    assert read_fact(row(year_from="", latitude="")) == Fact(
        "school", "school", "Bronxville High", "bronxville high", None, None, None, None
    )


@pytest.mark.parametrize(
    ("kind", "trait", "told"),
    [
        ("interest", "#Bees", ("interest", "interest", "Bees")),
        ("Seeks", "a printer", ("seeks", "help", "a printer")),
        ("hometown", "Leeds", ("place", "place", "Leeds")),
        ("artist", "Low", ("interest", "interest", "Low")),
        # A number says nothing without the word it numbers.
        ("school", "52", ("school", "school", "school 52")),
        ("work_place", "7", ("place", "place", "work place 7")),
        ("interest", "#2024", ("interest", "interest", "interest 2024")),
        # Words that are not ours are kept.
        ("eye_colour", "green", ("other", "other", "eye colour green")),
        ("gender", "1", ("other", "other", "gender 1")),
        ("other", "left-handed", ("other", "other", "left-handed")),
        # Some names are all marks, and some are sentences.
        ("artist", "#####", ("interest", "interest", "#####")),
        ("tag", f"{'x' * 78} yy", ("interest", "interest", "x" * 78 + "\u2026")),
        ("tag", "x" * 81, ("interest", "interest", "x" * 79 + "\u2026")),
        ("tag", "x" * 80, ("interest", "interest", "x" * 80)),
    ],
)
def test_kinds_of_others_become_ours(kind: str, trait: str, told: tuple[str, str, str]) -> None:
    fact = read_fact(row(kind, trait))

    assert isinstance(fact, Fact)
    assert (fact.kind, fact.vocabulary, fact.name) == told


EMPTY = "The kind or the trait is empty."
LONG = "The trait is too long. Shorten it."
NUMBER = "A year or a coordinate is not a number."
CENTURY = "A year is not between 1900 and 2100."
GLOBE = "The coordinates are not on the globe."
PRIVATE = "Health, faith, sexuality and union are for people to say of themselves. Take the row out."
BOTH = "A place needs both a latitude and a longitude."


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (row(kind=""), EMPTY),
        (row(kind="\u200b"), EMPTY),
        (row(trait=""), EMPTY),
        (row(kind="Health"), PRIVATE),
        (row(kind="union"), PRIVATE),
        (row(trait="\u200b"), EMPTY),
        # Folding makes eighteen letters of this one.
        (row(trait="\ufdfa" * 20), LONG),
        (row(year_from="1991a"), NUMBER),
        (row(year_to="1995.5"), NUMBER),
        (row(latitude="40,9", longitude="1"), NUMBER),
        (row(year_from="1899"), CENTURY),
        (row(year_to="2101"), CENTURY),
        (row(year_from="1995", year_to="1991"), "The first year is after the last one."),
        (row(latitude="40.9"), BOTH),
        (row(latitude="40.9", longitude=""), BOTH),
        (row(longitude="1"), BOTH),
        (row(latitude="90.1", longitude="0"), GLOBE),
        (row(latitude="0", longitude="-180.1"), GLOBE),
        (row(latitude="nan", longitude="0"), GLOBE),
        (row(latitude="0", longitude="inf"), GLOBE),
    ],
)
def test_bad_fact_is_refused_with_a_reason(values: dict[str, str], reason: str) -> None:
    assert read_fact(values) == reason


def test_edges_of_what_is_allowed_are_taken() -> None:
    values = row(trait="x" * 80, year_from="1900", year_to="2100", latitude="-90", longitude="180")

    assert isinstance(read_fact(values), Fact)


def test_unseen_characters_of_a_kind_do_not_reach_the_fact() -> None:
    fact = read_fact(row(kind="eye\u202e_colour", trait="green"))

    assert isinstance(fact, Fact)
    assert fact.name == "eye colour green"
