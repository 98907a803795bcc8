"""The circle's picture in a browser, without a mouse and without script."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.everywhere import SESSION
from tests.browser.test_access import look
from tests.instance import Instance, running

pytestmark = pytest.mark.browser
SCENE = (
    SESSION
    + """
from datetime import timedelta
from django.utils import timezone
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import introduce
from apps.matching.services.refreshing import refresh_circle
from tests.factories import connect, join, make_circle, make_user
from tests.matching.scenes import crowd, golden_pair

now, carol = timezone.now(), make_user("Carol")
mina, jonas = golden_pair()
lena, ravi, wanda = (make_user(name) for name in ("Lena Ortiz", "Ravi Thomas", "Wanda Lis"))
old = [mina, jonas, lena, ravi, wanda, *crowd(20)]
circle = make_circle("makers", curator=carol, members=old, at=now - timedelta(days=90))
join(circle, make_user("Nina New"), at=now)
connect(lena, wanda, circle=circle)
group = introduce(circle, [lena, ravi, mina], by=carol, note="Meet.", at=now)
for user in (lena, ravi):
    group = answer(group, user=user, value="yes", at=now)
refresh_circle(circle.pk, at=now)
print(json.dumps(cookie(carol)))
"""
)


@dataclass
class Scene:
    instance: Instance
    session: str

    def page(self, browser: Browser, *, script: bool) -> Page:
        context = browser.new_context(java_script_enabled=script, viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": self.session, "url": self.instance.url}])
        page = context.new_page()
        page.goto(f"{self.instance.url}/circles/makers/picture/")
        return page


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with running(tmp_path_factory.mktemp("picture"), "web", sink=None) as instance:
        yield Scene(instance, json.loads(instance.python(SCENE).splitlines()[-1]))


def test_picture_draws_everybody_without_script(scene: Scene, browser: Browser) -> None:
    page = scene.page(browser, script=False)

    drawing = page.locator(".picture svg")
    expect(drawing.locator("a circle")).to_have_count(26)
    expect(drawing.locator("rect.knot.met")).to_have_count(1)
    expect(drawing.locator("path.proposed")).to_have_count(1)
    expect(drawing.get_by_text("Lena", exact=True)).to_be_visible()
    drawing.get_by_text("Lena", exact=True).click()
    expect(page.get_by_role("heading", name="Lena Ortiz")).to_be_visible()


def test_somebody_is_chosen_by_keyboard_and_the_group_shows(scene: Scene, browser: Browser) -> None:
    page = scene.page(browser, script=True)

    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Mina Moss":
            break
    page.keyboard.press("Enter")

    chosen = page.get_by_role("region", name="Mina Moss")
    expect(chosen.get_by_text("Lena Ortiz and Ravi Thomas")).to_be_visible()
    expect(chosen.get_by_text("They went to high schools 3 kilometres apart, and both like #yankees")).to_be_visible()
    expect(page.locator(".picture path.proposed.chosen")).to_have_count(1)
    assert look(page, "somebody chosen") == []


def test_table_says_the_same(scene: Scene, browser: Browser) -> None:
    page = scene.page(browser, script=False)

    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Lena Ortiz"))
    expect(row.get_by_role("cell").nth(1)).to_have_text("Mina Moss, Ravi Thomas, Wanda Lis")
    new = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Nina New"))
    expect(new.get_by_role("cell").first).to_have_text("new, knows nobody here yet")
