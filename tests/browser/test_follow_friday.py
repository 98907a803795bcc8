"""David and fifteen people without accounts, from a pasted list to the first accepted introduction."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_main_job import introduce
from tests.browser.visitor import Visitor, visitor
from tests.instance import running
from tests.sink import running_sink

pytestmark = pytest.mark.browser
WRITTEN_TO = ["Ana", "Ben", "Cem", "Dora", "Elif", "Finn", "Gül", "Hana", "Ivo", "Jun", "Kim", "Lea"]
HANDLES = "#FF @max @nina @otto"
REASONS = {"Ana": "Nobody I know reads a street the way you do.", "Ben": "You ask what others only think."}


def address_of(name: str) -> str:
    return f"{name.lower().replace('ü', 'u')}@example.org"


def start_circle(david: Visitor) -> None:
    david.page.get_by_role("link", name="Circles").first.click()
    david.page.get_by_role("link", name="Start a circle").first.click()
    david.page.get_by_label("tag").fill("#Marketing")
    david.page.get_by_label("purpose").fill("People who read a street the way others read a paper.")
    david.page.get_by_role("button", name="Start it").click()


def bring_list(david: Visitor) -> None:
    lines = [f"{name} <{address_of(name)}>" for name in WRITTEN_TO]
    david.page.get_by_role("link", name="Paste a list").click()
    david.page.get_by_label("Your list").fill("\n".join([*lines, "Pia <pia@>", f"{HANDLES} — You make things."]))
    david.page.get_by_role("button", name="Look at it").click()
    expect(david.page.get_by_text("This is not an email address. Correct it.")).to_be_visible()
    david.page.get_by_role("button", name="Keep the 15 good lines").click()
    expect(david.page.get_by_text("12 wait for a sentence from you.")).to_be_visible()


def send(david: Visitor) -> None:
    for name, reason in REASONS.items():
        david.page.get_by_label(name, exact=True).fill(reason)
    david.page.get_by_role("button", name="Send those with a sentence").click()
    expect(david.page.get_by_role("heading", name="Links to #marketing")).to_be_visible()


def come_in(someone: Visitor, fact: str) -> None:
    someone.follow_link_in("invites you")
    expect(someone.page.get_by_text(REASONS[someone.name])).to_be_visible()
    someone.page.get_by_role("button", name="Come in").click()
    someone.fill_profile((fact, "interest"))


def say_yes(someone: Visitor) -> None:
    someone.follow_link_in("introduce you")
    someone.page.get_by_role("button", name="Yes, introduce us").click()


def test_fifteen_people_from_a_paste_to_an_introduction(browser: Browser, tmp_path: Path) -> None:
    with running_sink() as sink, running(tmp_path, "web", "beat", "quick", "bulk", sink=sink) as instance:
        david, ana, ben, max_ = (visitor(browser, name, sink) for name in ("David", "Ana", "Ben", "Max"))
        david.sign_up(instance.url)
        david.fill_profile(("#maps", "interest"))
        start_circle(david)
        bring_list(david)
        send(david)

        # Who has no address is handed a link, as words and as a picture.
        david.page.get_by_role("link", name="@max").click()
        expect(david.page.get_by_role("img", name="The link for @max as a picture")).to_be_visible()
        max_.open(david.page.get_by_label("Copy it and pass it on").input_value())
        expect(max_.page.get_by_text("You make things.")).to_be_visible()
        david.open(f"{instance.url}/circles/marketing/drafts/")
        expect(david.page.get_by_text("10 wait for a sentence from you.")).to_be_visible()

        for someone in (ana, ben):
            come_in(someone, "#yankees")
        introduce(david, instance, "Ana", "Ben")
        say_yes(ana)
        say_yes(ben)

        expect(ben.page.get_by_role("heading", name="You have met Ana")).to_be_visible()
