"""Mina knows an Anna Berg by her full name, and reads of an Anna in a circle that shows her no members. Saying "never
introduce me to" of one of them does not tell whether they are the same: in one world they are, in the other the Anna
of that circle is another, and whatever Mina can observe is equal. And nobody introduces her to Anna Berg."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.circles.models import Circle, SeenBy
from apps.introductions.models import Connection, Conversation, Introduction, NeverWith
from apps.introductions.services.answering import answer
from apps.introductions.services.enclosing import Enclosed
from apps.introductions.services.ending import close_due
from apps.introductions.services.keeping_away import take_back
from apps.matching.models import Wish
from apps.matching.services.refreshing import refresh_circle
from apps.matching.services.wishing import wish
from apps.profiles.exports import export
from apps.profiles.models import Profile, User
from tests.factories import add_trait, make_circle, make_user
from tests.introductions.scenes import ask, masked, put_to_all, say_yes, signed_in, url
from tests.matching.scenes import FOREST_HILLS, crowd, shown

pytestmark = pytest.mark.django_db
Seen = tuple[object, ...]


@dataclass
class Town:
    mina: User
    berg: User
    jonas: User
    # Whom Mina reads of as Anna, without a surname.
    anna: User
    opened: Circle
    closed: Circle

    def asked(self, *others: User) -> Introduction:
        at = timezone.now() - timedelta(days=2)
        return put_to_all(ask(self.closed, self.mina, self.anna, *others, at=at))


def town(*, same: bool) -> Town:
    mina, berg, stone, jonas, carol = (
        make_user(name, time_zone="America/New_York")
        for name in ("Mina Moss", "Anna Berg", "Anna Stone", "Jonas Jahn", "Carol")
    )
    for user in (mina, berg, stone):
        add_trait(user, "school", "Forest Hills High School", at_place=FOREST_HILLS)
        add_trait(user, "interest", "#yankees")
    anna = berg if same else stone
    others = crowd(12)
    closed = make_circle("quiet", curator=carol, members=[mina, anna, jonas, *others], members_seen_by=SeenBy.CURATORS)
    opened = make_circle("open", curator=carol, members=[mina, berg])
    for circle in (opened, closed):
        refresh_circle(circle.pk, at=timezone.now())
    return Town(mina, berg, jonas, anna, opened, closed)


def without_numbers(text: str) -> str:
    return masked(re.sub(r"(?<=/by-mail/)[\w:.-]+|[A-Za-z0-9_-]{22,}", "", text))


def opened(town: Town, path: str, data: dict[str, str] | None = None) -> Seen:
    client = signed_in(town.mina)
    with CaptureQueriesContext(connection) as queries:
        found = client.get(path) if data is None else client.post(path, data)
    place = without_numbers(found.headers.get("Location", ""))
    return (path.split("/")[1], found.status_code, place, without_numbers(found.text), len(queries))


def observed(town: Town, asked: Introduction | None) -> list[Seen]:
    """Everything that Mina may open, and what it costs."""
    paths = ["/", url("passed"), "/settings/", f"/people/{town.berg.pk}/", "/circles/quiet/", "/circles/open/"]
    paths += [url("detail", asked.pk)] if asked else []
    said = json.dumps(export(town.mina), cls=DjangoJSONEncoder, sort_keys=True)
    return [*(opened(town, path) for path in paths), (without_numbers(said),)]


def never(town: Town) -> Seen:
    found = opened(town, url("never", town.berg.pk), {})
    assert NeverWith.objects.filter(user=town.mina, other=town.berg).exists()
    return found


def press(town: Town, asked: Introduction, value: str) -> Seen:
    return opened(town, url("answer", asked.pk), {"value": value, "question": "Which team?"})


# What is told of an Anna who is asked together with Mina: what Mina does, and what she reads; in the end what came.
Story = Callable[[Town], tuple[list[Seen], Introduction | None]]


def asked_then_never(town: Town) -> tuple[list[Seen], Introduction | None]:
    asked = town.asked()
    return [never(town), *observed(town, asked), press(town, asked, "yes"), *observed(town, asked)], asked


def yes_then_never(town: Town) -> tuple[list[Seen], Introduction | None]:
    asked = town.asked()
    answer(asked, user=town.mina, value="yes", at=timezone.now(), enclosed=Enclosed("Which team?"))
    return [never(town), *observed(town, asked), press(town, asked, "no"), press(town, asked, "yes")], asked


def group_then_never(town: Town) -> tuple[list[Seen], Introduction | None]:
    asked = town.asked(town.jonas)
    return [never(town), *observed(town, asked), press(town, asked, "yes"), *observed(town, asked)], asked


def card_then_never(town: Town) -> tuple[list[Seen], Introduction | None]:
    refresh_circle(town.closed.pk, at=timezone.now())
    town.opened.memberships.filter(user=town.mina).update(role="member")
    assert shown(town.mina, timezone.now()).circle == town.closed
    return [*observed(town, None), never(town), *observed(town, None)], None


def wish_then_never(town: Town) -> tuple[list[Seen], Introduction | None]:
    card = shown(town.mina, timezone.now())
    assert card.circle == town.closed
    wish(card.suggestion, by=town.mina, at=timezone.now())
    seen = [*observed(town, None), never(town), *observed(town, None)]
    assert Wish.objects.filter(user=town.mina).exists()
    return seen, None


STORIES: list[Story] = [asked_then_never, yes_then_never, group_then_never]
CARDS: list[Story] = [card_then_never, wish_then_never]


def lived(story: Story, *, same: bool, without_open_cards: bool = False) -> tuple[list[Seen], bool]:
    """What Mina reads until the closing time and after it, and whether she has met anybody."""
    with transaction.atomic():
        here = town(same=same)
        if without_open_cards:
            here.opened.suggesting = "bench"
            here.opened.save(update_fields=["suggesting"])
        seen, asked = story(here)
        if asked:
            if same:
                say_yes(asked, here.anna)
            seen += observed(here, asked)
            Introduction.objects.filter(pk=asked.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
            close_due(at=timezone.now())
            asked = Introduction.objects.get(pk=asked.pk)
            seen += observed(here, asked)
        met = Connection.objects.of(here.mina).exists()
        transaction.set_rollback(True)
    return seen, met


@pytest.mark.parametrize("story", STORIES)
def test_the_anna_of_a_closed_list_may_be_anybody(story: Story) -> None:
    """The other one is silent, and Anna Berg says yes: they are not introduced, and it reads like silence."""
    same, another = lived(story, same=True), lived(story, same=False)

    assert same[0] == another[0]
    assert (same[1], another[1]) == (False, False)


@pytest.mark.parametrize("story", CARDS)
def test_a_card_by_a_first_name_may_be_of_anybody(story: Story) -> None:
    same, another = (lived(story, same=same, without_open_cards=True) for same in (True, False))

    assert same[0] == another[0]


def test_a_group_that_was_made_meanwhile_is_not_joined() -> None:
    here = town(same=True)
    asked = town_group(here)

    press(here, asked, "yes")

    assert not Connection.objects.of(here.mina).exists()
    assert not Conversation.objects.visible_to(here.mina).exists()
    asked = Introduction.objects.get(pk=asked.pk)
    assert (asked.state, asked.state_for(here.mina, at=timezone.now())) == ("made", "asked")
    # The others, who have met, read nothing of her yes.
    page = signed_in(here.jonas).get(f"/conversations/{asked.conversation.pk}/").text
    assert "Mina" not in page
    # She may still say no, as she could if it were not made.
    press(here, asked, "no")
    assert asked.answers.get(user=here.mina).value == "no"


def test_to_her_it_reads_like_one_that_nobody_has_answered() -> None:
    def joined(town: Town) -> tuple[list[Seen], Introduction | None]:
        asked = town_group(town)
        return [press(town, asked, "yes"), *observed(town, asked), press(town, asked, "no")], asked

    def silent(town: Town) -> tuple[list[Seen], Introduction | None]:
        asked = town.asked(town.jonas)
        never(town)
        return [press(town, asked, "yes"), *observed(town, asked), press(town, asked, "no")], asked

    assert lived(joined, same=True) == lived(silent, same=False)


def town_group(here: Town) -> Introduction:
    """Anna and Jonas have said yes; Mina has not answered, and never wants to meet Anna Berg."""
    asked = here.asked(here.jonas)
    never(here)
    return say_yes(asked, here.anna, here.jonas)


def test_taken_back_the_yes_counts() -> None:
    here = town(same=True)
    asked = here.asked()
    never(here)
    press(here, asked, "yes")
    say_yes(asked, here.anna)
    assert Introduction.objects.get(pk=asked.pk).state == "asked"

    take_back(NeverWith.objects.get(), at=timezone.now())

    assert Introduction.objects.get(pk=asked.pk).state == "made"
    assert Connection.objects.of(here.mina).of(here.anna).exists()


def test_where_she_sees_who_it_is_it_is_a_no_at_once() -> None:
    """Anna keeps the closed circle, so that its members see her."""
    here = town(same=True)
    here.closed.memberships.filter(user=here.anna).update(role="curator")
    asked = here.asked()

    never(here)

    assert asked.answers.get(user=here.mina).value == "no"
    assert (
        "Take that back first" in signed_in(here.mina).post(url("answer", asked.pk), {"value": "yes"}, follow=True).text
    )


def test_a_card_by_a_full_name_goes_at_once_and_one_of_who_keeps_the_circle() -> None:
    here = town(same=True)
    here.closed.memberships.filter(user=here.anna).update(role="curator")
    assert shown(here.mina, timezone.now()).person == here.berg
    assert "Anna" in opened(here, "/")[3]  # type: ignore[operator]  # the text of the page

    never(here)

    assert "Anna" not in opened(here, "/")[3]  # type: ignore[operator]  # the text of the page


@pytest.mark.parametrize("same", [True, False])
def test_said_of_a_first_name_nothing_changes_for_whom_she_knows(same: bool) -> None:
    """Of the Anna of an ask that is over; a curator of the other circle introduces her to Anna Berg meanwhile."""
    here = town(same=same)
    earlier = put_to_all(ask(here.closed, here.mina, here.anna, at=timezone.now() - timedelta(days=20)))
    close_due(at=timezone.now())
    asked = put_to_all(ask(here.opened, here.mina, here.berg, at=timezone.now() - timedelta(days=1)))
    assert not asked.shadow

    opened(here, url("never_from", earlier.pk), {})

    assert NeverWith.objects.get().other == here.anna
    assert asked.answers.get(user=here.mina).value == ""
    press(here, asked, "yes")
    assert asked.answers.get(user=here.mina).value == "yes"
    assert say_yes(asked, here.berg).state == ("asked" if same else "made")


def test_they_are_the_same_to_read_of() -> None:
    """What the comparison rests on: both Annas have one profile, but for the name that is not read there."""
    names = []
    for same in (True, False):
        with transaction.atomic():
            profile = Profile.objects.get(user=town(same=same).anna)
            names.append((profile.name, profile.first_name))
            transaction.set_rollback(True)
    assert names == [("Anna Berg", "Anna"), ("Anna Stone", "Anna")]
