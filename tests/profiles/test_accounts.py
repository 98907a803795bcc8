"""Signing up and in through allauth, reading the codes from the outbox as a person reads their mail."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.mail.suppression import is_suppressed, suppress
from apps.profiles.models import Profile, User
from tests.factories import PASSWORD, make_user
from tests.profiles.conftest import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "mina@example.org"


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


def last_mail(address: str = ADDRESS) -> OutboxMail:
    """What somebody finds in their mailbox."""
    waiting = OutboxMail.objects.filter(address=address).latest("pk")
    if waiting.state == OutboxMail.State.QUEUED:
        deliver(waiting.pk, at=timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == OutboxMail.State.KEPT
    return waiting


def code_for(address: str = ADDRESS) -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,}(-[A-Z0-9]+)*)\s*$", last_mail(address).text, re.MULTILINE)
    assert found, last_mail(address).text
    return found[1]


def is_in(browser: Client) -> bool:
    return browser.get(reverse("profiles:settings")).status_code == 200


def sign_up(browser: Client, address: str = ADDRESS, password: str = PASSWORD) -> None:
    """Long after any earlier mail to the address: allauth sends no second code within minutes."""
    cache.clear()
    browser.post(reverse("account_signup"), {"email": address, "password1": password})


def sign_in(browser: Client, address: str = ADDRESS, password: str = PASSWORD) -> str:
    page = browser.post(reverse("account_login"), {"login": address, "password": password}, follow=True)
    return page.content.decode()


def ask_for_a_code(browser: Client, address: str = ADDRESS) -> None:
    browser.post(reverse("account_request_login_code"), {"email": address})


def sign_in_by_code(browser: Client, address: str = ADDRESS) -> None:
    ask_for_a_code(browser, address)
    browser.post(reverse("account_confirm_login_code"), {"code": code_for(address)})


def test_signing_up_takes_the_code_from_the_mail() -> None:
    browser = Client()
    sign_up(browser, "Mina@Example.ORG")
    assert not is_in(browser)

    browser.post(reverse("account_email_verification_sent"), {"code": code_for()})

    assert is_in(browser)
    user = User.objects.get()
    assert (user.email, Profile.objects.get().user) == (ADDRESS, user)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(ADDRESS, True, True)]


def test_who_asked_never_to_be_written_to_may_change_their_mind() -> None:
    suppress(ADDRESS, at=timezone.now())
    browser = Client()
    sign_up(browser)
    assert is_suppressed(ADDRESS)  # anybody may type an address

    browser.post(reverse("account_email_verification_sent"), {"code": code_for()})

    assert (is_in(browser), is_suppressed(ADDRESS)) == (True, False)


def test_a_code_that_does_not_come_is_asked_for_again_at_once() -> None:
    browser = Client()
    sign_up(browser)
    first = code_for()

    page = browser.post(reverse("account_email_verification_sent"), {"action": "resend"}, follow=True)

    assert (page.status_code, code_for() != first) == (200, True)
    browser.post(reverse("account_email_verification_sent"), {"code": code_for()})
    assert is_in(browser)


def test_a_wrong_code_lets_nobody_in() -> None:
    browser = Client()
    sign_up(browser)

    page = browser.post(reverse("account_email_verification_sent"), {"code": "WRONG1"}).content.decode()

    assert ("errorlist" in page, is_in(browser)) == (True, False)


def test_signing_up_with_a_known_address_looks_the_same_and_makes_nothing() -> None:
    make_user("Mina", email=ADDRESS)
    known, new = Client(), Client()

    sign_up(known, "MINA@example.org")
    sign_up(new, "new@example.org")

    pages = [browser.get(reverse("account_email_verification_sent")) for browser in (known, new)]
    masked = [re.sub(r'value="\w{64}"|(mina|new)@example.org', "", page.content.decode()) for page in pages]
    assert masked[0] == masked[1]
    assert ["gets a mail that says so" in masked[0], "Sign in another way</button>" in masked[0]] == [True, True]
    assert (User.objects.filter(email=ADDRESS).count(), "account" in last_mail().text) == (1, True)


def test_signing_in_by_code() -> None:
    make_user("Mina", email=ADDRESS)
    browser = Client()

    sign_in_by_code(browser)

    page = browser.get(reverse("profiles:settings"))
    assert (page.status_code, "is not kept" in page.content.decode()) == (200, False)


def test_whoever_never_came_here_is_not_written_to() -> None:
    for page in ("account_request_login_code", "account_reset_password"):
        Client().post(reverse(page), {"email": "new@example.org"})

    rows = OutboxMail.objects.filter(address="new@example.org").order_by("pk")
    settled = [deliver(row.pk, at=timezone.now()) for row in rows]
    assert [mail and mail.state for mail in settled] == [OutboxMail.State.DROPPED] * 2


def test_signing_in_with_a_password() -> None:
    make_user("Mina", email=ADDRESS, password=PASSWORD)
    browser = Client()

    sign_in(browser, "MINA@example.org")

    assert is_in(browser)


def test_resetting_the_password_by_code() -> None:
    make_user("Mina", email=ADDRESS, password=PASSWORD)
    browser, other = Client(), Client()
    browser.post(reverse("account_reset_password"), {"email": ADDRESS})

    page = browser.post(reverse("account_confirm_password_reset_code"), {"code": code_for()})
    browser.post(page["Location"], {"password1": "another long password", "password2": "another long password"})

    sign_in(other, password=PASSWORD)
    assert not is_in(other)
    sign_in(other, password="another long password")
    assert is_in(other)


@pytest.mark.parametrize("fields", [{"suspended_at": timezone.now()}, {"is_active": False}])
def test_a_suspended_or_erased_person_gets_in_by_no_door(fields: dict[str, object]) -> None:
    user = make_user("Mina", email=ADDRESS, password=PASSWORD)
    inside, with_a_code = signed_in(user), Client()
    ask_for_a_code(with_a_code)
    code = code_for()
    User.objects.filter(pk=user.pk).update(**fields)

    assert not is_in(inside)
    browser = Client()
    sign_in(browser)
    assert not is_in(browser)
    with_a_code.post(reverse("account_confirm_login_code"), {"code": code})
    assert not is_in(with_a_code)


def test_a_suspended_person_gets_no_mail_about_their_account_either() -> None:
    user = make_user("Mina", email=ADDRESS, password=PASSWORD)
    User.objects.filter(pk=user.pk).update(suspended_at=timezone.now())

    ask_for_a_code(Client())
    Client().post(reverse("account_reset_password"), {"email": ADDRESS})
    sign_up(Client())

    for mail in OutboxMail.objects.filter(address=ADDRESS):
        deliver(mail.pk, at=timezone.now())
    assert set(OutboxMail.objects.values_list("address", "state")) == {(ADDRESS, OutboxMail.State.DROPPED)}


def test_a_suspended_person_is_told_that_the_account_is_closed() -> None:
    user = make_user("Mina", email=ADDRESS, password=PASSWORD)
    User.objects.filter(pk=user.pk).update(suspended_at=timezone.now())

    answer = Client().post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})

    assert answer["Location"] == reverse("account_inactive")


def test_a_password_set_before_the_address_was_proved_is_worth_nothing() -> None:
    """Somebody signs up with Mina's address; Mina comes later, and signs in by code."""
    sign_up(Client(), ADDRESS, "the stranger's password")
    mina, stranger = Client(), Client()

    sign_in_by_code(mina)

    page = mina.get(reverse("profiles:settings"))
    assert (page.status_code, "is not kept" in page.content.decode()) == (200, True)
    sign_in(stranger, password="the stranger's password")
    assert not is_in(stranger)


def test_ones_own_password_outlives_a_first_visit_that_was_cut_short() -> None:
    sign_up(Client())
    browser, later = Client(), Client()
    cache.clear()
    sign_in(browser)

    browser.post(reverse("account_email_verification_sent"), {"code": code_for()})

    assert is_in(browser)
    sign_in(later)
    assert is_in(later)


def test_a_later_code_leaves_the_password_alone() -> None:
    user = make_user("Mina", email=ADDRESS, password=PASSWORD)
    browser, later = Client(), Client()

    sign_in_by_code(browser)

    user.refresh_from_db()
    assert user.has_usable_password()
    sign_in(later)
    assert is_in(later)


def test_two_accounts_cannot_hold_one_address_in_other_letters() -> None:
    make_user("Mina", email=ADDRESS)

    with pytest.raises(IntegrityError, match=r"user_email_once|UNIQUE"):
        User(email="MINA@example.org").save()


def test_a_settled_mail_keeps_no_code_to_be_read_again() -> None:
    make_user("Mina", email=ADDRESS)
    ask_for_a_code(Client())

    assert last_mail().payload == {}
