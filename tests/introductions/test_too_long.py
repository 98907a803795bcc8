"""What is longer than fits: no browser cuts it off, and whoever typed it reads a sentence and has all of it again."""

import re
from pathlib import Path
from typing import Any

import pytest

from apps.circles.models import Circle
from apps.introductions.envelope_forms import TidingForm, WayForm
from apps.introductions.forms import MessageForm
from apps.profiles.models import User
from intro_net.launch.places import ROOT
from tests.bench.pages import press
from tests.introductions.scenes import ask, conversation_of, signed_in, url

pytestmark = pytest.mark.django_db
WORDS = "x" * 312


def test_no_field_lets_the_browser_cut_what_is_pasted() -> None:
    fields = [MessageForm()["body"], TidingForm()["words"], WayForm()["value"]]
    by_hand = {
        path.name: found
        for path in Path(ROOT / "templates").rglob("*.html")
        if (found := re.findall(r'<(?:textarea|input(?! type="search"))[^>]*maxlength[^>]*>', path.read_text()))
    }

    assert ([str(field) for field in fields if "maxlength" in str(field)], by_hand) == ([], {})


@pytest.mark.parametrize("share", [{}, {"share": ["email"]}])
def test_a_question_too_long_for_an_ask_comes_back_whole(
    share: dict[str, Any], circle: Circle, mina: User, jonas: User
) -> None:
    asked = ask(circle, mina, jonas)
    for name, data in (("answer", {"value": "yes"}), ("enclose", {})):
        response = signed_in(mina).post(url(name, asked.pk), data | share | {"question": WORDS})

        assert (response.status_code, f">\n{WORDS}</textarea>" in response.text) == (422, True)
        assert "Keep it to 300 characters: it has 312." in response.text
        assert bool(re.search(r'value="email"[^>]*checked', response.text)) == bool(share)


@pytest.mark.parametrize("data", [{"kind": "thanks"}, {"kind": "met"}])
def test_words_too_long_for_who_introduced_come_back_whole(
    data: dict[str, str], circle: Circle, mina: User, jonas: User
) -> None:
    talk = conversation_of(circle, mina, jonas)

    response = signed_in(mina).post(url("tell", talk.introduction_id), data | {"words": WORDS})

    assert (response.status_code, f">\n{WORDS}</textarea>" in response.text) == (422, True)
    assert "Keep it to 300 characters: it has 312." in response.text


def test_a_message_too_long_says_by_how_much(circle: Circle, mina: User, jonas: User) -> None:
    talk, words = conversation_of(circle, mina, jonas), "y" * 5004
    client = signed_in(mina)

    for headers in ({}, {"HX-Request": "true"}):
        response = client.post(url("conversation", talk.pk), {"body": words}, headers=headers)

        assert (response.status_code, f">\n{words}</textarea>" in response.text) == (422, True)
        assert "This is longer than 5,000 characters: it has 5004." in response.text


def test_a_note_far_too_long_comes_back_whole_to_the_bench(
    circle: Circle, carol: User, mina: User, jonas: User
) -> None:
    note = "z" * 1712

    page = press(carol, circle, "approve", people=[mina.pk, jonas.pk], note=note)

    assert (page.status_code, note in page.text, "500" in page.text, "1712" in page.text) == (422, True, True, True)
