"""The digest as a mail program shows it: narrow and wide, by day and by night, and without pictures. With
DIGEST_PICTURES set to a folder the pictures are kept there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.test_access import complaints

pytestmark = pytest.mark.browser
GOLDEN = Path(__file__).parents[1] / "digests" / "golden"
MAILS = ("full", "one_card", "long_words")
WIDTHS, LIGHTS = (320, 640), ("light", "dark")
# What sticks out of the window, though the page itself may not scroll; and words set too small to be read.
STICKS_OUT = """() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.right > window.innerWidth + 1 || box.left < -1;
}).map(e => e.outerHTML.slice(0, 80))"""
SMALL = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.innerText && parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.outerHTML.slice(0, 80))"""
BRIGHTNESS = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (r + g + b) / 3;
}"""
LEFT_EDGES = """() => [...new Set([...document.querySelectorAll('.column > *')]
  .map(e => Math.round(e.getBoundingClientRect().left)))]"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def open_mail(page: Page, name: str, width: int, light: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=light)  # type: ignore[arg-type]  # a Literal
    # As on our own page of it, which says that landmarks are not looked for.
    html = (GOLDEN / f"{name}.html").read_text(encoding="utf-8")
    page.set_content(html.replace("<head>", '<head><base target="_top">', 1))


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", MAILS)
def test_it_fits_and_can_be_read(name: str, width: int, light: str, page: Page) -> None:
    """axe looks at the colours, too."""
    open_mail(page, name, width, light)
    if folder := os.environ.get("DIGEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}-{width}-{light}.png", full_page=True)

    assert complaints(page, light) == []
    assert (page.evaluate(STICKS_OUT), page.evaluate(SMALL)) == ([], [])
    assert len(page.evaluate(LEFT_EDGES)) == 1


def test_it_is_dark_by_night(page: Page) -> None:
    brightness = []
    for light in LIGHTS:
        open_mail(page, "full", 640, light)
        brightness.append(page.evaluate(BRIGHTNESS))

    assert [brightness[0] > 230, brightness[1] < 40] == [True, True]


@pytest.mark.parametrize("name", MAILS)
def test_without_pictures_nothing_is_missing(name: str, page: Page) -> None:
    asked = list[str]()

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route("**/*", refuse)
    open_mail(page, name, 640, "light")
    words = page.inner_text("body")

    assert asked == []
    assert all(line in words for line in ("Intro Net", "When and whether this mail comes", "No more digests"))


def test_there_is_one_thing_to_do_in_red(page: Page) -> None:
    """Of several introductions that wait, that of the first; the others are outlined."""
    open_mail(page, "full", 640, "light")

    colours = page.eval_on_selector_all(".do", "all => all.map(e => getComputedStyle(e).backgroundColor)")

    assert (len(colours), colours.count("rgb(166, 61, 36)")) == (2, 1)
