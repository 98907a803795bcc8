"""Mail comes back, or is reported as unwanted: at the next log-in the person reads why, and starts it again with one
press, by keyboard and on a phone as well. With PAUSED_PICTURES set to a folder the pictures are kept there."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_access import complaints
from tests.instance import Instance, running

pytestmark = pytest.mark.browser
WIDTHS, LIGHTS = (390, 1280), ("light", "dark")
PASSWORD = "four words in a row"
SCENE = """
from django.utils import timezone
from apps.mail.pausing import Why, pause
from tests.factories import make_circle, make_user
bea = make_user("Bea", email="bea@example.org", password="four words in a row")
long = "rosalind.with-a-long-name-of-hers.and-another@a-long-domain-of-hers.example.org"
rosa = make_user("Rosa", email=long, password="four words in a row")
make_circle("sailing", curator=bea, members=[rosa], at=timezone.now())
pause(bea.email, Why.BOUNCED, happened_at=timezone.now())
pause(rosa.email, Why.REPORTED, happened_at=timezone.now())
"""
LONG = "rosalind.with-a-long-name-of-hers.and-another@a-long-domain-of-hers.example.org"


def signed_in(browser: Browser, place: Instance, address: str) -> Page:
    context = browser.new_context()
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{place.url}/accounts/login/")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{place.url}/")
    return page


def look(page: Page, url: str, name: str) -> list[str]:
    """At both widths and by both lights."""
    found = []
    for width in WIDTHS:
        for light in LIGHTS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=light)  # type: ignore[arg-type]  # a Literal
            page.goto(url)
            page.locator("form.letter").scroll_into_view_if_needed()
            if folder := os.environ.get("PAUSED_PICTURES"):
                page.wait_for_timeout(300)  # the fade of the page
                page.screenshot(path=Path(folder) / f"{name}-{width}-{light}.png")
            found += [f"{name} at {width}, {light}: {line}" for line in complaints(page, light)]
    return found


def test_the_note_is_read_at_the_next_log_in_and_one_press_ends_it(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path, "web", sink=None) as place:
        place.python(SCENE)
        for address, words, button in (
            ("bea@example.org", "came back", "Try this address again"),
            (LONG, "as unwanted", "Write again"),
        ):
            page = signed_in(browser, place, address)
            expect(page.get_by_text(words)).to_be_visible()
            name = address.partition(".")[0].partition("@")[0]
            assert (
                look(page, place.url, f"{name}-home") + look(page, f"{place.url}/settings/", f"{name}-settings") == []
            )

            page.goto(place.url)
            page.get_by_role("button", name=button).press("Enter")
            expect(page.get_by_text("We write to that address again.")).to_be_visible()
            expect(page.get_by_text(words)).to_have_count(0)
            page.goto(f"{place.url}/settings/")
            expect(page.get_by_role("button", name=button)).to_have_count(0)
