"""With a second step no first step alone lets anybody in."""

import time
from collections.abc import Callable

import pytest
from allauth.core.context import request_context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib import admin
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from fido2.webauthn import PublicKeyCredentialDescriptor, PublicKeyCredentialType
from pytest_django import Settings

from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.second_steps import forget_unreadable_codes
from tests.factories import PASSWORD, make_user
from tests.instance_room.places import place
from tests.profiles.conftest import signed_in

pytestmark = pytest.mark.django_db
ADDRESS, SECRET = "mina@example.org", "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    user = make_user("Mina", email=ADDRESS, password=PASSWORD)
    TOTP.activate(user, SECRET)
    return user


def recovery_code(user: User) -> str:
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes[0]


@pytest.fixture
def _half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lasts as long as the test."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)


def code_of_app() -> str:
    """What the phone shows in this half minute."""
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))


def by_password(browser: Client) -> None:
    browser.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})


def by_code(browser: Client) -> None:
    browser.post(reverse("account_request_login_code"), {"email": ADDRESS})
    code = OutboxMail.objects.get().payload["context"]["code"]
    browser.post(reverse("account_confirm_login_code"), {"code": code})


def is_in(browser: Client) -> bool:
    return browser.get(reverse("profiles:settings")).status_code == 200


@pytest.mark.parametrize("first_step", [by_password, by_code])
def test_the_first_step_alone_lets_nobody_in(first_step: Callable[[Client], None], user: User) -> None:
    browser = Client()

    first_step(browser)

    assert not is_in(browser)
    assert browser.get(reverse("account_login"))["Location"] == reverse("mfa_authenticate")
    browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_in(browser)
    browser.post(reverse("mfa_authenticate"), {"code": recovery_code(user)})
    assert is_in(browser)


def test_whoever_is_suspended_between_the_steps_is_refused(user: User) -> None:
    browser = Client()
    by_password(browser)
    User.objects.filter(pk=user.pk).update(suspended_at=timezone.now())

    answer = browser.post(reverse("mfa_authenticate"), {"code": recovery_code(user)})

    assert (answer["Location"], is_in(browser)) == (reverse("account_inactive"), False)


def test_guessing_a_code_is_slowed_down(user: User) -> None:
    browser = Client()
    by_password(browser)

    for _ in range(6):
        page = browser.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()

    assert "That was tried too often. Wait five minutes and try again." in page


def test_a_new_password_does_not_take_the_second_step_away(user: User) -> None:
    browser, new = Client(), "five other words in a row"
    browser.post(reverse("account_reset_password"), {"email": ADDRESS})
    code = OutboxMail.objects.get().payload["context"]["code"]
    page = browser.post(reverse("account_confirm_password_reset_code"), {"code": code})
    browser.post(page["Location"], {"password1": new, "password2": new})

    browser.post(reverse("account_login"), {"login": ADDRESS, "password": new})

    assert not is_in(browser)


def test_staff_look_at_no_secrets_and_no_places() -> None:
    names = {model.__name__ for model in admin.site._registry}

    assert names & {"Authenticator", "UserSession", "SocialAccount", "SocialApp", "SocialToken"} == set()


def test_apps_and_passkeys_are_told_the_name_of_the_place(user: User, rf: RequestFactory) -> None:
    place(name="The Print Room")
    assert "The%20Print%20Room" in get_adapter().build_totp_url(user, SECRET)
    with request_context(rf.get("/")):
        assert get_adapter().get_public_key_credential_rp_entity()["name"] == "The Print Room"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_half_a_minute")
def test_without_a_password_a_new_app_is_proof_enough_to_see_the_recovery_codes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = signed_in(make_user("Mina"))
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.generate_totp_secret", lambda: SECRET)
    browser.get(reverse("mfa_activate_totp"))

    page = browser.post(reverse("mfa_activate_totp"), {"code": code_of_app()}, follow=True)

    assert [url for url, _status in page.redirect_chain] == [reverse("mfa_view_recovery_codes")]
    assert "Your recovery codes" in page.content.decode()


def test_a_passkey_is_offered_as_second_step_only_to_who_has_one(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Client()
    by_password(browser)
    assert "Use a passkey" not in browser.get(reverse("mfa_authenticate")).content.decode()

    credential = PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=b"key")
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _user: [credential])

    assert "Use a passkey" in browser.get(reverse("mfa_authenticate")).content.decode()


@pytest.mark.usefixtures("_half_a_minute")
def test_secrets_are_sealed_in_the_database_and_codes_fit_all_the_same(user: User) -> None:
    written = recovery_code(user)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert [secret in kept for secret in (SECRET, written)] == [False, False]
    app = TOTP(Authenticator.objects.get(type=Authenticator.Type.TOTP))
    assert app.validate_code(code_of_app())


def test_recovery_codes_that_can_never_fit_are_not_kept_after_a_restore(user: User, settings: Settings) -> None:
    RecoveryCodes.activate(user)
    forget_unreadable_codes(timezone.now())
    assert Authenticator.objects.count() == 2

    settings.SECRET_KEY = "another"
    forget_unreadable_codes(timezone.now())

    assert list(Authenticator.objects.values_list("type", flat=True)) == [Authenticator.Type.TOTP]


@pytest.mark.usefixtures("_half_a_minute")
def test_under_another_secret_key_no_code_fits(user: User, settings: Settings) -> None:
    written = recovery_code(user)
    settings.SECRET_KEY = "another"
    app = TOTP(Authenticator.objects.get(type=Authenticator.Type.TOTP))
    codes = RecoveryCodes(Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES))

    assert [app.validate_code(code_of_app()), codes.validate_code(written)] == [False, False]
