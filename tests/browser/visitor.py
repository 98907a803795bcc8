"""Somebody in front of a browser, who reads and clicks what a person would."""

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from tests.sink import Sink, text_of

PASSWORD = "four words in a row"


@dataclass
class Visitor:
    name: str
    address: str
    page: Page
    sink: Sink

    def sign_up(self, home: str) -> None:
        self.page.goto(home)
        self.page.get_by_role("link", name="Join").first.click()
        self.page.get_by_label("Email").fill(self.address)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Join").click()
        code = code_in(text_of(self.sink.wait_for(self.address)))
        self.page.get_by_label("Code").fill(code)
        self.page.get_by_role("button", name="Go on").click()
        expect(self.page.get_by_role("link", name="Today")).to_be_visible()

    def fill_profile(self, *facts: tuple[str, str]) -> None:
        """Name and facts, each a name and what kind it is."""
        self.page.get_by_role("link", name="You", exact=True).click()
        self.page.get_by_label("Name", exact=True).fill(self.name)
        self.page.get_by_role("button", name="Save", exact=True).click()
        expect(self.page.get_by_text("Saved.")).to_be_visible()
        for fact, kind in facts:
            self.add_fact(fact, kind)

    def add_fact(self, fact: str, kind: str) -> None:
        form = self.page.locator("#facts form").last
        form.get_by_label("A fact about you").fill(fact)
        form.get_by_label("What it is").select_option(kind)
        form.get_by_role("button", name="Add").click()
        expect(self.page.locator("#facts .chip").filter(has_text=fact).first).to_be_visible()

    def open(self, url: str) -> None:
        self.page.goto(url)

    def follow_link_in(self, mail_about: str) -> None:
        """Opens the first link of the latest mail about something."""
        self.page.goto(link_in(text_of(self.sink.wait_for(self.address, mail_about))))


def visitor(browser: Browser, name: str, sink: Sink, *, script: bool = True) -> Visitor:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=script)
    context.set_default_timeout(15_000)
    return Visitor(name, f"{name.lower()}@example.org", context.new_page(), sink)


def code_in(text: str) -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,}(?:-?[A-Z0-9]{3,})?)\s*$", text, re.MULTILINE)
    assert found, text
    return found.group(1)


def link_in(text: str) -> str:
    """The first one, or that to the page of an ask, whose mail begins with those that answer without signing in."""
    found = re.search(r"See it on your page: (https?://\S+)", text) or re.search(r"(https?://\S+)", text)
    assert found, text
    return found.group(1)
