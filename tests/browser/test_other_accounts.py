"""Signing in with an account from elsewhere: real Chromium, and a real OpenID Connect provider on this machine."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.town import Town, expect_in, prove, settings
from tests.browser.visitor import Visitor, code_in
from tests.sink import text_of

pytestmark = pytest.mark.browser
# Nothing of what the provider tells; one database answers with text.
KEPT: tuple[list[tuple[object]], ...] = ([({},)], [("{}",)])


def come_by_provider(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/accounts/login/")
    page.get_by_role("button", name="Go on with the town library").click()
    page.get_by_role("button", name="Let me in").click()


@pytest.mark.parametrize("script", [True, False])
def test_an_account_elsewhere_joins_signs_in_and_is_disconnected(town: Town, script: bool) -> None:
    lena = town.visitor(f"Lena{script}", script=script)
    town.provider.claims = {"sub": lena.name, "email": lena.address.upper(), "email_verified": True, "name": "CANARY"}

    come_by_provider(lena.page, town)
    expect_in(lena.page)
    lena.page.get_by_role("link", name="Sign out").click()
    lena.page.get_by_role("button", name="Sign out").click()
    come_by_provider(lena.page, town)
    expect_in(lena.page)

    settings(lena.page, "Accounts elsewhere")
    lena.page.get_by_label("the town library").check()
    lena.page.get_by_role("button", name="Disconnect").click()
    expect(lena.page.get_by_text("Set a password first; it is the only way in that would be left.")).to_be_visible()
    settings(lena.page, "Email addresses")
    expect(lena.page.get_by_role("radio")).to_have_value(lena.address)
    assert town.instance.rows(f"SELECT extra_data FROM socialaccount_socialaccount WHERE uid = '{lena.name}'") in KEPT


def test_an_account_elsewhere_is_connected_by_whoever_is_in_already(town: Town) -> None:
    olga = town.newcomer("Olga")
    town.provider.claims = {"sub": "olga-there", "email": olga.address, "email_verified": True}
    stranger = town.visitor("Stranger")
    town.let_time_pass()

    # The provider's word opens nothing that is already here.
    come_by_provider(stranger.page, town)
    expect(stranger.page.get_by_role("heading", name="Check your mail")).to_be_visible()
    assert "connect it in your settings" in text_of(town.sink.wait_for(olga.address, "You are already here"))
    settings(olga.page, "Accounts elsewhere")
    olga.page.get_by_role("button", name="Connect the town library").click()
    olga.page.get_by_role("button", name="Let me in").click()
    prove(olga.page)
    expect(olga.page.get_by_text("Connected.")).to_be_visible()
    town.sink.wait_for(olga.address, "the town library now opens your account")

    later = town.visitor("Later")
    come_by_provider(later.page, town)
    expect_in(later.page)


def test_an_address_that_the_provider_does_not_vouch_for_is_proved_by_a_code(town: Town) -> None:
    ada = town.visitor("Ada")
    town.provider.claims = {"sub": ada.name, "email": ada.address, "email_verified": False}

    come_by_provider(ada.page, town)

    enter_code(ada)
    expect_in(ada.page)


def enter_code(someone: Visitor) -> None:
    expect(someone.page.get_by_role("heading", name="Check your mail")).to_be_visible()
    code = code_in(text_of(someone.sink.wait_for(someone.address, "is your code")))
    someone.page.get_by_label("Code").fill(code)
    someone.page.get_by_role("button", name="Go on").click()


def test_whoever_comes_without_an_address_is_asked_for_one(town: Town) -> None:
    ines = town.visitor("Ines")
    town.provider.claims = {"sub": ines.name}

    come_by_provider(ines.page, town)
    ines.page.get_by_label("Email").fill(ines.address)
    ines.page.get_by_role("button", name="Join").click()

    enter_code(ines)
    expect_in(ines.page)


def test_an_address_without_the_providers_word_gets_the_same_answer_whether_it_has_an_account_or_not(
    town: Town,
) -> None:
    town.newcomer("Taken")
    town.let_time_pass()
    pages = []
    for name in ("Taken", "Fresh"):
        someone = town.visitor(name)
        town.provider.claims = {"sub": f"{name}-there", "email": someone.address, "email_verified": False}
        come_by_provider(someone.page, town)
        expect(someone.page.get_by_role("heading", name="Check your mail")).to_be_visible()
        page = someone.page
        pages.append((page.url, page.locator("main").aria_snapshot().replace(someone.address, "ADDRESS")))

    assert pages[0] == pages[1]


def test_a_suspended_person_is_refused_after_the_provider_has_vouched(town: Town) -> None:
    theo = town.visitor("Theo")
    town.provider.claims = {"sub": theo.name, "email": theo.address, "email_verified": True}
    come_by_provider(theo.page, town)
    expect_in(theo.page)
    town.suspend(theo, "2026-03-04T12:00:00Z")

    again = town.visitor("Theo")
    come_by_provider(again.page, town)

    expect(again.page.get_by_role("heading", name="This account is closed")).to_be_visible()
    theo.page.reload()
    expect(theo.page.get_by_role("link", name="Join").first).to_be_visible()


def test_turning_back_at_the_provider_gets_a_page(town: Town) -> None:
    page = town.visitor("Back").page
    page.goto(f"{town.url}/accounts/login/")
    page.get_by_role("button", name="Go on with the town library").click()
    expect(page.get_by_role("button", name="Let me in")).to_be_visible()
    state = page.url.split("state=")[1].split("&")[0]

    page.goto(f"{town.url}/accounts/oidc/openid/login/callback/?error=access_denied&state={state}")

    expect(page.get_by_role("heading", name="You turned back")).to_be_visible()
