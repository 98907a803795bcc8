"""A long list over a slow line: how far it is stands there and is said; without scripts the form is sent as well."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.town import Town
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 600_000}  # bytes a second
KEEPS = """
from apps.profiles.models import User
from tests.factories import make_circle
make_circle("{tag}", curator=User.objects.get(email="{curator}"))
"""


def at_the_list(town: Town, tag: str, name: str, *, script: bool = True) -> Visitor:
    town.let_time_pass()
    someone = town.newcomer(name, script=script)
    town.instance.python(KEEPS.format(tag=tag, curator=someone.address))
    someone.open(f"{town.url}/circles/{tag}/follow-friday/")
    return someone


def long_list(folder: Path) -> Path:
    """Large by cells that nobody reads."""
    path = folder / "list.csv"
    rows = [f"Person {number},p{number}@example.org,You sing.,{'x' * 10_000}" for number in range(200)]
    path.write_text("\n".join(["name,address,why,other", *rows]))
    return path


def watch(page: Page) -> None:
    """Remembers what the bar showed and what was said while it did."""
    page.evaluate("""() => {
      window.shown = []; window.said = [];
      const bar = document.querySelector("[data-upload]"), said = document.querySelector("[data-upload-said]");
      document.addEventListener("htmx:xhr:progress", () => {
        if (!bar.hidden) window.shown.push(bar.querySelector("progress").value);
        window.said.push(said.textContent);
      });
    }""")


def test_the_bar_grows_and_is_said_while_the_file_is_on_its_way(town: Town, tmp_path: Path) -> None:
    page = at_the_list(town, "singing", "Hedda").page
    page.context.new_cdp_session(page).send("Network.enable")
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    expect(page.locator("[data-upload]")).to_be_hidden()
    page.get_by_label("Or a CSV file").set_input_files(long_list(tmp_path))
    watch(page)

    page.get_by_role("button", name="Look at it").click()

    expect(page.get_by_text("200 lines are good.")).to_be_visible(timeout=30_000)
    shown, said = page.evaluate("[window.shown, [...new Set(window.said)]]")
    grown = [value for value in shown if value]  # none, once all of it is sent
    assert len(set(grown)) >= 3
    assert grown == sorted(grown)
    assert "All of it is sent. It is being read." in said
    assert any("% of the file is sent." in sentence for sentence in said)
    page.get_by_role("button", name="Keep the 200 good lines").click()
    expect(page.get_by_text("200 lines are kept.")).to_be_visible()


def test_without_scripts_the_file_is_sent_all_the_same(town: Town, tmp_path: Path) -> None:
    page = at_the_list(town, "humming", "Ida", script=False).page
    page.get_by_label("Or a CSV file").set_input_files(long_list(tmp_path))

    page.get_by_role("button", name="Look at it").click()

    expect(page.get_by_text("200 lines are good.")).to_be_visible()
