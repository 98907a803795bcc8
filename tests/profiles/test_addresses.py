"""The addresses of an account: added, proved, made the main one."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from apps.mail.models import OutboxMail
from tests.factories import PASSWORD, make_user
from tests.profiles.test_accounts import ADDRESS, code_for, last_mail, sign_in, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


def add_address(browser: Client, address: str) -> None:
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.post(reverse("account_email"), {"action_add": "", "email": address})


def test_an_address_is_added_only_by_whoever_proves_once_more_that_it_is_them() -> None:
    make_user("Mina", email=ADDRESS, password=PASSWORD)
    browser = Client()
    sign_in(browser)

    page = browser.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})

    assert page["Location"].startswith(reverse("account_reauthenticate"))
    assert not OutboxMail.objects.filter(address="new@example.org").exists()


def confirm_address(browser: Client, address: str) -> str:
    """Where it leads."""
    page = browser.post(reverse("account_email_verification_sent"), {"code": code_for(address)})
    return str(page["Location"])


def make_primary(browser: Client, address: str) -> None:
    browser.post(reverse("account_email"), {"action_primary": "", "email": address})


def test_the_log_in_address_changes_in_lower_case_once_the_new_one_is_proved() -> None:
    user, browser = make_user("Mina", email=ADDRESS, password=PASSWORD), Client()
    sign_in(browser)

    add_address(browser, "New@Example.org")
    assert EmailAddress.objects.count() == 1
    assert confirm_address(browser, "new@example.org") == reverse("account_email")
    make_primary(browser, "new@example.org")

    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert set(EmailAddress.objects.values_list("email", "primary")) == {(ADDRESS, False), ("new@example.org", True)}


def test_an_address_that_is_somebody_elses_is_not_added() -> None:
    make_user("Mina", email=ADDRESS, password=PASSWORD)
    make_user("Tom", email="tom@example.org")
    browser = Client()
    sign_in(browser)

    add_address(browser, "TOM@example.org")

    assert list(EmailAddress.objects.filter(user__email=ADDRESS).values_list("email", flat=True)) == [ADDRESS]
    assert "WRONG" not in last_mail("tom@example.org").text


def test_an_address_that_somebody_took_in_the_meantime_gets_a_sentence() -> None:
    user, browser = make_user("Mina", email=ADDRESS, password=PASSWORD), Client()
    sign_in(browser)
    add_address(browser, "shared@example.org")
    code = code_for("shared@example.org")
    sign_up(Client(), "shared@example.org", "the stranger's password")

    page = browser.post(reverse("account_email_verification_sent"), {"code": code}).content.decode()

    assert "Another account has this address." in page
    assert EmailAddress.objects.filter(user=user).count() == 1
