"""Erasing: nothing of a person is left but an empty row."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from apps.instance.pictures import squared
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.mail.suppression import suppress
from apps.profiles import erasures
from apps.profiles.models import Block, Change, Profile, User
from apps.profiles.services.leaving import TIME_TO_RETURN, ask_deletion, erase, erase_due, keep_account
from apps.profiles.services.photos import set_photo
from apps.profiles.tasks import erase_accounts
from tests.factories import add_trait, make_circle, make_user
from tests.profiles.conftest import signed_in
from tests.profiles.pictures import plain

CANARY = "CANARY"


@pytest.fixture
def leaver(db: None, at: datetime) -> User:
    """Somebody of whom every field says CANARY."""
    user = make_user(CANARY, email="canary@example.org", headline=CANARY, about=CANARY, time_zone="Asia/Seoul")
    EmailAddress.objects.create(user=user, email="canary-two@example.org", verified=True)
    add_trait(user, "interest", "#bees")
    set_photo(user, squared(plain()))
    Authenticator.objects.create(user=user, type="webauthn", data={"name": CANARY})
    SocialAccount.objects.create(user=user, provider="openid", uid=CANARY, extra_data={})
    bob = make_user("Bob")
    Block.objects.create(blocker=user, blocked=bob, since=at)
    Block.objects.create(blocker=bob, blocked=user, since=at)
    OutboxMail.objects.create(purpose="p", key="1", user=user, address="a@example.org", due_at=at)
    for address in (user.email, "canary-two@example.org"):
        OutboxMail.objects.create(purpose="p", key=address, address=address, due_at=at)
    return user


def everything_stored() -> str:
    """Every row of every table, as text."""
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            rows += cursor.fetchall()
    return json.dumps(rows, cls=DjangoJSONEncoder, default=str).lower()


def test_nothing_is_left_of_an_erased_person(
    leaver: User, at: datetime, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    signed_in(leaver, CANARY)
    assert "canary" in everything_stored()

    with django_capture_on_commit_callbacks(execute=True):
        erase(leaver, at=at)

    assert "canary" not in everything_stored()
    leaver.refresh_from_db()
    assert leaver.email == f"erased-{leaver.pk}@erased.invalid"
    assert (leaver.is_active, leaver.has_usable_password(), leaver.last_login) == (False, False, None)
    profile = Profile.objects.get(user=leaver)
    assert (profile.name, profile.time_zone, profile.photo.name) == ("", "UTC", "")
    assert (Session.objects.count(), Block.objects.count(), leaver.traits.count()) == (0, 0, 0)
    assert list((Path(settings.MEDIA_ROOT) / "photos").iterdir()) == []


def test_whoever_worked_something_out_of_them_is_told(leaver: User, at: datetime) -> None:
    erase(leaver, at=at)

    assert Change.objects.filter(user_id=leaver.pk).exists()


def test_erasing_twice_is_erasing_once(leaver: User, at: datetime) -> None:
    assert erase(leaver, at=at).email == erase(leaver, at=at).email


def test_others_stay_as_they_are(leaver: User, mina: User, at: datetime) -> None:
    session, trait = signed_in(mina), add_trait(mina, "interest", "#bees")

    erase(leaver, at=at)

    assert session.get(reverse("profiles:settings")).status_code == 200
    assert list(mina.traits.all()) == [trait]
    assert EmailAddress.objects.filter(user=mina).exists()


def test_the_file_and_the_sessions_stay_when_the_erasure_fails(
    leaver: User, at: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(user: User, at: datetime) -> None:
        raise RuntimeError("another room")

    monkeypatch.setattr(erasures, "_steps", [fail, *erasures._steps])

    with pytest.raises(RuntimeError):
        erase(leaver, at=at)

    assert Profile.objects.get(user=leaver).name == CANARY
    assert len(list((Path(settings.MEDIA_ROOT) / "photos").iterdir())) == 1


def test_an_erased_person_is_in_nobodys_way(leaver: User, mina: User, at: datetime) -> None:
    make_circle(members=[leaver, mina])
    erase(leaver, at=at)

    page = signed_in(mina).get(reverse("profiles:person", args=[leaver.pk]))

    assert page.status_code == 404
    assert User.objects.create_user("canary@example.org").pk != leaver.pk


def test_who_is_due_is_erased_and_nobody_else(mina: User, tom: User, at: datetime) -> None:
    early, due = ask_deletion(mina, at=at + timedelta(seconds=1)), ask_deletion(tom, at=at)
    back = keep_account(ask_deletion(make_user(), at=at), at=at)

    assert erase_due(at=at + TIME_TO_RETURN) == 1

    states = dict(User.objects.filter(pk__in=[early.pk, due.pk, back.pk]).values_list("pk", "is_active"))
    assert states == {early.pk: True, due.pk: False, back.pk: True}
    assert erase_due(at=at + TIME_TO_RETURN) == 0


def test_one_erasure_that_fails_keeps_no_other_one(
    mina: User, tom: User, at: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for user in (mina, tom):
        ask_deletion(user, at=at)

    def fail(user: User, at: datetime) -> None:
        if user == mina:
            raise RuntimeError("another room")

    monkeypatch.setattr(erasures, "_steps", [fail, *erasures._steps])

    assert erase_due(at=at + TIME_TO_RETURN) == 1
    assert [User.objects.get(pk=user.pk).is_active for user in (mina, tom)] == [True, False]
    assert f"user {mina.pk} could not be erased" in caplog.text


def test_the_hourly_task_erases(mina: User, at: datetime) -> None:
    ask_deletion(mina, at=at - TIME_TO_RETURN)

    erase_accounts()

    assert not User.objects.get(pk=mina.pk).is_active


def test_who_is_to_be_erased_is_told_when_and_what_to_do(mina: User, at: datetime) -> None:
    suppress(mina.email, at=at)
    for _ in range(2):
        ask_deletion(mina, at=at)

    mail = deliver(OutboxMail.objects.get().pk, at=at)

    assert mail is not None
    assert (mail.state, mail.address) == ("kept", mina.email)
    for text in (mail.text, mail.html):
        assert ["March 18" in text, "If it was not you" in text, "/settings/" in text] == [True] * 3


def test_who_stays_after_all_is_not_told(mina: User, at: datetime) -> None:
    keep_account(ask_deletion(mina, at=at), at=at)

    mail = deliver(OutboxMail.objects.get().pk, at=at)

    assert mail is not None
    assert mail.state == "dropped"
