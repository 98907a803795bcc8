"""Accounts as people use them: second steps, passkeys, and signing out whoever else is in. Real Chromium with a
virtual authenticator, real workers, a real mail server."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.town import (
    NEW_PASSWORD,
    Town,
    expect_in,
    expect_out,
    give_password,
    prove,
    settings,
    totp,
)
from tests.browser.visitor import PASSWORD, code_in
from tests.sink import text_of

pytestmark = pytest.mark.browser


def turn_on_codes(page: Page) -> str:
    """The secret that the app now holds."""
    settings(page, "Second step and passkeys")
    page.get_by_role("link", name="Turn it on").click()
    prove(page)
    page.get_by_text("No camera at hand?").click()
    secret = page.locator("code.secret").inner_text()
    enter_code(page, secret, "Code of the app", "Turn it on", "Your recovery codes")
    return secret


def enter_code(page: Page, secret: str, label: str, button: str, then: str) -> None:
    """A code may run out between reading and entering it: then the next one does."""
    for _ in range(2):
        page.get_by_label(label).fill(totp(secret, time.time()))
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()
        if page.get_by_text("That did not match.").count() == 0:
            break
    expect(page.get_by_role("heading", name=then)).to_be_visible()


def test_a_second_step_by_app_or_recovery_code_without_any_script(town: Town) -> None:
    tova = town.newcomer("Tova", script=False)
    elsewhere = town.again(tova, script=False)
    give_password(elsewhere.page, tova.address)
    expect_in(elsewhere.page)

    secret = turn_on_codes(tova.page)
    recovery = tova.page.locator(".codes code").all_inner_texts()

    assert len(recovery) == 10
    expect_out(elsewhere.page, town.url)
    told = text_of(town.sink.wait_for(tova.address, "Codes from your app are asked for"))
    assert "with Chrome on Linux. Everywhere else you were signed out." in told
    give_password(elsewhere.page, tova.address)
    enter_code(elsewhere.page, secret, "Code", "Sign in", "Settings")
    another = town.again(tova, script=False)
    give_password(another.page, tova.address)
    another.page.get_by_label("Code").fill(recovery[0])
    another.page.get_by_role("button", name="Sign in", exact=True).click()
    expect_in(another.page)
    last = town.again(tova, script=False)
    give_password(last.page, tova.address)
    last.page.get_by_label("Code").fill(recovery[0])
    last.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(last.page.get_by_text("That did not match. Try again with a new code.")).to_be_visible()


def with_authenticator(page: Page) -> None:
    """A phone that knows its owner's face, in Chromium's own making."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    more = {"isUserVerified": True, "automaticPresenceSimulation": True}
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options | more})


def test_a_passkey_signs_in_alone(town: Town) -> None:
    keya = town.newcomer("Keya")
    page = keya.page
    with_authenticator(page)
    settings(page, "Second step and passkeys")
    page.get_by_role("link", name="Add a passkey").click()
    prove(page)
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    town.sink.wait_for(keya.address, "A passkey was added")

    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{town.url}/accounts/login/?next=/accounts/2fa/webauthn/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="Your passkeys")).to_be_visible()
    expect(page.get_by_text("My phone")).to_be_visible()
    # Not while they are suspended: after the secret was proved, the same page as at every door.
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    town.suspend(keya, "2026-03-04T12:00:00Z")
    page.goto(f"{town.url}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="This account is closed")).to_be_visible()
    town.suspend(keya, None)
    # It is the second step after a password as well, and where it is asked once more whether it is them.
    page.goto(f"{town.url}/accounts/login/")
    give_password(page, keya.address)
    page.get_by_role("button", name="Use a passkey").click()
    expect_in(page)
    page.goto(f"{town.url}/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove My phone").click()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("No passkey yet.")).to_be_visible()
    town.sink.wait_for(keya.address, "A passkey was removed")


def test_a_passkey_that_does_not_come_gets_a_sentence(town: Town) -> None:
    page = town.visitor("Nobody").page
    with_authenticator(page)
    page.goto(f"{town.url}/accounts/login/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("No passkey was used. Try again, or go another way.")).to_be_visible()


def test_a_new_password_signs_out_every_other_browser_and_is_told(town: Town) -> None:
    nils = town.newcomer("Nils")
    other = town.again(nils)
    give_password(other.page, nils.address)
    expect_in(other.page)

    settings(nils.page, "Password")
    nils.page.get_by_label("Your password now").fill(PASSWORD)
    nils.page.get_by_label("A new password").fill(NEW_PASSWORD)
    nils.page.get_by_label("The new password again").fill(NEW_PASSWORD)
    nils.page.get_by_role("button", name="Change it").click()

    expect(nils.page.get_by_text("Your password is changed.")).to_be_visible()
    expect_out(other.page, town.url)
    expect_in(nils.page)
    told = text_of(town.sink.wait_for(nils.address, "Your password is changed"))
    assert re.search(r"It was done on .*, with Chrome on Linux\. Everywhere else you were signed out\.", told)


def test_places_are_listed_and_signed_out_one_by_one_or_all(town: Town) -> None:
    rosa = town.newcomer("Rosa")
    others = [town.again(rosa) for _ in range(3)]
    for other in others:
        give_password(other.page, rosa.address)
        expect_in(other.page)

    settings(rosa.page, "Where you are signed in")
    expect(rosa.page.get_by_text("Chrome on Linux")).to_have_count(4)
    rosa.page.get_by_role("button", name="Sign out Chrome on Linux").first.click()
    expect(rosa.page.get_by_text("Signed out there.")).to_be_visible()
    expect_out(others[0].page, town.url)
    rosa.page.get_by_role("button", name="Sign out everywhere else").click()

    expect(rosa.page.get_by_text("Chrome on Linux")).to_have_count(1)
    for other in others[1:]:
        expect_out(other.page, town.url)


def test_a_new_main_address_signs_out_every_other_browser_and_both_addresses_are_told(town: Town) -> None:
    vera = town.newcomer("Vera")
    other = town.again(vera)
    give_password(other.page, vera.address)
    expect_in(other.page)

    settings(vera.page, "Email addresses")
    vera.page.get_by_label("Email").last.fill("vera-two@example.org")
    vera.page.get_by_role("button", name="Add it").click()
    prove(vera.page)
    code = code_in(text_of(town.sink.wait_for("vera-two@example.org", "is your code")))
    vera.page.get_by_label("Code").fill(code)
    vera.page.get_by_role("button", name="Go on").click()
    town.sink.wait_for(vera.address, "An address was added")
    expect_out(other.page, town.url)
    vera.page.goto(f"{town.url}/accounts/email/")
    vera.page.get_by_label("vera-two@example.org").check()
    vera.page.get_by_role("button", name="Make it the main one").click()

    town.sink.wait_for(vera.address, "Your address is changed")
    expect(vera.page.get_by_text("Your main address is changed.")).to_be_visible()


def test_too_many_tries_get_a_clear_page(town: Town) -> None:
    page = town.visitor("Busy").page
    for _ in range(4):
        page.goto(f"{town.url}/accounts/signup/")
        page.get_by_label("Email").fill("busy@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        with page.expect_navigation() as answer:
            page.get_by_role("button", name="Join").click()
        page.context.clear_cookies()

    assert answer.value is not None
    assert answer.value.status == 429
    expect(page.get_by_role("heading", name="A little slower, please")).to_be_visible()
    expect(page.get_by_text("Wait five minutes and try again; nothing is lost.")).to_be_visible()
