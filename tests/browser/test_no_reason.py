"""Mina opens a sentence down to the facts it rests on, says that one of them is no reason for her, takes that back, and
reads why she sees it. By keyboard."""

import json

import pytest
from playwright.sync_api import Browser, expect

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
mina, jonas = make_user("Mina Kite"), make_user("Jonas Kite")
for user in (mina, jonas):
    for what in ("#kites", "#hurdygurdy"):
        add_trait(user, "interest", what)
circle = make_circle("windward", members=[mina, jonas, *(make_user(f"Looker On {number}") for number in range(20))])
refresh_circle(circle.pk, at=timezone.now())
print(json.dumps(cookie(mina)))
"""
)


def test_a_reason_is_looked_into_left_out_and_taken_back(browser: Browser, town: Town) -> None:
    mina = sign_in(browser, town, json.loads(town.instance.python(SCENE).splitlines()[-1]))
    mina.goto(town.url)
    card = card_of(mina, "Jonas Kite")
    sentence = card.locator("summary", has_text="You both like #")

    press(sentence)
    press(card.get_by_role("link", name="on the page of Jonas").first)
    expect(mina.locator("dd:target")).to_contain_text("#kites")
    mina.go_back()
    press(sentence)
    press(card.get_by_role("link", name="#kites on your page"))
    expect(mina.locator("li:target")).to_contain_text("#kites")

    mina.goto(town.url)
    press(card.locator("summary", has_text="Not for me"))
    assert look(mina, "not for me") == []
    press(card.get_by_role("button", name="This reason: #kites"))
    said = card.locator("[autofocus]")
    expect(said).to_be_focused()
    expect(said).to_contain_text("No reason for you any more: #kites.")
    expect(card.locator(".because")).to_have_text("You both like #hurdygurdy", use_inner_text=True)
    assert look(mina, "a reason left out") == []
    press(card.get_by_role("button", name="Undo"))
    expect(said).to_contain_text("A reason again: #kites.")
    expect(card.locator(".because")).to_contain_text("#kites")

    press(card.get_by_role("link", name="Why am I seeing this?"))
    expect(mina.get_by_role("img", name="You and Jonas as two circles")).to_be_visible()
    assert look(mina, "how matching works") == []
    mina.context.close()
