import pytest

from apps.introductions.limits import NOTE_LENGTH
from apps.introductions.text import check_note
from apps.profiles.plain_words import NotPlain


@pytest.mark.parametrize(
    "note", ["", "You two should meet.", "Ask him about e.g. the boat, at 3.30", "a.b", "x" * NOTE_LENGTH]
)
def test_plain_words_are_fine(note: str) -> None:
    check_note(note)


def test_a_link_is_refused() -> None:
    with pytest.raises(NotPlain, match="Leave links out"):
        check_note("Meet. bit.ly/abc Soon.")


def test_more_than_500_characters_are_refused() -> None:
    with pytest.raises(NotPlain, match="Keep the note to 500 characters"):
        check_note("x" * (NOTE_LENGTH + 1))
