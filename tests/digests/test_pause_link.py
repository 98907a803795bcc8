"""Pausing by the link in a digest."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.digests.pause_links import PAUSE, pause_link
from apps.mail.links import sign
from apps.profiles.models import Profile, User
from apps.profiles.services.profile import pause, resume
from tests.factories import make_user
from tests.mail.tokens import signed_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user("Mina Park", time_zone="Pacific/Auckland")


@pytest.fixture
def client() -> Client:
    """Of a mail program: signed in nowhere, and without a cookie."""
    return Client(enforce_csrf_checks=True)


def path(user: User) -> str:
    return "/" + pause_link(user).split("/", 3)[3]


def until(user: User) -> datetime | None:
    return Profile.objects.get(user=user).paused_until


def test_looking_changes_nothing(user: User, client: Client) -> None:
    page = client.get(path(user))

    assert ("Pause for a month?" in page.text, Profile.objects.get(user=user).paused_at) == (True, None)


def test_one_button_pauses_for_a_month_by_their_own_clock(user: User, client: Client) -> None:
    page = client.post(path(user))

    ends = until(user)
    assert ends
    local = ends.astimezone(user.profile.zone)
    days = local.date() - timezone.now().astimezone(user.profile.zone).date()
    assert ("You are paused" in page.text, days, local.hour) == (True, timedelta(days=30), 0)


def test_a_longer_pause_stays_and_a_shorter_one_is_made_longer(user: User, client: Client) -> None:
    pause(user, at=timezone.now())
    client.post(path(user))
    assert until(user) is None

    for days, stays in ((60, True), (5, False)):
        day = (timezone.now() + timedelta(days=days)).date()
        resume(user, at=timezone.now())
        pause(user, until=day, at=timezone.now())
        before = until(user)
        client.post(path(user))
        assert (until(user) == before) is stays


def test_forged_links_are_no_page_and_old_ones_say_so(user: User, client: Client) -> None:
    tokens = [
        sign("digest.unsubscribe", user=user.pk),
        sign(PAUSE, user=0),
        signed_ago(timedelta(days=41), PAUSE, user=user.pk),
    ]
    urls = [reverse("digests:pause_by_link", args=[token]) for token in tokens]

    assert [client.post(url).status_code for url in urls] == [404, 404, 410]
    assert Profile.objects.get(user=user).paused_at is None
