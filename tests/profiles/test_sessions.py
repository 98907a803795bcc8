"""Each change of who may get in signs everybody out but whoever made it, and is told by mail."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.devices import device
from apps.profiles.models import User
from apps.profiles.tasks import forget_sessions
from tests.factories import PASSWORD, make_user
from tests.profiles.conftest import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "mina@example.org"
NEW = "five other words in a row"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return make_user("Mina", email=ADDRESS, password=PASSWORD, time_zone="America/New_York")


def at_browser(user: User) -> Client:
    """Signed in, and proved once more a moment ago."""
    browser = signed_in(user, FIREFOX)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get(reverse("profiles:settings")).status_code == 200


def subjects() -> list[str]:
    for row in OutboxMail.objects.filter(state=OutboxMail.State.QUEUED):
        deliver(row.pk, at=timezone.now())
    return [f"{mail.address}: {mail.subject}" for mail in OutboxMail.objects.order_by("pk")]


def change_password(browser: Client, user: User) -> None:
    answers = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    browser.post(reverse("account_change_password"), answers)


def turn_on_codes(browser: Client, user: User) -> None:
    browser.get(reverse("mfa_activate_totp"))
    secret = browser.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    browser.post(reverse("mfa_activate_totp"), {"code": code})


def turn_off_codes(browser: Client, user: User) -> None:
    Authenticator.objects.create(user=user, type="totp", data={"secret": ""})
    browser.post(reverse("mfa_deactivate_totp"))


def make_recovery_codes(browser: Client, user: User) -> None:
    Authenticator.objects.create(user=user, type="totp", data={"secret": ""})
    browser.post(reverse("mfa_generate_recovery_codes"))


def remove_passkey(browser: Client, user: User) -> None:
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Phone"})
    browser.post(reverse("mfa_remove_webauthn", args=[key.pk]))


def make_other_address_main(browser: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email="two@example.org", verified=True)
    browser.post(reverse("account_email"), {"action_primary": "", "email": "two@example.org"})


def remove_address(browser: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email="two@example.org", verified=True)
    browser.post(reverse("account_email"), {"action_remove": "", "email": "two@example.org"})


CHANGES: dict[str, Callable[[Client, User], None]] = {
    "Your password is changed": change_password,
    "Codes from your app are asked for": turn_on_codes,
    "Codes from your app are no longer asked for": turn_off_codes,
    "New recovery codes": make_recovery_codes,
    "A passkey was removed": remove_passkey,
    "Your address is changed": make_other_address_main,
    "An address was removed": remove_address,
}


@pytest.mark.parametrize("subject", CHANGES)
def test_a_change_ends_every_other_session_and_is_told(
    subject: str, user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    here, elsewhere, other = at_browser(user), signed_in(user), signed_in(make_user("Tom"))

    with django_capture_on_commit_callbacks(execute=True):
        CHANGES[subject](here, user)

    assert (is_in(here), is_in(elsewhere), is_in(other)) == (True, False, True)
    assert subjects() == [f"{ADDRESS}: {subject}"]


def test_a_change_that_was_refused_ends_nothing_and_is_not_told(user: User) -> None:
    here, elsewhere = at_browser(user), signed_in(user)

    here.post(reverse("account_change_password"), {"oldpassword": "wrong", "password1": NEW, "password2": NEW})

    assert (is_in(here), is_in(elsewhere), subjects()) == (True, True, [])


def test_a_forgotten_password_ends_all_sessions(user: User) -> None:
    elsewhere, browser = signed_in(user), Client()
    browser.post(reverse("account_reset_password"), {"email": ADDRESS})
    code = OutboxMail.objects.get().payload["context"]["code"]

    page = browser.post(reverse("account_confirm_password_reset_code"), {"code": code})
    browser.post(page["Location"], {"password1": NEW, "password2": NEW})

    assert (is_in(elsewhere), UserSession.objects.count()) == (False, 0)
    assert subjects()[-1] == f"{ADDRESS}: Your password is changed"


def test_the_mail_says_when_and_with_what_and_what_to_do_and_repeats_nothing_of_the_browser(user: User) -> None:
    browser = at_browser(user)
    browser.defaults["HTTP_USER_AGENT"] = f"Call me at canary.example, {FIREFOX}"

    change_password(browser, user)
    row = OutboxMail.objects.get()
    row.payload["context"]["changed_at"] = "2026-03-04T12:00:00+00:00"
    row.save()

    mail = deliver(row.pk, at=timezone.now())

    assert mail
    assert "It was done on March 4, 2026 at 7 a.m., with Firefox on Linux. Everywhere else you were" in mail.text
    assert ("/accounts/password/reset/" in mail.text, "canary" in mail.text) == (True, False)


def test_one_place_is_signed_out_by_whose_it_is(user: User) -> None:
    here, elsewhere = signed_in(user), signed_in(user)
    place = UserSession.objects.latest("pk")

    refused = signed_in(make_user("Tom")).post(reverse("profiles:sign_out", args=[place.pk]))
    assert (refused.status_code, is_in(elsewhere)) == (404, True)
    here.post(reverse("profiles:sign_out", args=[place.pk]))

    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_sessions_that_ran_out_are_forgotten_with_what_was_noted_of_them(user: User) -> None:
    here, _ = signed_in(user), signed_in(user)
    old = UserSession.objects.latest("pk")
    Session.objects.filter(pk=old.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    UserSession.objects.create(user=user, session_key="signed-out", ip="192.0.2.1", user_agent="")

    for _ in range(2):
        forget_sessions()

    assert (is_in(here), Session.objects.count(), UserSession.objects.count()) == (True, 1, 1)


def test_the_export_tells_the_ways_in_and_no_secret(user: User) -> None:
    Authenticator.objects.create(user=user, type="totp", data={"secret": "CANARY"})
    SocialAccount.objects.create(user=user, provider="openid", uid="17", extra_data={"name": "Anna"})
    browser = signed_in(user, FIREFOX)

    answer = browser.post(reverse("profiles:export")).content.decode()

    told = json.loads(answer)["ways_in"]
    assert "CANARY" not in answer
    assert told["password"] is True
    assert [step["kind"] for step in told["second_steps"]] == ["totp"]
    elsewhere = [(there["provider"], there["number"], there["told_by_them"]) for there in told["accounts_elsewhere"]]
    assert elsewhere == [("openid", "17", {"name": "Anna"})]
    assert [(place["ip"], place["browser"]) for place in told["signed_in"]] == [("192.0.2.1", FIREFOX)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.0 canary", "a browser that does not say what it is"),
        ("", "a browser that does not say what it is"),
    ],
)
def test_a_browser_is_named_in_words_of_ours(text: str, words: str) -> None:
    assert device(text) == words
