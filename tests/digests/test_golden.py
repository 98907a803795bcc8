"""The digest as it is mailed, byte for byte. With WRITE_DOCS set the files are written anew."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from apps.mail.composers import Composed
from tests.digests.full_digest import full, long_words, one_card, plain

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
SCENES: dict[str, Callable[[datetime], Composed]] = {"full": full, "one_card": one_card, "long_words": long_words}


@pytest.mark.parametrize("name", SCENES)
def test_a_digest_is_what_the_golden_files_hold(name: str, at: datetime) -> None:
    mail = SCENES[name](at)
    written = {".html": plain(mail.html), ".txt": f"Subject: {mail.subject}\n\n{plain(mail.text)}"}

    for ending, words in written.items():
        path = GOLDEN / f"{name}{ending}"
        if os.environ.get("WRITE_DOCS"):
            path.write_text(words, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == words


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.html")), ids=lambda path: path.stem)
def test_nothing_is_fetched_when_it_is_read(path: Path) -> None:
    """No picture, no sheet, no script: nobody learns that it was opened, and without pictures nothing is missing."""
    html = path.read_text(encoding="utf-8")

    assert [
        sign for sign in ("<img", "<link", "<script", "url(", "@import", "background=", " src=") if sign in html
    ] == []


def test_the_full_one_has_all_there_can_be() -> None:
    text = (GOLDEN / "full.txt").read_text(encoding="utf-8")

    for words in (
        "Carol Curator introduces you in #marketing:",
        "You might like to meet",
        "New since you met: Nora Nagy",
        "Before your calls",
        "A question in #marketing",
        "A word from Carol Curator in #marketing",
        "Are you still glad to be in #bees?",
        "Whom you could introduce in #choir",
        "Bo Seeks asks to join #choir.",
        "Did you and Ole Olsen talk?",
        "Ole Olsen wrote to you:",
    ):
        assert words in text
