"""Whom an account from elsewhere lets in, by who may join this place."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from apps.instance.models import ONLY, Instance
from apps.profiles import doors
from apps.profiles.joining import OtherAccountSignupForm
from apps.profiles.models import User
from apps.profiles.other_accounts import OtherAccountAdapter

pytestmark = pytest.mark.django_db
DOOR = "/invitation/that-opens/"


@pytest.fixture(autouse=True)
def _one_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "_doors", [lambda path: path == DOOR])


def arriving(sign_up: str, address: str, way: str = "") -> SocialLogin:
    Instance.objects.update_or_create(pk=ONLY, defaults={"sign_up": sign_up, "domains": ["club.example"]})
    account = SocialAccount(provider="openid", uid="1")
    addresses = [EmailAddress(email=address, verified=True)]
    arrival = SocialLogin(user=User(email=address), account=account, email_addresses=addresses)
    arrival.state = {"next": way}
    return arrival


def let_in(sign_up: str, address: str, way: str = "") -> tuple[bool, bool]:
    """Whether they may join at all, and whether without a form in between."""
    arrival = arriving(sign_up, address, way)
    request, adapter = RequestFactory().get("/"), OtherAccountAdapter()
    return adapter.is_open_for_signup(request, arrival), adapter.is_auto_signup_allowed(request, arrival)


@pytest.mark.parametrize(
    ("sign_up", "address", "way", "expected"),
    [
        ("open", "ana@elsewhere.example", "", (True, True)),
        ("domains", "ana@club.example", "", (True, True)),
        ("domains", "ana@elsewhere.example", "", (True, False)),
        ("domains", "ana@elsewhere.example", DOOR, (True, True)),
        ("invitation", "ana@club.example", "", (False, False)),
        ("invitation", "ana@club.example", "https://evil.example" + DOOR, (False, False)),
        ("invitation", "ana@elsewhere.example", DOOR, (True, True)),
    ],
)
def test_an_account_from_elsewhere_lets_in_whom_a_form_would(
    sign_up: str, address: str, way: str, expected: tuple[bool, bool]
) -> None:
    assert let_in(sign_up, address, way) == expected


@pytest.mark.parametrize(
    ("typed", "way", "kept"),
    [
        ("ana@elsewhere.example", "", []),
        ("ana@club.example", "", [("ana@club.example", False)]),
        ("ana@elsewhere.example", DOOR, [("ana@elsewhere.example", True)]),
    ],
)
def test_an_address_that_lets_nobody_in_does_not_vouch_for_another(
    typed: str, way: str, kept: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival = arriving("domains", "ana@elsewhere.example", way)
    request = RequestFactory().post("/", {"email": typed})
    request.session = SessionStore()
    # The session holds it by the name of its provider, and none is set up here.
    monkeypatch.setattr("apps.profiles.accounts.get_pending_signup", lambda request: arrival)

    with request_context(request):
        form = OtherAccountSignupForm(request.POST, sociallogin=arrival)
        if form.is_valid():
            OtherAccountAdapter(request).save_user(request, arrival, form)

    assert list(EmailAddress.objects.values_list("email", "verified")) == kept
    assert ("Join with an address at club.example" in str(form.errors)) == (not kept)
