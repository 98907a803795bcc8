"""A sitting at the bench: by keyboard only, and by plain forms where no script runs."""

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.everywhere import SESSION
from tests.browser.test_access import look
from tests.browser.town import Town

pytestmark = pytest.mark.browser
# Three pairs: ships, maps and kites, the two of each alone in the circle.
SCENE = (
    SESSION
    + """
from apps.matching.services.refreshing import refresh_circle
from django.utils import timezone
from tests.factories import add_trait, join, make_circle, make_user
from tests.matching.scenes import crowd

tag = TAG

def person(name):
    return make_user(name, email=f"{name.split()[0].lower()}@{tag}.example")

carol = person("Carol Weiss")
circle = make_circle(tag, curator=carol, members=crowd(12))
pairs = {"#ships": ("Ana Ahl", "Ben Bo"), "#maps": ("Cleo Cox", "Dan Dee"), "#kites": ("Eva Em", "Finn Fo")}
for interest, names in pairs.items():
    for name in names:
        user = person(name)
        add_trait(user, "interest", f"{interest}-{tag}")
        join(circle, user)
refresh_circle(circle.pk, at=timezone.now())
print(json.dumps({"tag": tag, "cookie": cookie(carol)}))
"""
)
COUNT = """
from apps.bench.models import Hold, Prepared
from apps.matching.models import NeverTogether
print(*[model.objects.filter(circle__tag=TAG).count() for model in (Prepared, Hold, NeverTogether)])
"""


def sit_down(browser: Browser, town: Town, tag: str, *, script: bool = True) -> Page:
    told = json.loads(town.instance.python(SCENE.replace("TAG", repr(tag))).splitlines()[-1])
    size = {"width": 1280, "height": 900}
    context: BrowserContext = browser.new_context(viewport=size, java_script_enabled=script)  # type: ignore[arg-type]  # a typed dict
    context.add_cookies([{"name": "sessionid", "value": told["cookie"], "url": town.url}])
    page = context.new_page()
    page.goto(f"{town.url}/circles/{tag}/bench/")
    return page


def decided(town: Town, tag: str) -> str:
    """How many approvals, holds and pairs kept apart."""
    return town.instance.python(COUNT.replace("TAG", repr(tag))).splitlines()[-1]


def expect_at(page: Page, names: str) -> None:
    """The focus is on the proposal of these two."""
    expect(page.get_by_role("article", name=names)).to_be_focused()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def edit_note(page: Page, names: str, words: str) -> None:
    """In a note keys are letters; Escape leaves it."""
    press(page, "e")
    note = page.get_by_role("article", name=names).get_by_label("Your note to both")
    expect(note).to_be_focused()
    press(page, "ControlOrMeta+A")
    page.keyboard.type(words)
    press(page, "Escape")
    expect_at(page, names)
    expect(note).to_have_value(words)


def test_a_whole_sitting_by_keyboard(browser: Browser, town: Town) -> None:
    page = sit_down(browser, town, "keys")
    ships, maps, kites = "Ana Ahl and Ben Bo", "Cleo Cox and Dan Dee", "Eva Em and Finn Fo"
    expect(page.get_by_text("Keys:", exact=True)).to_be_visible()

    press(page, "j")
    expect_at(page, ships)
    press(page, "j", "j", "j", "k")
    expect_at(page, maps)
    press(page, "k")
    expect_at(page, ships)

    edit_note(page, ships, "Ana and Ben, a handful of ships.")
    press(page, "a")
    expect(page.get_by_text(f"{ships} are asked in five minutes.")).to_be_visible()
    expect_at(page, maps)

    # Taken back: it stands where it stood.
    press(page, "u")
    expect(page.get_by_text("Undone.")).to_be_visible()
    expect_at(page, ships)
    assert decided(town, "keys") == "0 0 0"
    press(page, "a")
    expect_at(page, maps)

    press(page, "h")
    expect(page.get_by_role("article", name=maps).get_by_label("Propose them again on")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_text(f"{maps} are held until")).to_be_visible()
    expect_at(page, kites)
    press(page, "u")
    expect_at(page, maps)
    press(page, "h", "Enter")
    expect_at(page, kites)

    press(page, "n")
    expect(page.get_by_role("button", name="Keep them apart")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_text(f"{kites} are kept apart here.")).to_be_visible()
    press(page, "u")
    expect_at(page, kites)
    press(page, "n", "Enter")
    expect(page.get_by_text("Nothing stands out right now.")).to_be_visible()

    assert decided(town, "keys") == "1 1 1"
    assert look(page, "the bench after a sitting") == []


def test_a_sitting_without_a_script(browser: Browser, town: Town) -> None:
    page = sit_down(browser, town, "plain", script=False)
    expect(page.get_by_text("Keys:", exact=True)).to_be_hidden()
    first, second = page.get_by_role("article").nth(0), page.get_by_role("article").nth(1)
    expect(second).to_be_visible()

    # On a telephone, too, all of what was decided is to be seen above where the page goes on, with the way back.
    page.set_viewport_size({"width": 390, "height": 844})
    first.get_by_role("button", name="Introduce them").click()
    expect(page.get_by_text("are asked in five minutes.")).to_be_visible()
    expect(page.get_by_role("status")).to_be_in_viewport(ratio=1)
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_have_text("Undone. They are as they were.")
    expect(page.get_by_role("status")).to_be_in_viewport(ratio=1)
    first.get_by_text("Hold until a day").click()
    first.get_by_role("button", name="Hold them").click()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    first.get_by_text("Never these two").click()
    first.get_by_role("button", name="Keep them apart").click()
    assert decided(town, "plain") == "0 0 1"
    page.get_by_role("status").get_by_role("button", name="Undo").click()

    expect(page.get_by_role("article")).to_have_count(3)
    assert decided(town, "plain") == "0 0 0"
