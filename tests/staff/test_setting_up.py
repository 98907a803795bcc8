"""From an empty place to one with an operator."""

import threading
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from apps.instance.models import Instance
from apps.profiles.models import User
from apps.staff import emptiness
from apps.staff.models import AuditEntry
from apps.staff.services import operators
from apps.staff.services.operators import AlreadySetUp, make_operator, set_up
from apps.staff.setup_token import is_token, token
from tests.factories import AT, PASSWORD, make_user

ADDRESS = "olga@example.org"


@pytest.fixture
def empty(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emptiness._Known, "somebody", False)
    cache.clear()


def form(**fields: str) -> dict[str, str]:
    return {"token": token(), "email": ADDRESS, "password": PASSWORD} | fields


@pytest.mark.usefixtures("empty")
def test_every_page_of_an_empty_place_leads_to_setting_it_up(client: Client) -> None:
    urls = ["/", "/accounts/signup/", "/accounts/login/", "/circles/", "/staff/", "/staff/admin/", "/nothing/"]
    assert [client.get(url).headers["Location"] for url in urls] == ["/setup/"] * len(urls)
    assert client.post("/accounts/signup/", {"email": ADDRESS, "password1": PASSWORD}).headers["Location"] == "/setup/"
    assert User.objects.count() == 0


@pytest.mark.usefixtures("empty")
def test_the_token_makes_an_operator_who_is_signed_in_and_goes_on_to_the_place(client: Client) -> None:
    answer = client.post("/setup/", form(email="Olga@Example.org"))

    user = User.objects.get()
    assert answer.headers["Location"] == "/staff/instance/"
    assert client.get("/staff/instance/").status_code == 200
    assert (user.email, user.is_staff, user.is_superuser, user.check_password(PASSWORD)) == (ADDRESS, True, True, True)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(ADDRESS, True, True)]
    assert Instance.objects.get().set_up_at is not None
    assert list(AuditEntry.objects.values_list("deed", "by")) == [("set_up", user.pk)]


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    "wrong",
    [{"token": "AAAAA-AAAAA-AAAAA-AAAAA"}, {"token": ""}, {"password": "short"}, {"password": ADDRESS}, {"email": "x"}],
)
def test_a_form_with_a_mistake_makes_nobody(wrong: dict[str, str], client: Client) -> None:
    answer = client.post("/setup/", form(**wrong))

    assert (answer.status_code, User.objects.count()) == (422, 0)
    assert PASSWORD not in answer.text


@pytest.mark.usefixtures("empty")
def test_guessing_the_token_is_slowed_down_and_then_the_right_one_is_not_looked_at(client: Client) -> None:
    guesses = [client.post("/setup/", form(token=f"GUESS{number}")).status_code for number in range(11)]

    assert guesses == [422] * 10 + [429]
    assert client.post("/setup/", form()).status_code == 429
    assert User.objects.count() == 0


def test_the_token_is_the_same_for_every_process_and_hangs_on_the_secret(settings: Any) -> None:
    first = token()
    assert [is_token(first), is_token(f" {first.lower()} "), is_token(first.replace("-", "")), is_token("")] == [
        True,
        True,
        True,
        False,
    ]
    settings.SECRET_KEY = "another"
    assert not is_token(first)


@pytest.mark.usefixtures("empty")
def test_with_the_first_account_the_token_is_worthless_and_its_page_not_there(client: Client) -> None:
    make_user("Mina")

    for answer in (client.get("/setup/"), client.post("/setup/", form())):
        assert (answer.status_code, answer.content) == (404, client.get("/nothing/").content)
    with pytest.raises(AlreadySetUp):
        set_up(ADDRESS, PASSWORD, at=AT)
    assert User.objects.count() == 1


def race(act: Any, monkeypatch: pytest.MonkeyPatch, patience: float) -> int:
    """Two set the place up in the same instant; how many operators there are then."""
    barrier, made = threading.Barrier(2), User.objects.create_superuser

    def slow(*args: Any, **words: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(patience)
        return made(*args, **words)

    def run(address: str) -> None:
        try:
            with suppress(AlreadySetUp):
                act(address, PASSWORD, at=AT)
        finally:
            connection.close()

    Instance.objects.create(pk=1)
    monkeypatch.setattr(User.objects, "create_superuser", slow)
    threads = [threading.Thread(target=run, args=(f"{name}@example.org",)) for name in ("olga", "eve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return User.objects.filter(is_superuser=True).count()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_at_once_one_becomes_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(set_up, monkeypatch, 1.0) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":  # there the transaction is the lock
        act: Any = set_up.__wrapped__  # type: ignore[attr-defined]  # functools.wraps sets it
        monkeypatch.setattr(Instance.objects, "locked", lambda: None)
        monkeypatch.setattr(operators, "mark_set_up", lambda **_: None)
    else:
        act = set_up
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())
    assert race(act, monkeypatch, 15.0) == 2


def say(command: str, *words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(command, *words, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue().strip()


@pytest.mark.usefixtures("empty")
def test_setup_token_prints_the_address_as_long_as_nobody_is_there(settings: Any) -> None:
    settings.SITE_URL = "https://intro.example.org"
    assert say("setup_token") == (f"https://intro.example.org/setup/?token={token()}", "")

    make_user("Mina")
    out, err = say("setup_token")
    assert (out, "make_operator" in err) == ("", True)


@pytest.mark.django_db
def test_make_operator_makes_nobody_of_a_slip_in_an_address() -> None:
    make_user("Olga", email=ADDRESS)

    with pytest.raises(CommandError, match=r"Nobody has an account with olag@example.org\. .*--new"):
        say("make_operator", "olag@example.org")

    assert (User.objects.count(), User.objects.filter(is_superuser=True).exists()) == (1, False)


@pytest.mark.django_db
def test_make_operator_makes_a_new_account_that_signs_in_by_code() -> None:
    out, _ = say("make_operator", "--new", "Olga@example.org")

    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser, user.has_usable_password()) == (ADDRESS, True, True, False)
    assert "mailed code" in out
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.by, entry.about) == ("made_operator", None, user)


@pytest.mark.django_db
def test_make_operator_keeps_a_proved_account_as_it_is() -> None:
    user = make_user("Olga", email=ADDRESS, password=PASSWORD)

    say("make_operator", ADDRESS)

    user.refresh_from_db()
    assert (user.is_superuser, user.check_password(PASSWORD), User.objects.count()) == (True, True, 1)


@pytest.mark.django_db
def test_make_operator_takes_the_password_off_an_account_that_nobody_proved() -> None:
    """Somebody else may have begun it, and be waiting."""
    user = User.objects.create_user(ADDRESS, "the stranger's password")
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=False, primary=True)

    make_operator(ADDRESS, at=AT)

    user.refresh_from_db()
    assert (user.is_superuser, user.has_usable_password()) == (True, False)
    assert list(EmailAddress.objects.values_list("verified", flat=True)) == [True]


@pytest.mark.django_db
def test_make_operator_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="not an email address"):
        say("make_operator", "olga")


@pytest.mark.django_db
def test_make_operator_refuses_a_suspended_account() -> None:
    user = make_user("Olga", email=ADDRESS)
    User.objects.filter(pk=user.pk).update(suspended_at=AT)

    with pytest.raises(CommandError, match="This account is suspended"):
        say("make_operator", ADDRESS)

    user.refresh_from_db()
    assert (user.is_staff, AuditEntry.objects.count()) == (False, 0)
