"""Somebody whose address is not written to reads why and starts it again; nobody else learns of it."""

import re
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.digests.models import DigestSchedule
from apps.mail.models import PausedAddress
from apps.mail.pausing import Why, pause
from apps.profiles.exports import export
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from tests.factories import make_circle, make_user
from tests.mail.pauses import is_paused
from tests.profiles.conftest import signed_in
from tests.profiles.test_accounts import code_for, is_in, sign_in_by_code, sign_up

AGAIN, HOME, SETTINGS = reverse("profiles:write_again"), reverse("home"), reverse("profiles:settings")
AT = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
CAME_BACK, REPORTED = "Mail to mina@example.org came back", "reported a mail of ours to mina@example.org as unwanted"
OTHER = "mina.two@example.org"


@pytest.fixture
def mina(db: None) -> User:
    return make_user("Mina Park", email="mina@example.org")


def plain(client: Client, path: str) -> str:
    return re.sub(r"\s+", " ", client.get(path).content.decode())


def add_address(user: User, email: str, *, verified: bool = True) -> EmailAddress:
    return EmailAddress.objects.create(user=user, email=email, verified=verified)


@pytest.mark.parametrize(("why", "words"), [(Why.BOUNCED, CAME_BACK), (Why.REPORTED, REPORTED)])
def test_whoever_signs_in_reads_what_happened_when_and_what_to_do(
    why: Why, words: str, client: Client, mina: User
) -> None:
    assert words not in plain(client, HOME) + plain(client, SETTINGS)
    pause(mina.email, why, happened_at=AT)

    button = "Write again" if why == Why.REPORTED else "Try this address again"
    for page in (plain(client, HOME), plain(client, SETTINGS)):
        assert page.count(words) == 1
        assert "May 3" in page
        assert f">{button}</button>" in page
        assert f'href="{reverse("account_email")}">Use another address</a>' in page


def test_of_both_the_complaint_is_told(client: Client, mina: User) -> None:
    for why in Why:
        pause(mina.email, why, happened_at=AT)

    assert (REPORTED in plain(client, HOME), CAME_BACK in plain(client, HOME)) == (True, False)


@pytest.mark.parametrize("back", ["home", "settings"])
@pytest.mark.parametrize("why", Why)
def test_one_button_starts_it_again(back: str, why: Why, client: Client, mina: User) -> None:
    pause(mina.email, why, happened_at=AT)
    assert client.get(AGAIN).status_code == 405
    assert is_paused(mina.email)

    for _ in range(2):
        answer = client.post(AGAIN, {"address": mina.email, "back": back}, follow=True)

    assert "We write to that address again." in answer.text
    assert answer.redirect_chain == [(HOME if back == "home" else SETTINGS, 302)]
    assert not is_paused(mina.email)
    assert REPORTED not in plain(client, HOME)


def test_nobody_starts_anothers_address_again_or_learns_of_it(client: Client, mina: User) -> None:
    tom, lea = make_user("Tom", email="tom@example.org"), make_user("Lea", email="lea@example.org")
    add_address(mina, "unproven@example.org", verified=False)
    answers = []
    for address in (tom.email, lea.email, "unproven@example.org", "nobody@example.org", "", "x\0"):
        pause(tom.email, Why.BOUNCED, happened_at=AT)
        pause("unproven@example.org", Why.BOUNCED, happened_at=AT)
        answer = client.post(AGAIN, {"address": address})
        answers.append((answer.status_code, answer.headers["Location"]))
        client.get(SETTINGS)

    assert set(answers) == {(302, SETTINGS)}
    assert is_paused(tom.email)
    assert is_paused("unproven@example.org")


def test_of_an_address_that_is_not_shown_to_be_theirs_nothing_is_told(client: Client, mina: User) -> None:
    """Anybody can add the address of somebody else; a code goes there, and that is all."""
    add_address(mina, "tom@example.org", verified=False)
    pages = [masked(client, path) for path in (HOME, SETTINGS, reverse("account_email"))]

    pause("tom@example.org", Why.REPORTED, happened_at=AT)

    assert [masked(client, path) for path in (HOME, SETTINGS, reverse("account_email"))] == pages
    assert export(mina)["paused_addresses"] == []


