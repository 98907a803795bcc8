import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import introduce
from apps.matching.models import Dismissal
from apps.matching.services.refreshing import refresh_circle
from apps.matching.services.wishing import wish
from apps.matching.suggesting import suggestions_for
from apps.profiles.models import Block, User, Visibility
from tests.factories import add_trait, connect, make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db
THEY = "They went to high schools 2 miles apart, and both like #yankees"


@pytest.fixture
def carol() -> User:
    return make_user("Carol", time_zone="America/New_York")


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(carol: User, pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)], curator=carol)


def bench(user: User, circle: Circle) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("bench:sitting", args=[circle.tag]))


def seen(user: User, circle: Circle) -> str:
    """The page without the tokens that differ on every load."""
    return re.sub(r'(csrfmiddlewaretoken" value=|csrf[^"]*token[^"]*":\s*)"[^"]+"', "", bench(user, circle).text)


def test_bench_shows_the_pair_why_and_a_form(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    page = bench(carol, circle).text

    assert THEY in page
    assert "Mina and Jonas, I would like you to know each other." in page
    assert all(f'name="people" value="{user.pk}"' in page for user in pair)


def test_bench_calls_two_of_one_name_by_their_whole_names(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    for user, name in zip(pair, ("Hugo Holm", "Hugo Nwosu"), strict=True):
        user.profile.name = name
        user.profile.save()

    assert "Hugo Holm and Hugo Nwosu, I would like you to know each other." in bench(carol, circle).text


def test_bench_is_for_curators(circle: Circle, pair: tuple[User, User]) -> None:
    assert bench(pair[0], circle).status_code == 404
    assert bench(make_user(), circle).status_code == 404


def test_bench_of_a_closed_circle_does_not_exist(circle: Circle, carol: User, at: datetime) -> None:
    Circle.objects.update(closed_at=at)

    assert bench(carol, circle).status_code == 404


def test_bench_form_asks_both(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    client = Client()
    client.force_login(carol)
    url = reverse("introductions:introduce", args=[circle.tag])

    response = client.post(url, {"people": [user.pk for user in pair], "note": "Mina and Jonas, meet."})

    assert response.status_code == 302
    assert sorted(Introduction.objects.get().answers.values_list("user_id", flat=True)) == [u.pk for u in pair]


def test_bench_tells_what_was_introduced_here_before(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    introduction = introduce(circle, pair, by=carol, note="Meet.", at=at)

    page = bench(carol, circle).text

    assert reverse("introductions:detail", args=[introduction.pk]) in page
    assert 'name="people"' not in page


@pytest.mark.parametrize("here", [True, False])
def test_bench_drops_who_know_each_other_from_here_or_from_before(
    here: bool, circle: Circle, carol: User, pair: tuple[User, User]
) -> None:
    connect(*pair, circle=circle if here else None)

    assert THEY not in bench(carol, circle).text


def do_block(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    Block.objects.create(blocker=pair[0], blocked=pair[1], since=at)


def do_pause(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    pair[0].profile.paused_at = at
    pair[0].profile.save()


def do_leave_soon(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    User.objects.filter(pk=pair[0].pk).update(leaving_at=at)


def do_wish(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    wish(suggestions_for(pair[0], at=at)[0].suggestion, by=pair[0], at=at)


def do_dismiss(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    Dismissal.objects.create(user=pair[0], other=pair[1], at=at)


def hide_canary(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    for user in pair:
        add_trait(user, "interest", "#canary", visibility=Visibility.HIDDEN)
        add_trait(user, "employer", "Canary Works", visibility=Visibility.INTRODUCED)


def be_asked_elsewhere(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    other = refreshed_circle("elsewhere", list(pair))
    introduce(other, pair, by=other.memberships.get(role="curator").user, note="Meet.", at=at)


def meet_elsewhere(pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    connect(*pair, circle=refreshed_circle("elsewhere", list(pair)))


SEALED = [do_block, do_pause, do_leave_soon, do_wish, do_dismiss, hide_canary, be_asked_elsewhere, meet_elsewhere]


@pytest.mark.parametrize("sealed", SEALED)
def test_bench_tells_nothing_of_what_is_sealed(
    sealed: Callable[[tuple[User, User], Circle, datetime], None],
    circle: Circle,
    carol: User,
    pair: tuple[User, User],
    at: datetime,
) -> None:
    before = seen(carol, circle)

    sealed(pair, circle, at)
    refresh_circle(circle.pk, at=LATER)

    assert seen(carol, circle) == before
    assert "canary" not in before.casefold()


@pytest.mark.parametrize("value", ["yes", "no"])
def test_bench_tells_nothing_of_an_answer(
    value: str, circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    introduction = introduce(circle, pair, by=carol, note="Meet.", at=at)
    before = seen(carol, circle)

    answer(introduction, user=pair[0], value=value, at=at + timedelta(hours=1))

    assert seen(carol, circle) == before


def test_bench_does_not_show_whom_the_curator_may_not_see(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    Block.objects.create(blocker=pair[0], blocked=carol, since=at)

    assert "Mina" not in bench(carol, circle).text


def test_bench_pins_its_queries(carol: User, django_assert_num_queries: Any) -> None:
    many = crowd(10, interest="#maps")
    circle = refreshed_circle("large", [*many, *crowd(200)], curator=carol)
    client = Client()
    client.force_login(carol)
    url = reverse("bench:sitting", args=[circle.tag])
    assert client.get(url).text.count('<article class="letter') == 10

    with django_assert_num_queries(22):
        client.get(url)


def test_circle_page_leads_curators_to_the_bench(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    def page(user: User) -> str:
        client = Client()
        client.force_login(user)
        return str(client.get(reverse("circles:detail", args=[circle.tag])).text)

    link = reverse("bench:sitting", args=[circle.tag])
    assert (link in page(carol), link in page(pair[0])) == (True, False)
