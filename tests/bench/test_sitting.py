import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.bench.models import Hold
from apps.bench.services.preparing import prepare
from apps.circles.models import Circle, Membership
from apps.circles.services.inviting import Invitee, invite
from apps.introductions.services.introducing import introduce
from apps.profiles.models import Block, User
from tests.bench.pages import THEY, bench, key_of, pairs_on
from tests.factories import add_trait, connect, join, make_circle, make_user
from tests.matching.scenes import crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db


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


def test_bench_tells_what_was_introduced_here_before(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    introduction = introduce(circle, pair, by=carol, note="Meet.", at=at)

    page = bench(carol, circle).text

    assert reverse("introductions:detail", args=[introduction.pk]) in page
    assert pairs_on(page) == []


@pytest.mark.parametrize("here", [True, False])
def test_bench_drops_who_know_each_other_from_here_or_from_before(
    here: bool, circle: Circle, carol: User, pair: tuple[User, User]
) -> None:
    connect(*pair, circle=circle if here else None)

    assert THEY not in bench(carol, circle).text


def test_bench_does_not_show_whom_the_curator_may_not_see(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    Block.objects.create(blocker=pair[0], blocked=carol, since=at)

    assert "Mina" not in bench(carol, circle).text


def test_bench_pins_its_queries(carol: User, django_assert_num_queries: Any) -> None:
    many = crowd(14, interest="#maps")
    circle = refreshed_circle("large", [*many, *crowd(200)], curator=carol)
    for one, other in ((0, 1), (2, 3), (4, 5)):
        introduce(circle, [many[one], many[other]], by=carol, note="Meet.", at=timezone.now())
        decision = {"circle": circle, "low": many[one], "high": many[other + 1], "by": carol, "at": timezone.now()}
        Hold.objects.create(until=timezone.localdate() + timedelta(days=9), **decision)
    guest = invite(circle, [Invitee("guest@example.org")], sentence="Come.", by=carol, at=timezone.now())
    for waiting in ([], guest):
        prepare(circle, many[6 + len(waiting) : 8], waiting, by=carol, note="Meet.", at=timezone.now())
    client = Client()
    client.force_login(carol)
    url = reverse("bench:sitting", args=[circle.tag])
    page = client.get(url).text
    assert (page.count('<article class="letter'), "Introduced before:" in page) == (10, True)

    with django_assert_num_queries(31):
        client.get(url)


def test_circle_page_leads_curators_to_the_bench(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    def page(user: User) -> str:
        client = Client()
        client.force_login(user)
        return str(client.get(reverse("circles:detail", args=[circle.tag])).text)

    link = reverse("bench:sitting", args=[circle.tag])
    assert (link in page(carol), link in page(pair[0])) == (True, False)


def joined(circle: Circle, user: User, days_ago: int) -> None:
    Membership.objects.filter(circle=circle, user=user).update(joined_at=timezone.now() - timedelta(days=days_ago))


def test_bench_puts_newcomers_who_know_nobody_first_and_then_who_stands_alone(carol: User, at: datetime) -> None:
    """The strongest pair is of two who know others here."""
    strong, weak, new = golden_pair(), crowd(2, interest="#maps"), crowd(2, interest="#kites")
    friends = crowd(20)
    circle = refreshed_circle("marketing", [*strong, *weak, *new, *friends], curator=carol)
    for user, friend in zip(strong, friends, strict=False):
        connect(user, friend, circle=circle)
    joined(circle, new[0], days_ago=29)

    page = bench(carol, circle).text

    assert pairs_on(page) == [key_of(*new), key_of(*weak), key_of(*strong)]
    assert page.count("new here") == 1
    joined(circle, new[0], days_ago=31)
    assert "new here" not in bench(carol, circle).text


def test_bench_says_of_a_newcomer_that_there_is_little_to_go_on(
    circle: Circle, carol: User, pair: tuple[User, User]
) -> None:
    una = make_user("Una Lind")
    assert "little to go on" not in bench(carol, circle).text

    join(circle, una, at=timezone.now())
    page = bench(carol, circle).text

    assert "New here, and little to go on yet" in page
    assert f"?with={una.pk}" in page


def test_bench_is_not_about_one_person(carol: User) -> None:
    star = make_user("Star")
    others = [user for number in range(6) for user in crowd(1, interest=f"#n{number}")]
    for number in range(6):
        add_trait(star, "interest", f"#n{number}")
    circle = refreshed_circle("marketing", [star, *others, *crowd(12)], curator=carol)

    assert len([key for key in pairs_on(bench(carol, circle).text) if str(star.pk) in key.split("-")]) == 3


def test_bench_tells_of_each_whom_this_circles_curators_introduced_them_to(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    ana, elsewhere = make_user("Ana Pohl"), make_user("Elsa")
    join(circle, ana)
    other = make_circle("elsewhere", members=[pair[0], elsewhere])
    introduce(circle, [pair[0], ana], by=carol, note="Meet.", at=at)
    introduce(other, [pair[0], elsewhere], by=other.memberships.get(role="curator").user, note="Meet.", at=at)

    page = " ".join(re.sub(r"<[^>]+>|&nbsp;", " ", bench(carol, circle).text).split())

    assert "Introduced before: March 4 with Ana Pohl · did not happen" in page
    assert "Elsa" not in page


def test_bench_still_proposes_two_whom_an_introduction_in_a_group_left_alone(
    circle: Circle, carol: User, pair: tuple[User, User], at: datetime
) -> None:
    third = Membership.objects.filter(circle=circle).exclude(user__in=[carol, *pair]).order_by("pk")[0].user
    introduce(circle, [*pair, third], by=carol, note="Meet.", at=at)

    assert key_of(*pair) in pairs_on(bench(carol, circle).text)
