"""Whatever the engine found last night: what is read now rests on facts that its reader may open now, and what is
sealed changed nothing of what was found. Worlds are drawn from numbers; SOAK draws until a hundred thousand reasons are
read."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.contrib.humanize.templatetags.humanize import apnumber
from django.db import transaction

from apps.circles.models import Circle, FactException, Membership
from apps.circles.models.circle import Suggesting
from apps.introductions.models import Connection, NeverWith
from apps.matching.models import Candidate, Dismissal
from apps.matching.reading import Pair, open_book
from apps.matching.reasons import Reason, reasons_of
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.models import Block, ProfileTrait, Reach, User, Visibility
from tests.factories import AT, join, make_circle, make_user
from tests.introductions.scenes import conversation_of
from tests.privacy.worlds import SENSITIVE, World, change_since, drawn

pytestmark = pytest.mark.django_db
SOAK = bool(os.environ.get("SOAK"))
ENOUGH = 100_000 if SOAK else 2_000


class Eyes:
    """Who may read what, by going through the rows one by one: nothing of it is asked of the funnels."""

    def __init__(self) -> None:
        self.inside = set(Membership.objects.values_list("circle_id", "user_id"))
        self.curators = set(Membership.objects.curators().values_list("circle_id", "user_id"))
        self.named = set(FactException.objects.values_list("circle_id", "trait_id"))
        self.apart = {frozenset(row) for row in Block.objects.values_list("blocker_id", "blocked_id")}
        self.met = {frozenset(row) for row in Connection.objects.values_list("low_id", "high_id")}
        self.facts = list(ProfileTrait.objects.select_related("topic"))

    def may_read(self, reader: int, fact: ProfileTrait, circle: Circle) -> bool:
        here = (circle.pk, reader) in self.inside and (circle.pk, fact.user_id) in self.inside
        seen = fact.reach == Reach.ALL or (fact.reach == Reach.ONLY) == ((circle.pk, fact.pk) in self.named)
        open_ = fact.visibility == Visibility.CIRCLE_MATES and frozenset((reader, fact.user_id)) not in self.apart
        return here and seen and open_ and fact.kind not in SENSITIVE

    def others(self, reader: int, fact: ProfileTrait, circle: Circle, both: set[int]) -> int:
        alike = (one for one in self.facts if (one.kind, one.topic_id) == (fact.kind, fact.topic_id))
        return sum(one.user_id not in both and self.may_read(reader, one, circle) for one in alike)

    def know_each_other(self, one: int, other: int) -> bool:
        return frozenset((one, other)) in self.met and frozenset((one, other)) not in self.apart


def read_all(world: World) -> Iterator[tuple[int, Circle, Pair, Reason]]:
    for circle in world.circles:
        rows = Candidate.objects.current().filter(circle_id=circle.pk)
        pairs = [Pair(*row) for row in rows.values_list("circle_id", "low_id", "high_id", "evidence", "score")]
        for reader in world.people:
            mine = [pair for pair in pairs if reader.pk in (pair.low_id, pair.high_id)]
            book = open_book(mine, [reader])
            yield from ((reader.pk, circle, pair, reason) for pair in mine for reason in reasons_of(pair, book))


def check(eyes: Eyes, reader: int, circle: Circle, pair: Pair, reason: Reason) -> None:
    both = {pair.low_id, pair.high_id}
    other = (both - {reader}).pop()
    for ground in reason.grounds:
        for fact, holder in ((ground.mine, reader), (ground.theirs, other)):
            if fact is not None:
                assert fact.user_id == holder
                assert eyes.may_read(reader, fact, circle), (reason.sentence, fact.visibility, fact.reach)
        for person in ground.known:
            assert person.profile.may_be_named
            assert (circle.pk, person.pk) not in eyes.curators
            assert all(eyes.know_each_other(person.pk, one) for one in both)
        said = re.search(r"like (\w+) others here", reason.sentence)
        if said and ground.mine and circle.members_see_each_other:
            assert said[1] == str(apnumber(eyes.others(reader, ground.mine, circle, both)))


def test_every_reason_rests_on_what_its_reader_may_open_now(at: datetime) -> None:
    read, kinds, counted = 0, Counter[int](), 0
    for number in range(1_000):
        with transaction.atomic():
            world = drawn(number)
            for circle in world.circles:
                refresh_circle(circle.pk, at=at)
            change_since(world)
            eyes = Eyes()
            for reader, circle, pair, reason in read_all(world):
                check(eyes, reader, circle, pair, reason)
                kinds.update(ground.type for ground in reason.grounds)
                read, counted = read + 1, counted + ("others here" in reason.sentence)
            transaction.set_rollback(True)
        if read >= ENOUGH:
            break

    assert read >= ENOUGH
    assert (set(kinds), counted > 50) == ({1, 3, 4, 5}, True)


def found(world: World, at: datetime) -> list[tuple[object, ...]]:
    for circle in world.circles:
        refresh_circle(circle.pk, at=at)
    columns = ("circle_id", "low_id", "high_id", "score", "worth_low", "worth_high", "first", "evidence")
    rows = Candidate.objects.current().order_by("circle_id", "low_id", "high_id")
    return [tuple(row) for row in rows.values_list(*columns)]


def block(one: User, other: User, world: World, at: datetime) -> None:
    Block.objects.get_or_create(blocker=one, blocked=other, defaults={"since": AT})


def pass_by(one: User, other: User, world: World, at: datetime) -> None:
    Dismissal.objects.get_or_create(user=one, other=other, defaults={"at": at})


def never_again(one: User, other: User, world: World, at: datetime) -> None:
    NeverWith.objects.get_or_create(user=one, other=other, defaults={"at": at})


def pause(one: User, other: User, world: World, at: datetime) -> None:
    User.objects.filter(pk=one.pk).update(last_login=at)
    one.profile.paused_at = at
    one.profile.save()


def talk(one: User, other: User, world: World, at: datetime) -> None:
    """In a circle of their own, so that nobody of these meets by it."""
    somebody = make_user("Somebody else")
    conversation_of(make_circle(members=[one, somebody]), one, somebody)


def curators_first(one: User, other: User, world: World, at: datetime) -> None:
    Circle.objects.filter(pk=world.circles[0].pk).update(suggesting=Suggesting.BENCH)


Act = Callable[[User, User, World, datetime], None]


@pytest.mark.parametrize("act", [block, pass_by, never_again, pause, talk, curators_first])
def test_what_is_sealed_and_what_people_do_changes_nothing_that_is_found(act: Act, at: datetime) -> None:
    world = drawn(7)
    before = found(world, at)

    for _ in range(5):
        one, other = world.lot.sample(world.people, 2)
        act(one, other, world, at)

    assert found(world, at + timedelta(minutes=1)) == before
    assert len(before) > 300


def test_a_fact_that_is_hidden_counts_for_nothing(at: datetime) -> None:
    """As if it were not there: also for how common it is."""
    world = drawn(8)
    for fact in world.lot.sample(list(ProfileTrait.objects.order_by("pk")), 20):
        ProfileTrait.objects.filter(pk=fact.pk).update(visibility=Visibility.HIDDEN)
    hidden = found(world, at)

    ProfileTrait.objects.filter(visibility__in=[Visibility.HIDDEN, Visibility.INTRODUCED]).delete()

    assert found(world, at + timedelta(minutes=1)) == hidden


def test_somebody_new_in_the_circle_has_nothing_of_what_was_found_before(at: datetime) -> None:
    world = drawn(9)
    found(world, at)
    newcomer = make_user("Newcomer")
    join(world.circles[0], newcomer)

    assert not Candidate.objects.current().of(newcomer.pk).exists()
