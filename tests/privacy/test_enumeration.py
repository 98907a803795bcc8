"""No form tells whether an address has an account: every kind of address gets the same answers, step by step, and costs
the same work. Work is counted (queries, password hashes, mails written), because a clock would tell nothing here."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.leaving import ask_deletion, erase
from tests.factories import PASSWORD, make_circle, make_user

pytestmark = pytest.mark.django_db
KINDS = ["nobody", "member", "wordless", "unproven", "suspended", "leaving", "erased"]
MEASURES = {"Content-Length", "Expires", "X-Request-ID"}  # of the address, of the clock, and of the request alone
# Reading who has the address, by its key. Everything else that costs something is the same to the row.
MORE_READS = 3
Step = Callable[[Client, str], Any]


def address_of(kind: str) -> str:
    return f"{kind}@example.org"


def make(kind: str) -> None:
    """Somebody of each kind, whose address is told by the kind."""
    if kind == "nobody":
        return
    user = make_user(email=address_of(kind), password=None if kind == "wordless" else PASSWORD)
    if kind == "unproven":
        EmailAddress.objects.filter(user=user).update(verified=False)
    elif kind == "suspended":
        User.objects.filter(pk=user.pk).update(suspended_at=timezone.now())
    elif kind == "leaving":
        ask_deletion(user, at=timezone.now())
    elif kind == "erased":
        erase(user, at=timezone.now())


@dataclass
class Seen:
    """What somebody at a browser gets to know, and what it cost."""

    answers: list[tuple[int, list[str], str]] = field(default_factory=list)
    work: list[tuple[int, int, int]] = field(default_factory=list)  # hashes, mails, rows written
    reads: list[int] = field(default_factory=list)


@contextmanager
def counted(hashes: list[str], seen: Seen) -> Iterator[None]:
    before, mails = len(hashes), OutboxMail.objects.count()
    with CaptureQueriesContext(connection) as queries:
        yield
    writes = sum(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries)
    seen.work.append((len(hashes) - before, OutboxMail.objects.count() - mails, writes))
    seen.reads.append(len(queries) - writes)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one with each password that is hashed; a cheap hash in place of the slow one."""
    done: list[str] = []
    real = PBKDF2PasswordHasher.encode

    def encode(hasher: PBKDF2PasswordHasher, password: str, salt: str, iterations: int | None = None) -> str:
        done.append(salt)
        return real(hasher, password, salt, 1)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", encode)
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1)
    return done


def masked(response: Any, address: str) -> tuple[int, list[str], str]:
    def mask(text: str) -> str:
        return re.sub(r'value="\w{64}"|content="\w{64}"', "TOKEN", text.replace(address, "ADDRESS"))

    headers = [f"{name}: {mask(value)}" for name, value in response.headers.items() if name not in MEASURES]
    return response.status_code, sorted(headers) + sorted(response.cookies), mask(response.content.decode())


def go_through(steps: list[Step], kind: str, hashes: list[str], browser: Client | None = None) -> Seen:
    cache.clear()
    browser, seen = browser or Client(), Seen()
    for step in steps:
        with counted(hashes, seen):
            response = step(browser, address_of(kind))
        seen.answers.append(masked(response, address_of(kind)))
    return seen


def post(page: str, **data: str) -> Step:
    """ADDRESS stands for the address."""
    return lambda browser, address: browser.post(
        reverse(page), {name: value.replace("ADDRESS", address) for name, value in data.items()}
    )


def get(page: str) -> Step:
    return lambda browser, address: browser.get(reverse(page))


def wait_and(step: Step) -> Step:
    """The step, when no limit counts any more what was before."""

    def later(browser: Client, address: str) -> Any:
        cache.clear()
        return step(browser, address)

    return later


FORMS: dict[str, list[Step]] = {
    "a wrong password": [
        get("account_login"),
        *[post("account_login", login="ADDRESS", password="not the password")] * 6,
    ],
    "a code": [
        post("account_request_login_code", email="ADDRESS"),
        get("account_confirm_login_code"),
        *[post("account_confirm_login_code", code="WRONG1")] * 2,
        *[post("account_confirm_login_code", action="resend")] * 3,
        get("account_confirm_login_code"),
        *[post("account_confirm_login_code", code="WRONG1")] * 4,
        get("account_login"),
    ],
    "a new password": [
        post("account_reset_password", email="ADDRESS"),
        get("account_confirm_password_reset_code"),
        *[post("account_confirm_password_reset_code", code="WRONG1")] * 2,
        post("account_reset_password", email="ADDRESS"),
        *[post("account_confirm_password_reset_code", code="WRONG1")] * 6,
        get("account_login"),
    ],
    "joining": [
        post("account_signup", email="ADDRESS", password1=PASSWORD),
        get("account_email_verification_sent"),
        *[post("account_email_verification_sent", code="WRONG1")] * 2,
        # Too early for another one.
        post("account_email_verification_sent", action="resend"),
        wait_and(post("account_email_verification_sent", action="resend")),
        get("account_email_verification_sent"),
        *[post("account_email_verification_sent", code="WRONG1")] * 4,
        get("account_signup"),
    ],
}


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_of_address_gets_the_same_answers_for_the_same_work(form: str, hashes: list[str]) -> None:
    for kind in KINDS:
        make(kind)
    compare({kind: go_through(FORMS[form], kind, hashes) for kind in KINDS})


def compare(seen: dict[str, Seen]) -> None:
    nobody = seen["nobody"]
    for kind, there in seen.items():
        assert there.answers == nobody.answers, kind
        assert there.work == nobody.work, kind
        assert [abs(n - m) <= MORE_READS for n, m in zip(there.reads, nobody.reads, strict=True)] == [True] * len(
            there.reads
        )


ADD: list[Step] = [
    post("account_email", action_add="", email="ADDRESS"),
    get("account_email_verification_sent"),
    get("account_email"),
    *[post("account_email_verification_sent", code="WRONG1")] * 2,
    wait_and(post("account_email_verification_sent", action="resend")),
    *[post("account_email_verification_sent", code="WRONG1")] * 3,
    get("account_email"),
]


def test_adding_an_address_tells_nobody_of_its_account(hashes: list[str]) -> None:
    mina, seen = make_user("Mina", password=PASSWORD), {}
    for kind in KINDS:
        make(kind)
        browser = Client()
        browser.force_login(mina)
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        seen[kind] = go_through(ADD, kind, hashes, browser)
    compare(seen)


def test_inviting_an_address_tells_nobody_of_its_account(hashes: list[str]) -> None:
    carol, browser, seen = make_user("Carol"), Client(), {}
    url = reverse("circles:invite", args=[make_circle(curator=carol).tag])
    browser.force_login(carol)
    letter = {"by": "mail", "mail-sentence": "You belong here."}
    invite: Step = lambda browser, address: browser.post(url, letter | {"mail-addresses": address})  # noqa: E731
    for kind in KINDS:
        make(kind)
        seen[kind] = go_through([invite], kind, hashes, browser)
    compare(seen)
