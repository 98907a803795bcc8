"""Books for many readers are what each reader's own is: in worlds drawn from numbers, after what people changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest

from apps.circles.models import Membership, Role
from apps.matching import books
from apps.matching.books import count_in, open_books, with_each
from apps.matching.coming import two_of
from apps.matching.models import Candidate
from apps.matching.reading import Book, Pair, open_book
from apps.matching.reasons import Reason, reasons_of, unsaid
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.models import Block, User
from tests.factories import add_trait
from tests.privacy.worlds import World, change_since, drawn

pytestmark = pytest.mark.django_db
Asked = Mapping[User, Sequence[Pair]]
Read = dict[tuple[int, ...], tuple[list[Reason], float]]  # by reader, circle, and the two


def night_and_day(number: int, at: datetime) -> World:
    """Found at night, and changed since; in every other world few have blocked anybody."""
    world = drawn(number)
    for user in world.people[15:25]:
        add_trait(user, "employer", "Zeiss")
    for circle in world.circles:
        refresh_circle(circle.pk, at=at)
    change_since(world)
    if number % 2:
        Block.objects.filter(pk__in=list(Block.objects.order_by("pk").values_list("pk", flat=True)[3:])).delete()
    Block.objects.get_or_create(blocker=world.people[16], blocked=world.people[17], defaults={"since": at})
    for user, circle in zip(world.people[20:23], world.circles, strict=True):
        Membership.objects.filter(user=user, circle=circle).update(role=Role.CURATOR)
    User.objects.filter(pk=world.people[5].pk).update(suspended_at=at)
    return world


def asked_by(world: World) -> Asked:
    rows = Candidate.objects.current().values_list("circle_id", "low_id", "high_id", "evidence", "score")
    pairs = [Pair(*row) for row in rows.order_by("circle_id", "low_id", "high_id")]
    here = [user for user in world.people if user.pk != world.people[5].pk]
    return {user: [pair for pair in pairs if user.pk in (pair.low_id, pair.high_id)] for user in here}


def alone(asked: Asked) -> Read:
    """Of two with a block between them nothing is told; a reader's own book leaves that to whoever chose the pair."""
    apart = {frozenset(row) for row in Block.objects.values_list("blocker_id", "blocked_id")}
    found = Read()
    for user, pairs in asked.items():
        book = open_book(pairs, [user])
        found |= {(user.pk, *pair[:3]): told(pair, book) for pair in pairs}
    return {key: ([], 0.0) if frozenset(key[2:]) in apart else value for key, value in found.items()}


def together(asked: Asked) -> Read:
    opened = open_books(asked)
    ones = [(user, pair, opened[user.pk]) for user, pairs in asked.items() for pair in pairs]
    ones = [one for one in ones if two_of(one[1]) not in one[2].blocked and one[2].are_here(one[1])]
    counted = count_in(ones)
    found = {(user.pk, *pair[:3]): told(pair, book) for (user, pair, _), book in zip(ones, counted, strict=True)}
    keys = [(user.pk, *pair[:3]) for user, pairs in asked.items() for pair in pairs]
    return {key: found.get(key, ([], 0.0)) for key in keys}


def told(pair: Pair, book: Book) -> tuple[list[Reason], float]:
    reasons = [*reasons_of(pair, book), *reasons_of(pair, book, by_name=True)]
    return reasons, unsaid(pair, book) if reasons else 0.0


@pytest.mark.parametrize("number", [1, 2])
def test_many_readers_are_told_what_each_is_told_alone(number: int, at: datetime) -> None:
    asked = asked_by(night_and_day(number, at))

    expected, found = alone(asked), together(asked)

    assert found == expected
    assert sum(bool(reasons) for reasons, _bits in expected.values()) > 200
    assert any(not reasons for reasons, _bits in expected.values())
    assert any("others here" in reason.sentence for reasons, _bits in expected.values() for reason in reasons)


@pytest.mark.parametrize("left_out", ["_blocked", "_who_blocked_or_are", "_sees_who_is_there"])
def test_each_question_is_needed(left_out: str, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """The control: without one of them some reader would be told something else."""
    monkeypatch.setattr(books, left_out, {"_sees_who_is_there": lambda *_: True}.get(left_out, lambda *_: set()))
    asked = asked_by(night_and_day(1, at))

    assert alone(asked) != together(asked)


@pytest.mark.parametrize("number", range(2))
def test_what_one_opens_with_each_of_many_is_what_both_do(number: int, at: datetime) -> None:
    """Each other stands in one of the circles, as the page of a meeting asks."""
    asked = asked_by(night_and_day(number, at))
    apart = {frozenset(row) for row in Block.objects.values_list("blocker_id", "blocked_id")}
    people, counted = {user.pk: user for user in asked}, 0
    for reader, some in asked.items():
        pairs = {pair.other_than(reader.pk): pair for pair in some if frozenset(pair[1:3]) not in apart}
        found = with_each(reader, list(pairs.values()))
        for other, pair in pairs.items():
            if other in people:
                both = open_book([pair], [reader, people[other]])
                assert told(pair, found[other]) == told(pair, both)
                counted += any(both.holders.values())
    assert counted
