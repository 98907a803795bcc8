from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.digests.mails import UNSUBSCRIBE, UNSUBSCRIBE_AGE
from apps.digests.models import DigestSchedule
from apps.digests.services.schedules import choose_schedule
from apps.mail.links import sign
from apps.mail.models import Suppression
from apps.profiles.models import User
from tests.factories import make_user
from tests.mail.tokens import signed_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(at: datetime) -> User:
    user = make_user()
    choose_schedule(user, cadence="weekly", weekday=4, hour=9, at=at)
    return user


@pytest.fixture
def client() -> Client:
    """A mail program: signed in nowhere, and without a cookie."""
    return Client(enforce_csrf_checks=True)


def url(token: str) -> str:
    return reverse("digests:unsubscribe", args=[token])


def link(user: User) -> str:
    return url(sign(UNSUBSCRIBE, user=user.pk))


def cadence(user: User) -> str:
    return DigestSchedule.objects.get(user=user).cadence


def test_opening_the_link_changes_nothing(client: Client, reader: User) -> None:
    response = client.get(link(reader))
    client.head(link(reader))

    assert (response.status_code, "Stop the digest?" in response.text) == (200, True)
    assert "The digest ends." in response.text
    assert cadence(reader) == "weekly"


def test_posting_to_it_stops_the_digest_without_a_log_in(client: Client, reader: User, at: datetime) -> None:
    other = make_user()
    choose_schedule(other, cadence="weekly", weekday=4, hour=9, at=at)

    response = client.post(link(reader), {"List-Unsubscribe": "One-Click"})

    assert (response.status_code, "No more digests" in response.text) == (200, True)
    assert (cadence(reader), cadence(other)) == ("never", "weekly")
    # Asks and messages still come.
    assert Suppression.objects.count() == 0


def test_posting_twice_is_posting_once(client: Client, reader: User) -> None:
    responses = [client.post(link(reader)) for _ in range(2)]

    assert [response.status_code for response in responses] == [200, 200]
    assert cadence(reader) == "never"


def test_once_it_is_stopped_the_link_says_so_and_whose_it_is_before(client: Client, reader: User) -> None:
    before = client.get(link(reader)).text
    client.post(link(reader))

    assert f"This page came with a mail to {reader.profile.first_name}." in before
    assert ["Stop the digest?" in text for text in (before, client.get(link(reader)).text)] == [True, False]
    assert f'href="{reverse("profiles:settings")}#digest"' in client.get(link(reader)).text


def test_who_never_had_a_schedule_gets_none_later(client: Client) -> None:
    user = make_user()

    client.post(link(user))

    assert cadence(user) == "never"


def answers(client: Client, token: str) -> list[int]:
    """To looking and to posting."""
    return [client.get(url(token)).status_code, client.post(url(token)).status_code]


def test_a_token_of_something_else_is_no_page(client: Client, reader: User) -> None:
    token = sign(UNSUBSCRIBE, user=reader.pk)
    wrong = [sign("invitation", user=reader.pk), token[:-1], "x" + token, sign(UNSUBSCRIBE, user=0)]

    assert [answers(client, one) for one in wrong] == [[404, 404]] * 4
    assert cadence(reader) == "weekly"


def test_a_token_works_for_a_year(client: Client, reader: User) -> None:
    token = signed_ago(UNSUBSCRIBE_AGE - timedelta(minutes=1), UNSUBSCRIBE, user=reader.pk)

    assert answers(client, token) == [200, 200]
    assert cadence(reader) == "never"


def test_an_older_one_says_where_to_go(client: Client, reader: User) -> None:
    token = signed_ago(UNSUBSCRIBE_AGE + timedelta(minutes=1), UNSUBSCRIBE, user=reader.pk)

    assert answers(client, token) == [410, 410]
    assert "This link has expired. Sign in to see how things stand." in client.get(url(token)).text
    assert cadence(reader) == "weekly"


def test_an_erased_person_has_no_page(client: Client, reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(is_active=False)

    assert answers(client, sign(UNSUBSCRIBE, user=reader.pk)) == [404, 404]
