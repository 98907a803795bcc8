"""What was typed is there until it is sent: too long, signed out in another tab, with and without scripts."""

import json
import os
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_access import look
from tests.browser.test_conversation import SCENE
from tests.browser.town import Town, give_password
from tests.browser.visitor import PASSWORD

pytestmark = pytest.mark.browser
WITH_PASSWORD = SCENE + f"\nfor one in (mina, jonas):\n    one.set_password({PASSWORD!r})\n    one.save()\n"
WORDS = "Shall we meet on Tuesday, at the pier?"


def told(town: Town, tag: str) -> Any:
    """Both have a password, which they sign in by."""
    return json.loads(town.instance.python(WITH_PASSWORD.replace("TAG", tag)).splitlines()[-1])


def sign_in(page: Page, town: Town, tag: str, *, who: str = "mina") -> None:
    page.goto(f"{town.url}/accounts/login/")
    give_password(page, f"{who}-{tag}@example.org")
    expect(page.get_by_role("link", name="Today")).to_be_visible()


def type_and_sign_out(page: Page, town: Town, tag: str) -> str:
    """Mina writes in her conversation, and signs out in another tab; its address."""
    address = f"{town.url}/conversations/{told(town, tag)['talk']}/"
    sign_in(page, town, tag)
    page.goto(address)
    page.locator("#id_body").fill(WORDS)
    sign_out(page.context, town)
    return address


def sign_out(context: BrowserContext, town: Town) -> None:
    other = context.new_page()
    other.goto(f"{town.url}/accounts/logout/")
    other.locator("main").get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    other.close()


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("SHOTS")
    for width in (1280, 390) if folder else ():
        for light in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=light)
            page.screenshot(path=f"{folder}/{name}-{width}-{light}.png", full_page=True)


def test_words_typed_before_signing_out_in_another_tab_are_sent_after_signing_in_there(
    browser: Browser, town: Town
) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page, other = context.new_page(), context.new_page()
        type_and_sign_out(page, town, "lost-tabs")

        page.get_by_role("button", name="Send").click()
        failed = page.get_by_role("alert")
        expect(failed).to_contain_text("You are signed out here, and nothing is sent.")
        expect(page.locator("#id_body")).to_have_value(WORDS)
        keep(page, "signed-out-htmx")
        assert look(page, "signed out while writing") == []

        sign_in(other, town, "lost-tabs")
        page.get_by_role("button", name="Send").click()
        expect(page.locator("#thread .said").last).to_have_text(WORDS)
        expect(failed).to_have_count(0)
        assert page.locator("#thread .said", has_text=WORDS).count() == 1


def test_what_was_typed_is_not_sent_as_somebody_elses_who_signed_in_meanwhile(browser: Browser, town: Town) -> None:
    with browser.new_context() as context:
        page, other = context.new_page(), context.new_page()
        address = type_and_sign_out(page, town, "lost-others")
        sign_in(other, town, "lost-others", who="jona")

        page.get_by_role("button", name="Send").click()

        expect(page.get_by_role("alert")).to_contain_text("That did not go through.")
        expect(page.locator("#id_body")).to_have_value(WORDS)
        other.goto(address)
        expect(other.locator("#thread")).not_to_contain_text(WORDS)


def test_a_page_on_which_nothing_is_typed_leads_to_signing_in(browser: Browser, town: Town) -> None:
    scene = told(town, "lost-empty")
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, town, "lost-empty")
        page.goto(f"{town.url}/conversations/{scene['talk']}/")
        sign_out(context, town)

        page.get_by_role("button", name="Send").evaluate("button => { button.form.noValidate = true; button.click() }")
        expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        assert page.url.endswith(f"?next=%2Fconversations%2F{scene['talk']}%2F")


def test_without_scripts_the_words_come_back_on_a_page_that_sends_them(browser: Browser, town: Town) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}) as context:
        page, other = context.new_page(), context.new_page()
        type_and_sign_out(page, town, "lost-plain")

        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="You are signed out here")).to_be_visible()
        expect(page.get_by_label("What you wrote")).to_have_value(WORDS)
        keep(page, "signed-out-plain")
        sign_in(other, town, "lost-plain")
        page.get_by_role("button", name="Send it again").click()
        # Signing in has made the page too old.
        expect(page.get_by_role("heading", name="Nothing is sent yet")).to_be_visible()
        keep(page, "too-old-plain")
        page.get_by_role("button", name="Send it again").click()
        expect(page.locator("#thread .said").last).to_have_text(WORDS)


def test_what_is_pasted_is_whole_and_is_said_to_be_too_long(browser: Browser, town: Town) -> None:
    scene, pasted = told(town, "lost-pasting"), "word " * 1010
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        sign_in(page, town, "lost-pasting")
        page.goto(f"{town.url}/conversations/{scene['talk']}/")
        page.locator("#id_body").focus()
        page.keyboard.insert_text(pasted)
        page.get_by_role("button", name="Send").click()

        expect(page.get_by_text("This is longer than 5,000 characters: it has 5049.")).to_be_visible()
        assert page.locator("#id_body").input_value().split() == pasted.split()
        keep(page, "too-long")
