"""Tom sells to two people he was introduced to. Both say so with one button; Carol looks, and lets it be."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.everywhere import SESSION
from tests.instance import Instance, running
from tests.sink import running_sink, text_of

pytestmark = pytest.mark.browser
SCENE = (
    SESSION
    + """
from tests.introductions.pitches.scenes import make_market

market = make_market()
people = {name: getattr(market, name) for name in ("mina", "jonas", "carol", "tom")}
print(json.dumps({
    "cookies": {name: cookie(user) for name, user in people.items()},
    "conversations": {name: market.said[people[name].pk].conversation_id for name in ("mina", "jonas")},
    "carol": market.carol.email,
}))
"""
)
PAUSED = "select count(*) from introductions_pitchpause where ended_at is null"


def signed_in(browser: Browser, instance: Instance, session: str, *, script: bool = False) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=script)
    context.add_cookies([{"name": "sessionid", "value": session, "url": instance.url}])
    return context.new_page()


def press(page: Page, name: str) -> None:
    """By keyboard."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def say_so(page: Page, home: str, conversation: int) -> None:
    page.goto(f"{home}/conversations/{conversation}/")
    page.get_by_role("link", name="This was a pitch").click()
    expect(page.get_by_text("nobody except you got this message")).to_be_visible()
    press(page, "This was a pitch")
    expect(page.get_by_role("heading", name="You said that this was a pitch")).to_be_visible()


def test_a_pitch_reported_from_two_introductions_pauses_until_a_curator_has_looked(
    browser: Browser, tmp_path: Path
) -> None:
    with running_sink() as sink, running(tmp_path, "web", "quick", sink=sink) as instance:
        scene = json.loads(instance.python(SCENE))
        pages = {name: signed_in(browser, instance, key) for name, key in scene["cookies"].items()}
        say_so(pages["mina"], instance.url, scene["conversations"]["mina"])
        press(pages["mina"], "Take it back")
        expect(pages["mina"].get_by_text("Taken back.")).to_be_visible()
        say_so(pages["mina"], instance.url, scene["conversations"]["mina"])
        assert instance.rows(PAUSED) == [(0,)]
        say_so(pages["jonas"], instance.url, scene["conversations"]["jonas"])
        assert instance.rows(PAUSED) == [(1,)]

        assert "Buy my course" not in text_of(sink.wait_for(scene["carol"], "Was it a pitch?"))
        carol = pages["carol"]
        carol.goto(instance.url)
        carol.get_by_role("link", name="Have a look").click()
        expect(carol.get_by_text("Buy my course, Mina.")).to_be_visible()
        expect(carol.get_by_text("It was said in two introductions")).to_be_visible()
        assert [word for word in ("Mina Park", "Jonas Weber", "CANARY") if word in carol.content()] == []
        press(carol, "Let it be")

        expect(carol.get_by_text("Nothing waits for your look.")).to_be_visible()
        assert instance.rows(PAUSED) == [(0,)]
        pages["tom"].goto(instance.url)
        expect(pages["tom"].get_by_text("are paused")).to_have_count(0)
        pages["mina"].reload()
        expect(pages["mina"].get_by_role("heading", name="Somebody has looked")).to_be_visible()
