"""Facts that are hidden, or kept for people one has met, are shared by two people who never learn of it."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.introductions.becauses import because
from apps.introductions.services.introducing import introduce
from apps.matching.models import Candidate
from apps.matching.services.following import refresh_person
from apps.profiles.models import User, Visibility
from tests.factories import add_trait, make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[User, User]:
    mina, jonas = golden_pair()
    for user in (mina, jonas):
        add_trait(user, "interest", "#canary-hidden", visibility=Visibility.HIDDEN)
        add_trait(user, "employer", "Canary Works", visibility=Visibility.INTRODUCED)
    # One of them shows it, the other does not.
    add_trait(mina, "team", "Canary Team")
    add_trait(jonas, "team", "Canary Team", visibility=Visibility.HIDDEN)
    return mina, jonas


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)], curator=make_user("Carol"))


def test_candidates_cite_open_facts_only(circle: Circle, pair: tuple[User, User]) -> None:
    refresh_person(pair[0].pk, at=LATER)

    cited = {i for row in Candidate.objects.all() for line in row.evidence for i in line[1:3]}

    shown = {
        i
        for user in pair
        for i in user.traits.filter(kind__in=("interest", "school")).open().values_list("pk", flat=True)
    }
    assert cited == shown


def test_no_page_and_no_because_says_more(circle: Circle, pair: tuple[User, User], at: datetime) -> None:
    mina, jonas = pair
    carol = circle.memberships.get(role="curator").user
    urls = {
        jonas: [reverse("home")],
        mina: [reverse("home"), reverse("matching:explained")],
        carol: [reverse("bench:sitting", args=[circle.tag])],
    }
    pages = [_page(user, url) for user in urls for url in urls[user]]
    introduction = introduce(circle, pair, by=carol, note="Meet.", at=at)
    detail = reverse("introductions:detail", args=[introduction.pk])
    pages += [_page(user, detail) for user in (mina, jonas, carol)]
    pages += because(circle.pk, pair, reader=mina) + because(circle.pk, pair, reader=jonas)

    assert any("high schools" in page for page in pages)
    assert [page for page in pages if "canary" in page.casefold()] == []


def _page(user: User, url: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return str(response.text)
