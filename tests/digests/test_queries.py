"""How often a digest asks the database, whatever there is to say."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.digests.mails import PURPOSE, compose_digest
from apps.introductions.services.introducing import introduce
from apps.introductions.services.letting_come import let_come
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from tests.factories import add_trait, make_circle, make_user
from tests.matching.scenes import crowd, refreshed_circle

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def queued(user: User, at: datetime) -> OutboxMail:
    return OutboxMail.objects.create(purpose=PURPOSE, key="1", user=user, address=user.email, due_at=at)


def test_one_with_nothing_to_say_asks_little(at: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    una = make_user("Una")
    for _ in range(3):
        make_circle(members=[una])
    mail = queued(una, at)

    with django_assert_num_queries(11):
        assert compose_digest(mail, at) is None


@pytest.mark.parametrize("count", [1, 3])
def test_three_cards_take_as_many_queries_as_one(
    count: int, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mina, carol = make_user("Mina Moss"), make_user("Carol Curator")
    alike = [make_user(f"Nina {number}") for number in range(count)]
    for user in [mina, *alike]:
        add_trait(user, "interest", "#bees")
        add_trait(user, "interest", "#maps")
    circle = refreshed_circle("marketing", [mina, *alike, *crowd(40)], curator=carol, at=at)
    let_come(mina, suggestions=count, at=at - WEEK)
    other = circle.memberships.exclude(user__in=[mina, carol, *alike]).order_by("pk")[0].user
    introduce(circle, (mina, other), by=carol, note="Meet.", at=at)
    mail = queued(mina, at)

    with django_assert_num_queries(43):
        composed = compose_digest(mail, at)

    assert composed is not None
    assert composed.text.count("%23suggestion-") == count
