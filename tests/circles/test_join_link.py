"""The page behind a circle's link."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.models import Circle, JoinPolicy, JoinRequest
from apps.circles.tokens import JOIN_LINK_LASTS, join_link
from apps.mail.templatetags.days import day
from apps.profiles.models import User
from tests.circles.visits import is_in, page, path, signed_in
from tests.factories import AT, join, make_user
from tests.mail.tokens import signed_ago

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_an_open_circles_link_lets_people_in_at_once(circle: Circle) -> None:
    Circle.objects.update(join_policy=JoinPolicy.OPEN)
    circle.refresh_from_db()
    ben = make_user("Ben")
    client, url = signed_in(ben), path(join_link(circle))

    assert "Ads that people stop for" in client.get(url).content.decode()
    assert not is_in(ben, circle)
    assert client.post(url).headers["Location"] == "/circles/marketing/welcome/"
    assert is_in(ben, circle)


def test_asking_by_link_looks_the_same_after_a_refusal(circle: Circle) -> None:
    Circle.objects.update(join_policy=JoinPolicy.REQUEST)
    circle.refresh_from_db()
    client, url = signed_in(make_user("Ben")), path(join_link(circle))

    client.post(url, {"note": "Jonas told me."})
    client.get(url)
    waiting = client.get(url).content
    JoinRequest.objects.update(state="refused")

    assert b"You have asked to join" in waiting
    assert client.get(url).content == waiting


def test_whoever_joins_reads_before_that_curators_see_wishes(circle: Circle) -> None:
    Circle.objects.update(join_policy=JoinPolicy.OPEN)
    circle.refresh_from_db()
    client, url = signed_in(make_user("Ben")), path(join_link(circle))
    words = "If you would like to meet somebody here, its curators may see that"
    asked = "Where you ask the curators to introduce you to somebody here, they read that, and nobody else does."
    before = client.get(url).text
    assert (words in before, asked in before) == (False, True)

    Circle.objects.update(shows_wishes=True)

    after = client.get(url).text
    assert (words in after, asked in after) == (True, True)


def test_a_visitor_is_asked_to_sign_in_and_sees_no_names(client: Client, circle: Circle) -> None:
    Circle.objects.update(join_policy=JoinPolicy.OPEN)
    url = path(join_link(circle))

    text = client.get(url).content.decode()

    assert ["#marketing" in text, "David" in text, f"/accounts/login/?next={url}" in text] == [True, False, True]
    assert client.post(url).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("change", [{"link_nonce": "new"}, {"join_policy": JoinPolicy.INVITATION}, {"closed_at": AT}])
def test_a_link_that_opens_nothing_has_one_page(client: Client, circle: Circle, change: dict[str, Any]) -> None:
    url = path(join_link(circle))
    Circle.objects.update(**({"join_policy": JoinPolicy.OPEN} | change))

    assert [client.get(url).status_code, client.post(url).status_code] == [410, 410]
    assert client.get("/join/x/").status_code == 404


@pytest.mark.parametrize(("age", "status"), [(JOIN_LINK_LASTS - HOUR, 200), (JOIN_LINK_LASTS + HOUR, 410)])
def test_a_link_opens_the_circle_for_thirty_days_and_then_looks_like_an_old_one(
    client: Client, circle: Circle, age: timedelta, status: int
) -> None:
    Circle.objects.update(join_policy=JoinPolicy.OPEN)
    token, other = (signed_ago(age, "join", id=circle.pk, nonce=nonce) for nonce in (circle.link_nonce, "renewed"))

    response = client.get(f"/join/{token}/")

    assert response.status_code == status
    assert (response.content == client.get(f"/join/{other}/").content) == (status == 410)


def test_the_settings_say_until_when_the_link_works(circle: Circle, david: User) -> None:
    Circle.objects.update(join_policy=JoinPolicy.OPEN)
    until = day(timezone.now() + JOIN_LINK_LASTS)

    assert f"It works until {until}" in page(david, "settings", circle.tag)


def test_a_member_with_the_link_lands_in_the_circle(circle: Circle) -> None:
    ben = make_user("Ben")
    join(circle, ben)

    assert signed_in(ben).get(path(join_link(circle))).headers["Location"] == "/circles/marketing/"
