import pytest

from apps.circles.text import NotPlain
from apps.introductions.limits import NOTE_LENGTH
from apps.introductions.text import check_note


@pytest.mark.parametrize(
    "note", ["", "You two should meet.", "Ask him about e.g. the boat, at 3.30", "a.b", "x" * NOTE_LENGTH]
)
def test_plain_words_are_fine(note: str) -> None:
    check_note(note)


@pytest.mark.parametrize(
    "note",
    ["https://example.org", "HTTP://x", "see www.example", "Example.COM/offer", "write to me@example.org", "t.co/x"],
)
def test_a_link_is_refused(note: str) -> None:
    with pytest.raises(NotPlain, match="Leave links out"):
        check_note(f"Meet. {note} Soon.")


def test_more_than_500_characters_are_refused() -> None:
    with pytest.raises(NotPlain, match="Keep the note to 500 characters"):
        check_note("x" * (NOTE_LENGTH + 1))
