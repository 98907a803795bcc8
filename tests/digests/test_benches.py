"""What a curator's digest says of their benches."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.bench.services.holding import hold
from apps.circles.models import Circle, Role
from apps.circles.services.leaving import leave
from apps.digests.benches import TOP
from apps.digests.composing import today
from apps.digests.mails import PURPOSE, compose_digest
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.matching.models import Candidate
from apps.profiles.models import User, Visibility
from apps.profiles.services.blocking import block
from tests.factories import add_trait, make_circle, make_user
from tests.matching.scenes import refreshed_circle

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
SCHOOLS = "They went to high schools 3 kilometres apart, and both like #yankees"


def digest(user: User, at: datetime) -> Composed | None:
    """It goes out."""
    key = f"{user.pk}:{at.isoformat()}"
    mine = {"user": user, "address": user.email, "state": "sent"}
    mail = OutboxMail.objects.create(purpose=PURPOSE, key=key, due_at=at, **mine)
    return compose_digest(mail, at)


def proposed(user: User, at: datetime) -> list[str]:
    benches = today(user, at=at, digest=1).benches
    return [f"{bench.circle}: {one.names}" for bench in benches for one in bench.proposals]


def twosomes(tag: str, curator: User, count: int, at: datetime) -> Circle:
    """A circle of pairs, each with something in common that nobody else has."""
    people = [make_user(f"{side} {tag}{number}") for number in range(count) for side in ("Ann", "Ben")]
    for number, user in enumerate(people):
        for what in ("kites", "bees", "maps"):
            add_trait(user, "interest", f"#{what}-{tag}{number // 2}")
    return refreshed_circle(tag, people, curator=curator, at=at)


def test_a_curator_reads_names_and_because_and_a_way_to_the_bench(circle: Circle, carol: User, at: datetime) -> None:
    mail = digest(carol, at)

    assert mail is not None
    assert mail.subject == "#marketing: Mina Moss and Jonas Jahn both like #yankees"
    for text in (mail.text, mail.html):
        for words in ("Whom you could introduce in #marketing", "Mina Moss and Jonas Jahn", SCHOOLS):
            assert words in text


def test_members_read_nothing_of_a_bench_and_the_home_page_does_not_either(
    circle: Circle, carol: User, mina: User, at: datetime
) -> None:
    assert (proposed(mina, at), list(today(carol, at=at).benches)) == ([], [])


def test_what_one_digest_told_brings_no_other(circle: Circle, carol: User, at: datetime) -> None:
    assert digest(carol, at) is not None

    assert [digest(carol, at + weeks * WEEK) for weeks in (1, 2, 9)] == [None] * 3


def test_somebody_new_brings_one_with_what_is_new_alone(circle: Circle, carol: User, at: datetime) -> None:
    digest(carol, at)
    una, ben = (make_user(name) for name in ("Una", "Ben"))
    for user in (una, ben):
        for what in ("#kites", "#bees", "#maps"):
            add_trait(user, "interest", what)
    refreshed_circle("choir", [una, ben], curator=carol, at=at)

    mail = digest(carol, at + WEEK)

    assert mail is not None
    assert ["Una and Ben" in mail.text, "Mina" in mail.text, "#marketing" in mail.subject] == [True, False, False]


def test_one_that_is_tried_again_tells_the_same(circle: Circle, carol: User, at: datetime) -> None:
    mail = OutboxMail.objects.create(purpose=PURPOSE, key="1", user=carol, address=carol.email, due_at=at)

    first, again = compose_digest(mail, at), compose_digest(mail, at + timedelta(hours=5))

    assert first is not None
    assert again is not None
    assert again.subject == first.subject


def test_what_is_decided_gone_or_hidden_meanwhile_is_not_in_it(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    assert proposed(carol, at) == ["#marketing: Mina Moss and Jonas Jahn"]

    held = hold(circle, [mina, jonas], by=carol, until=at.date() + timedelta(days=9), at=at, today=at.date())
    assert proposed(carol, at) == []
    held.delete()
    mina.traits.update(visibility=Visibility.HIDDEN)
    assert proposed(carol, at) == []
    mina.traits.update(visibility=Visibility.CIRCLE_MATES)
    leave(circle, user=jonas, at=at)
    assert proposed(carol, at) == []


def test_what_the_two_sealed_from_each_other_changes_nothing(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    before = proposed(carol, at)

    block(mina, jonas, at=at)

    assert proposed(carol, at) == before == ["#marketing: Mina Moss and Jonas Jahn"]


def test_who_keeps_the_circle_no_more_reads_nothing(circle: Circle, carol: User, at: datetime) -> None:
    circle.memberships.filter(user=carol).update(role=Role.MEMBER)

    assert proposed(carol, at) == []


def test_a_closed_circle_has_no_bench(circle: Circle, carol: User, at: datetime) -> None:
    Circle.objects.filter(pk=circle.pk).update(closed_at=at)

    assert proposed(carol, at) == []


def test_five_at_most_and_another_circle_begins_the_next_time(carol: User, at: datetime) -> None:
    for tag in ("bees", "maps"):
        twosomes(tag, carol, TOP + 1, at)

    weeks = [[line.split(":")[0] for line in proposed(carol, at + number * WEEK)] for number in range(2)]

    assert sorted(weeks) == [["#bees"] * TOP, ["#maps"] * TOP]


def test_of_a_pair_on_two_benches_it_is_told_once(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    refreshed_circle("other", [mina, jonas], curator=carol, at=at)
    assert Candidate.objects.current().values("circle_id").distinct().count() == 2

    assert len(proposed(carol, at)) == 1


@pytest.mark.parametrize("count", [3, 5])
def test_many_circles_cost_no_more_than_three(
    count: int, carol: User, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_circle(f"empty-{number}", curator=carol, members=[make_user()])

    with django_assert_num_queries(42):
        today(carol, at=at, digest=1)