def masked(client: Client, path: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", client.get(path).content.decode())


def test_nobody_else_sees_a_difference(client: Client, mina: User) -> None:
    tom = make_user("Tom", email="tom@example.org")
    circle = make_circle("sailing", curator=mina, members=[tom], at=timezone.now())
    pages = (HOME, SETTINGS, f"/people/{tom.pk}/", f"/circles/{circle.tag}/", f"/circles/{circle.tag}/bench/")
    before = [masked(client, path) for path in pages]

    pause(tom.email, Why.BOUNCED, happened_at=AT)
    pause(tom.email, Why.REPORTED, happened_at=AT)

    assert [masked(client, path) for path in pages] == before
    theirs = signed_in(tom)
    assert "tom@example.org as unwanted" in plain(theirs, HOME)


def test_another_address_is_told_of_in_the_settings_alone(client: Client, mina: User) -> None:
    add_address(mina, OTHER)
    pause(OTHER, Why.BOUNCED, happened_at=AT)

    assert (OTHER in plain(client, HOME), f"Mail to {OTHER} came back" in plain(client, SETTINGS)) == (False, True)


def test_another_main_address_is_written_to_at_once(client: Client, mina: User) -> None:
    add_address(mina, OTHER)
    pause(mina.email, Why.BOUNCED, happened_at=AT)
    assert CAME_BACK in plain(client, HOME)

    EmailAddress.objects.get(email=OTHER).set_as_primary()

    assert CAME_BACK not in plain(client, HOME)
    assert CAME_BACK in plain(client, SETTINGS)


def test_no_day_is_promised_for_a_digest_that_does_not_come(client: Client, mina: User) -> None:
    DigestSchedule.objects.filter(user=mina).delete()
    DigestSchedule.objects.create(user=mina, next_at=timezone.now())
    assert "The next one is due" in plain(client, SETTINGS)

    pause(mina.email, Why.BOUNCED, happened_at=AT)

    assert "The next one is due" not in plain(client, SETTINGS)


@pytest.mark.parametrize("why", Why)
def test_a_code_to_sign_in_leaves_all_the_same(why: Why, mina: User) -> None:
    cache.clear()
    pause(mina.email, why, happened_at=AT)
    browser = Client()

    sign_in_by_code(browser)

    # It reached them, and still they are asked.
    assert "mina@example.org" in plain(browser, HOME)
    assert is_paused(mina.email)


@pytest.mark.parametrize("why", Why)
def test_whoever_signs_up_with_such_an_address_is_written_to(why: Why, db: None) -> None:
    pause("mina@example.org", why, happened_at=AT)
    browser = Client()
    sign_up(browser)
    assert is_paused("mina@example.org")  # anybody may type an address

    browser.post(reverse("account_email_verification_sent"), {"code": code_for()})

    assert (is_in(browser), is_paused("mina@example.org")) == (True, False)


def test_an_export_says_what_is_kept_of_ones_own_addresses(mina: User) -> None:
    add_address(mina, OTHER)
    pause(mina.email, Why.BOUNCED, happened_at=AT)
    pause(OTHER, Why.REPORTED, happened_at=AT)

    assert export(mina)["paused_addresses"] == [
        {"address": mina.email, "mail_came_back_at": AT, "reported_as_unwanted_at": None},
        {"address": OTHER, "mail_came_back_at": None, "reported_as_unwanted_at": AT},
    ]


def test_erasing_an_account_forgets_it(mina: User) -> None:
    add_address(mina, OTHER)
    add_address(mina, "tom@example.org", verified=False)
    pause(mina.email, Why.BOUNCED, happened_at=AT)
    pause(OTHER, Why.REPORTED, happened_at=AT)
    pause("tom@example.org", Why.BOUNCED, happened_at=AT)

    erase(mina, at=timezone.now())

    # Of somebody else, who has that address.
    assert [is_paused(one) for one in ("mina@example.org", OTHER, "tom@example.org")] == [False, False, True]
    assert PausedAddress.objects.count() == 1
