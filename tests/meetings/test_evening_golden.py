"""The mail of the evening before, byte for byte. With WRITE_DOCS set the files are written anew."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.meetings.reading.events import Person
from apps.meetings.services.evenings import want
from apps.profiles.models import User
from tests.digests.full_digest import plain
from tests.factories import join, make_circle, make_user
from tests.introductions.scenes import conversation_of
from tests.matching.scenes import golden_pair
from tests.meetings.evening import written
from tests.meetings.scenes import kept_call, person

pytestmark = pytest.mark.django_db
STRANGER = Person("Vera Unseen", "vera@nowhere.example")
GOLDEN = Path(__file__).parent / "golden"


def origin(at: datetime) -> User:
    """The origin story, and a second call."""
    mina, jonas = golden_pair()
    want(mina, at=at)
    david = make_user("David Stern")
    conversation_of(make_circle("marketing", curator=david, members=[mina, jonas]), mina, jonas)
    ana, bo = (join(make_circle(tag, members=[mina]), make_user(name)).user for tag, name in (
        ("bees", "Ana Alt"), ("choir", "Bo <b>Bon</b>")))  # fmt: skip
    join(make_circle("optics", members=[mina]), make_user("Una Maybe"))
    kept_call(mina, person(jonas), STRANGER, at=at)
    starts, people = at + timedelta(hours=27), [person(ana), person(bo), person(jonas), Person("Una Maybe", "")]
    times: dict[str, Any] = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    kept_call(mina, *people, at=at, key="call-2", title="Catch-up & <i>more</i>", **times)
    return mina


def test_the_mail_is_what_the_golden_files_hold(at: datetime) -> None:
    mail = written(origin(at))

    assert mail is not None
    for ending, words in {".html": mail.html, ".txt": f"Subject: {mail.subject}\n\n{mail.text}"}.items():
        path, told = GOLDEN / f"evening{ending}", plain(words)
        if os.environ.get("WRITE_DOCS"):
            path.write_text(told, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == told


def test_the_golden_one_says_what_it_should() -> None:
    text = (GOLDEN / "evening.txt").read_text(encoding="utf-8")

    assert text.startswith("Subject: Tomorrow: you and Jonas Jahn are both in #marketing\n")
    sentence = "- You and Jonas Jahn are both in #marketing, where David Stern introduced you; you both like #yankees; "
    assert f"{sentence}your high schools are 2 miles apart." in text
    assert "- You and Jonas are both in #marketing, where David introduced you; " in text.partition("<i>more</i>")[2]
    assert "Maybe also Una Maybe" in text
    assert text.index("Quarterly call") < text.index("Catch-up & <i>more</i>")
    assert [word for word in ("Vera", "vera", "nowhere.example") if word in text] == []
    html = (GOLDEN / "evening.html").read_text(encoding="utf-8")
    assert [sign for sign in ("<img", "<link", "<script", "url(", " src=", "<i>", "Vera") if sign in html] == []
