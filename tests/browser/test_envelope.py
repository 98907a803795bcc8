"""Mina says yes with a question and a number; Jonas's yes opens the envelope. By keyboard, at a phone's width and a
desk's, by day and by lamplight; Jonas's browser runs no script. With SHOTS in the environment it keeps pictures."""

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.everywhere import SESSION
from tests.browser.visitor import Visitor, visitor
from tests.instance import running
from tests.sink import running_sink, text_of

pytestmark = pytest.mark.browser
QUESTION = "How does one learn to cast type by hand, at my age?"
SCENE = (
    SESSION
    + """
from django.utils import timezone
from apps.introductions.services.introducing import introduce
from apps.introductions.services.ways import add_way
from tests.factories import add_trait, make_circle, make_user

now = timezone.now()
named = {"Carol": "carol@example.org", "Mina": "mina@example.org", "Jonas": "jonas@example.org"}
carol, mina, jonas = (make_user(f"{name} Reed", email=email) for name, email in named.items())
circle = make_circle("printers", curator=carol, members=[mina, jonas], at=now)
for user in (mina, jonas):
    add_trait(user, "event", "Typo Berlin", visibility="introduced")
add_way(mina, label="Phone", value="+1 555 0100")
asked = introduce(circle, [mina, jonas], by=carol, note="You both set type, and neither has a press.", at=now)
print(json.dumps([asked.pk, *(cookie(user) for user in (carol, mina, jonas))]))
"""
)


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("SHOTS")
    for width, height in ((1280, 900), (390, 844)) if folder else ():
        for light in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=light)
            page.wait_for_timeout(900)  # the envelope opens
            page.screenshot(path=f"{folder}/{name}-{width}-{light}.png", full_page=True)


def press(who: Visitor, button: str) -> None:
    who.page.get_by_role("button", name=button).first.focus()
    who.page.keyboard.press("Enter")


def say_yes_with_something(mina: Visitor, home: str, asked: int) -> None:
    mina.open(f"{home}/introductions/{asked}/")
    keep(mina.page, "ask-closed")
    summary = mina.page.get_by_text("Something for Jonas to find when you both say yes")
    summary.focus()
    mina.page.keyboard.press("Enter")
    mina.page.get_by_label("One thing you would like to ask the other").focus()
    mina.page.keyboard.type("See www.type.example")
    press(mina, "Yes, introduce us")
    expect(mina.page.get_by_text("You have not said yes yet.")).to_be_visible()
    question = mina.page.get_by_label("One thing you would like to ask the other")
    expect(question).to_have_value("See www.type.example")
    question.focus()
    mina.page.keyboard.press("ControlOrMeta+a")
    mina.page.keyboard.type(QUESTION)
    mina.page.get_by_label("Phone: +1 555 0100").focus()
    mina.page.keyboard.press("Space")
    keep(mina.page, "ask-open")
    press(mina, "Yes, introduce us")
    expect(mina.page.get_by_text("You said yes. You will hear")).to_be_visible()


def test_from_a_yes_with_a_question_to_a_first_message_and_a_word_to_carol(browser: Browser, tmp_path: Path) -> None:
    with running_sink() as sink, running(tmp_path, "web", "quick", sink=sink) as instance:
        asked, *sessions = json.loads(instance.python(SCENE))
        carol, mina, jonas = (
            visitor(browser, name, sink, script=name != "Jonas") for name in ("Carol", "Mina", "Jonas")
        )
        for who, session in zip((carol, mina, jonas), sessions, strict=True):
            who.page.context.add_cookies([{"name": "sessionid", "value": session, "url": instance.url}])
        say_yes_with_something(mina, instance.url, asked)
        envelope = f"{instance.url}/introductions/{asked}/envelope/"

        jonas.open(f"{instance.url}/introductions/{asked}/")
        expect(jonas.page.get_by_text(QUESTION)).to_have_count(0)
        press(jonas, "Yes, introduce us")
        for words in (QUESTION, "+1 555 0100", "You were both at Typo Berlin"):
            expect(jonas.page.get_by_text(words).first).to_be_visible()
        keep(jonas.page, "conversation")
        mail = text_of(sink.wait_for("jonas@example.org", "You have met"))
        assert [words in " ".join(mail.split()) for words in (QUESTION, "+1 555 0100", "Typo Berlin")] == [True] * 3

        jonas.open(envelope)
        keep(jonas.page, "envelope")
        box = jonas.page.get_by_label("Write to Mina")
        expect(box).to_have_accessible_description(f"Mina asks: {QUESTION}")
        press(jonas, "Thank Carol")
        expect(jonas.page.get_by_text("It goes out within five minutes.")).to_be_visible()
        jonas.page.get_by_label("Write to Mina").fill("By ruining a great deal of lead.")
        press(jonas, "Send")
        expect(jonas.page.get_by_text("By ruining a great deal of lead.")).to_be_visible()

        mina.open(envelope)
        keep(mina.page, "envelope-of-who-asked")
        carol.open(f"{instance.url}/introductions/told/")
        expect(carol.page.get_by_text("Nothing yet.")).to_be_visible()
        mina.open(f"{instance.url}/settings/ways/")
        keep(mina.page, "ways")
