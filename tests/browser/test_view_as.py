"""What one is told that others see is what they see."""

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.everywhere import SESSION
from tests.browser.test_access import look
from tests.browser.town import Town

pytestmark = pytest.mark.browser
# Mina shows something to each; Tom is in a circle of hers, Una has met her in another that she left.
SCENE = (
    SESSION
    + """
from tests.factories import add_trait, connect, make_circle, make_user
mina, tom, una = (make_user(name) for name in ("Mina Roth", "Tom Bailey", "Una Lind"))
make_circle("eyes", members=[mina, tom])
connect(mina, una)
for name, visibility in (("#maps", "circle_mates"), ("Truman High", "introduced"), ("#CANARY", "hidden")):
    kind = "school" if " " in name else "interest"
    add_trait(mina, kind, name, visibility=visibility)
print(json.dumps({"mina": mina.pk, "cookies": {u.profile.name.split()[0]: cookie(u) for u in (mina, tom, una)}}))
"""
)


def sign_in(browser: Browser, town: Town, cookie: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": town.url}])
    return context


def facts_on(page: Page) -> list[str]:
    return sorted(page.locator("dl.facts .chip").all_inner_texts())


def test_view_as_shows_what_each_of_them_sees(browser: Browser, town: Town) -> None:
    told = json.loads(town.instance.python(SCENE).splitlines()[-1])
    path = f"{town.url}/people/{told['mina']}/"
    pages = {name: sign_in(browser, town, cookie).new_page() for name, cookie in told["cookies"].items()}
    seen = {}
    for name in ("Tom", "Una"):
        pages[name].goto(path)
        seen[name] = facts_on(pages[name])
    mina = pages["Mina"]

    mina.goto(f"{town.url}/profile/")
    mina.get_by_role("link", name="See your page as your circles see it").click()
    expect(mina.get_by_role("navigation", name="By whose eyes")).to_be_visible()
    as_circle = facts_on(mina)
    mina.get_by_role("link", name="People I was introduced to").click()
    expect(mina.get_by_text("This is how people see you whom you were introduced to.")).to_be_visible()

    assert (as_circle, facts_on(mina)) == (seen["Tom"], seen["Una"])
    assert (seen["Tom"], seen["Una"]) == (["#maps"], ["#maps", "Truman High"])
    assert look(mina, "view as") == []

    # Hidden a moment ago: with the next request it is nowhere.
    mina.goto(f"{town.url}/profile/")
    mina.locator("details.fact", has_text="#maps").locator("summary").click()
    mina.locator("details.fact", has_text="#maps").get_by_label("Who sees it").select_option("hidden")
    mina.locator("details.fact", has_text="#maps").get_by_role("button", name="Change", exact=True).click()
    expect(mina.locator("details.fact summary", has_text="#maps").get_by_text("only me")).to_be_visible()
    for name in ("Tom", "Una"):
        pages[name].reload()
    assert (facts_on(pages["Tom"]), facts_on(pages["Una"])) == ([], ["Truman High"])
