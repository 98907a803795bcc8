"""The three pages for a code from a mail."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.profiles.test_accounts import ADDRESS, ask_for_a_code, code_for, is_in, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


ASKED_WITH = {
    "account_email_verification_sent": sign_up,
    "account_confirm_login_code": ask_for_a_code,
    "account_confirm_password_reset_code": lambda browser: browser.post(
        reverse("account_reset_password"), {"email": ADDRESS}
    ),
}


def ask(page: str) -> Client:
    """A browser on the page for a code."""
    if page != "account_email_verification_sent":
        make_user("Mina", email=ADDRESS)
    browser = Client()
    ASKED_WITH[page](browser)
    return browser


@pytest.mark.parametrize("page", ASKED_WITH)
def test_a_code_stands_four_wrong_entries(page: str) -> None:
    browser = ask(page)

    for _ in range(4):
        assert "That is not the code." in browser.post(reverse(page), {"code": "WRONG1"}).content.decode()

    answer = browser.post(reverse(page), {"code": code_for()})
    assert answer["Location"] != reverse("account_login")
    assert browser.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("page", ASKED_WITH)
def test_after_five_wrong_entries_a_code_is_worth_nothing(page: str) -> None:
    browser = ask(page)

    for _ in range(5):
        browser.post(reverse(page), {"code": "WRONG1"})

    browser.post(reverse(page), {"code": code_for()})
    assert not is_in(browser)
    assert browser.get(reverse("account_complete_password_reset")).status_code == 302


@pytest.mark.parametrize("page", ASKED_WITH)
def test_the_page_for_a_code_sends_a_new_one(page: str) -> None:
    browser = ask(page)
    first, text = code_for(), browser.get(reverse(page)).content.decode()
    action, fields = re.findall(
        r'<form id="resend" method="post" action="([^"]+)" hidden>(.*?)</form>', text, re.DOTALL
    )[0]

    browser.post(action, dict(re.findall(r'name="(\w+)" value="([^"]*)"', fields)))

    assert ('form="resend"' in text, code_for() != first) == (True, True)
    assert "Location" in browser.post(reverse(page), {"code": code_for()}).headers


@pytest.mark.parametrize("page", ["account_email_verification_sent", "account_confirm_login_code"])
def test_when_no_new_code_is_left_none_is_offered(page: str) -> None:
    browser = ask(page)
    for _ in range(2):
        cache.clear()
        browser.post(reverse(page), {"action": "resend"})

    text = browser.post(reverse(page), {"code": "WRONG1"}).content.decode()

    assert "That is not the code." in text
    assert ['form="resend"' in text, "ask for a new one" in text] == [False, False]
