"""After a press on a telephone the reader is where they were, and reads what happened."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.everywhere import SESSION
from tests.browser.test_access import look
from tests.browser.test_wish import card_of, press, sign_in
from tests.browser.town import Town

pytestmark = pytest.mark.browser
SCENE = (
    SESSION
    + """
from apps.matching.services.refreshing import refresh_circle
from django.utils import timezone
from tests.factories import add_trait, make_circle, make_user
mina, jonas = make_user("Mina TAG"), make_user("Jonas TAG")
for user in (mina, jonas):
    add_trait(user, "interest", "#TAGflying")
for number in range(12):
    add_trait(mina, "interest", f"#TAG{number}")
circle = make_circle("TAG", members=[mina, jonas, *(make_user(f"Looker On {number}") for number in range(20))])
refresh_circle(circle.pk, at=timezone.now())
print(json.dumps({"mina": cookie(mina), "circle": circle.pk}))
"""
)


def at_home(browser: Browser, town: Town, tag: str) -> tuple[Page, Any]:
    scene = json.loads(town.instance.python(SCENE.replace("TAG", tag)).splitlines()[-1])
    mina = sign_in(browser, town, scene["mina"])
    mina.goto(town.url)
    return mina, scene


def top_of(page: Page) -> float:
    box = page.get_by_role("button", name="Add this fact").bounding_box()
    assert box
    return box["y"]


@pytest.mark.parametrize("key", ["Enter", "button"])
def test_adding_a_fact_leaves_the_reader_at_the_form(key: str, browser: Browser, town: Town) -> None:
    mina, _scene = at_home(browser, town, f"staying{key}")
    mina.goto(f"{town.url}/profile/")
    name, button = mina.get_by_label("A fact about you"), mina.get_by_role("button", name="Add this fact")
    name.fill("#paragliding")
    # Nothing but the facts is in sight, as it is with many of them.
    mina.evaluate(
        "button => window.scrollBy(0, button.getBoundingClientRect().bottom - innerHeight + 20)",
        button.element_handle(),
    )
    before = top_of(mina)

    pressed = name if key == "Enter" else button
    pressed.press("Enter")

    expect(mina.locator(".own-facts")).to_contain_text("#paragliding")
    expect(mina.locator(".htmx-added, .htmx-settling")).to_have_count(0)
    expect(pressed).to_be_focused()
    expect(name).to_have_value("")
    # One more row of chips.
    assert abs(top_of(mina) - before) < 100
    mina.context.close()


def test_passing_over_and_its_undo_stay_in_the_place_of_the_card(browser: Browser, town: Town) -> None:
    mina, _scene = at_home(browser, town, "undone")
    card = card_of(mina, "Jonas undone")
    press(card.locator("summary", has_text="Not for me"))
    press(card.get_by_role("button", name="This person"))
    said = mina.locator("article[autofocus]")
    expect(said).to_contain_text("Jonas will not be suggested to you again")

    press(said.get_by_role("button", name="Undo"))
    back = card.locator("[autofocus]")
    expect(back).to_be_focused()
    expect(back).to_contain_text("Jonas may be suggested to you again.")
    assert look(mina, "a card that is back") == []

    press(card.locator("summary", has_text="Not for me"))
    press(card.get_by_role("button", name="This reason: #undoneflying"))
    expect(said).to_contain_text("With it the suggestion of Jonas has gone.")
    assert look(mina, "a card that went with its reason") == []
    press(said.get_by_role("button", name="Undo"))
    expect(card.locator(".because")).to_contain_text("#undoneflying")
    mina.context.close()


def test_a_button_of_a_page_that_is_too_old_says_so(browser: Browser, town: Town) -> None:
    mina, scene = at_home(browser, town, "stale")
    close = f"Circle.objects.filter(pk={scene['circle']}).update(closed_at='2026-01-01T00:00Z')"
    town.instance.python(f"from apps.circles.models import Circle; {close}")

    press(card_of(mina, "Jonas stale").get_by_role("button", name="d like that"))

    expect(mina.get_by_role("alert")).to_contain_text(
        "This is not there any more. Load the page anew to see how things stand."
    )
    expect(mina.get_by_role("alert")).not_to_contain_text("What you wrote")
    assert look(mina, "a card that is gone") == []
    mina.context.close()
