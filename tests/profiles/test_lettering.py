import pytest

from apps.profiles.templatetags.lettering import lettering


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("", ""),
        ("2 miles apart", ""),
        ("#typography", "long"),
        ("out-of-home advertising", "long"),
        ("Donaudampfschiff", "longer"),
    ],
)
def test_the_longest_word_decides_on_the_lettering(words: str, name: str) -> None:
    assert lettering(words) == name
