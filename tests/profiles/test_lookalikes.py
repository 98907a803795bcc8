"""Which names look the same."""

import pytest

from apps.profiles.lookalikes import alike, looks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Müller", "Anna Müller"),
        ("Anna Müller", "ANNA  MULLER"),
        ("Anna Müller", "anna-müller 🌻"),
        ("Anna Müller", "\u0410nn\u0430 M\u00fcller"),  # Cyrillic
        ("Anna Müller", "\u0391nna Müller"),  # Greek
        ("Anna Müller", "An\u200cna Mu\u0308ller"),
        ("Bob", "\uff22\uff4f\uff42"),
        ("Bob", "\U0001d4d1ob"),
        ("Ivan", "lvan"),
        ("Ivan", "\u0406van"),
        ("IVAN", "ivan"),
        ("Paul", "Pau1"),
        ("Marnie", "Mamie"),
        ("Søren", "Soren"),
        ("José", "Jose\u0301"),
        ("\u7530\u4e2d", "\u7530 \u4e2d"),
        ("\uae40\ubbfc\uc218", "\u1100\u1175\u11b7\u1106\u1175\u11ab\u1109\u116e"),
        ("\u845b", "\u845b\U000e0100"),
    ],
)
def test_names_that_look_the_same(one: str, other: str) -> None:
    assert alike(one, ["Somebody else", other])
    assert alike(other, [one])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Müller", "Anne Müller"),
        ("Anna Müller", "Anna Miller"),
        ("Anna", "Anna M"),
        ("\u7530\u4e2d \u592a\u90ce", "\u7530\u4e2d \u6b21\u90ce"),
        ("\uae40\ubbfc\uc218", "\uae40\ubbfc\uc8fc"),
        ("\u0645\u062d\u0645\u062f", "\u0645\u062d\u0645\u0648\u062f"),
        ("\u306f\u3057", "\u3070\u3057"),
        ("\u0915\u093f", "\u0915\u093e"),
        ("Person 1", "Person 7"),
    ],
)
def test_names_that_look_different(one: str, other: str) -> None:
    assert not alike(one, [other])


@pytest.mark.parametrize("character", [chr(number) for number in range(128)])
def test_names_of_plain_letters_are_worked_out_alike(character: str) -> None:
    """They take a way of their own, which is the quicker one."""
    assert looks(f"a{character}b") == {form.removesuffix("\u7530") for form in looks(f"a{character}b\u7530")}


@pytest.mark.parametrize("name", ["", "🌻", " . ", "\u0301"])
def test_what_is_no_name_looks_like_nothing(name: str) -> None:
    assert looks(name) == frozenset()
    assert not alike(name, ["", "🌻", name])
