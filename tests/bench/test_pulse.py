import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.bench.pulse import FEWEST, Cell, Row, cells, read_pulse
from apps.bench.pulse_plots import HEIGHT, WIDTH, plot_counts
from apps.circles.models import Circle, Membership
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.introductions.services.telling import tell
from apps.profiles.models import Block, User
from apps.profiles.services.leaving import erase
from tests.factories import join, make_user
from tests.matching.scenes import crowd

MARCH, LATE = datetime(2026, 3, 5, 12, tzinfo=UTC), datetime(2026, 6, 20, tzinfo=UTC)


def row(year: int, month: int, *, good: bool = True, people: tuple[int, ...] = (1, 2, 3, 4, 5)) -> Row:
    return Row(datetime(year, month, 9, tzinfo=UTC), good, people)


def first_of(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


def test_cells_wait_until_they_hold_five_and_never_overlap() -> None:
    rows = [row(2025, 11)] * 6 + [row(2025, 12)] * 2 + [row(2026, 2, good=False)] * 3 + [row(2026, 3)] * 4

    assert cells(rows, closed_before=first_of(2026, 5)) == [
        Cell(first_of(2025, 11), first_of(2025, 11), 6, 6),
        Cell(first_of(2025, 12), first_of(2026, 2), 5, 2),
    ]


def test_five_introductions_among_four_people_wait_for_a_fifth() -> None:
    rows = [row(2026, 1, people=two) for two in [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4)]]
    fifth = row(2026, 2, people=(4, 5))

    assert cells(rows, closed_before=first_of(2026, 3)) == []
    assert cells([*rows, fifth], closed_before=first_of(2026, 3)) == [Cell(first_of(2026, 1), first_of(2026, 2), 6, 6)]


def test_month_counts_only_when_it_has_closed_to_its_last_day() -> None:
    rows = [row(2026, 3)] * 5

    assert cells(rows, closed_before=first_of(2026, 4) - timedelta(seconds=1)) == []
    assert len(cells(rows, closed_before=first_of(2026, 4))) == 1


def test_what_comes_later_changes_no_cell() -> None:
    rows = [row(2026, 1)] * 3 + [row(2026, 2)] * 3
    before = cells(rows, closed_before=first_of(2026, 3))

    later = cells([*rows, *[row(2026, 3, good=False)] * 9], closed_before=first_of(2026, 6))

    assert later[: len(before)] == before


@pytest.mark.parametrize(
    ("good", "third"), [(0, "few"), (1, "few"), (2, "half"), (3, "half"), (4, "most"), (5, "most")]
)
def test_share_of_five_is_certain_of_nobody(good: int, third: str) -> None:
    assert Cell(MARCH, MARCH, 5, good).third == third


def test_bar_is_as_wide_as_its_months() -> None:
    one, three = Cell(first_of(2026, 1), first_of(2026, 1), 6, 0), Cell(first_of(2026, 2), first_of(2026, 4), 6, 0)

    found = plot_counts([one, three])

    assert [(bar.x, bar.width, bar.height) for bar in found] == [(1, 78, HEIGHT), (81, 238, HEIGHT // 3)]
    assert found[-1].x + found[-1].width < WIDTH


def met(circle: Circle, carol: User, people: Sequence[User], *, yes: int, talk: int = 0) -> list[Introduction]:
    """Two after two, asked in March; the first of them meet, and the first of those write."""
    found = []
    for place in range(0, len(people), 2):
        two = people[place : place + 2]
        one = introduce(circle, two, by=carol, note="Meet.", at=MARCH)
        for user in two if place < 2 * yes else []:
            one = answer(one, user=user, value="yes", at=MARCH)
        for user in two if place < 2 * talk else []:
            write_message(one.conversation, author=user, body="Hello", at=MARCH)
        found.append(one)
    return found


def page(carol: User, circle: Circle) -> str:
    client = Client()
    client.force_login(carol)
    text = client.get(reverse("bench:pulse", args=[circle.tag])).text
    return re.sub(r'(csrfmiddlewaretoken" value=|csrf[^"]*token[^"]*":\s*)"[^"]+"', "", text)


@pytest.fixture
def people(circle: Circle) -> list[User]:
    found = crowd(2 * FEWEST + 2)
    for user in found:
        join(circle, user, at=MARCH - timedelta(days=3))
    return found


@pytest.mark.django_db
def test_pulse_counts_who_met_and_who_wrote(circle: Circle, carol: User, people: list[User]) -> None:
    met(circle, carol, people, yes=5, talk=2)

    found = read_pulse(circle, curator=carol, at=LATE)

    month = first_of(2026, 3)
    assert found.introduced == [Cell(month, month, 6, 5)]
    assert found.talked == [Cell(month, month, 5, 2)]
    assert found.welcomed[-1].third == "half"


@pytest.mark.django_db
def test_pulse_tells_nothing_of_four_conversations(circle: Circle, carol: User, people: list[User]) -> None:
    met(circle, carol, people, yes=4, talk=4)

    assert read_pulse(circle, curator=carol, at=LATE).talked == []
    assert "wrote to each other" not in page(carol, circle)


def led_somewhere(introductions: Sequence[Introduction], count: int) -> None:
    for one in introductions[:count]:
        user = one.answers.order_by("pk")[0].user
        tell(one.conversation, user=user, value="led", at=MARCH + timedelta(days=20))


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "third"), [(0, "few"), (1, "few"), (2, "half"), (5, "most")])
def test_pulse_tells_in_thirds_what_led_somewhere(
    count: int, third: str, circle: Circle, carol: User, people: list[User]
) -> None:
    led_somewhere(met(circle, carol, people, yes=5), count)

    found = read_pulse(circle, curator=carol, at=LATE).led

    assert [(cell.first, cell.third) for cell in found] == [(first_of(2026, 3), third)]
    assert "say that it led somewhere" in page(carol, circle)


@pytest.mark.django_db
def test_pulse_is_silent_of_what_four_introductions_led_to(circle: Circle, carol: User, people: list[User]) -> None:
    led_somewhere(met(circle, carol, people, yes=4), 4)

    assert read_pulse(circle, curator=carol, at=LATE).led == []


@pytest.mark.django_db
def test_pulse_tells_an_answer_neither_before_all_is_told_nor_by_an_erasure(
    circle: Circle, carol: User, people: list[User]
) -> None:
    rows, may = met(circle, carol, people, yes=5), datetime(2026, 5, 22, 11, tzinfo=UTC)
    before = read_pulse(circle, curator=carol, at=may)
    led_somewhere(rows, 5)

    assert (before.led, read_pulse(circle, curator=carol, at=may)) == ([], before)
    told = read_pulse(circle, curator=carol, at=LATE).led
    for one in rows[:5]:
        erase(one.answers.order_by("pk")[0].user, at=LATE)
    assert read_pulse(circle, curator=carol, at=LATE).led == told


@pytest.mark.django_db
def test_pulse_does_not_tell_when_something_happened(circle: Circle, carol: User, people: list[User]) -> None:
    rows = met(circle, carol, people, yes=5)
    before = page(carol, circle)

    for introduction in rows[:5]:
        for one in introduction.answers.all():
            write_message(introduction.conversation, author=one.user, body="Late", at=LATE)
    Block.objects.create(blocker=people[0], blocked=people[1], since=LATE)
    User.objects.filter(pk=people[2].pk).update(leaving_at=LATE)

    assert page(carol, circle) == before


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 1, 9, 11])
def test_pulse_of_what_was_introduced_is_the_same_while_somebody_is_suspended_and_after(
    place: int, circle: Circle, carol: User, people: list[User]
) -> None:
    """Of the newcomers those are told whom the reader sees, and they are as many as see them in the circle."""
    Membership.objects.filter(circle=circle).update(joined_at=datetime.now(UTC))  # none of them is told of yet
    met(circle, carol, people, yes=5, talk=5)
    before = page(carol, circle)

    User.objects.filter(pk=people[place].pk).update(suspended_at=LATE)
    meanwhile = page(carol, circle)
    User.objects.filter(pk=people[place].pk).update(suspended_at=None)

    assert "wrote to each other" in before
    assert meanwhile == before
    assert page(carol, circle) == before


@pytest.mark.django_db
def test_pulse_with_newcomers_is_after_a_suspension_what_it_was(
    circle: Circle, carol: User, people: list[User]
) -> None:
    met(circle, carol, people, yes=5, talk=5)
    before = page(carol, circle)

    User.objects.filter(pk=people[0].pk).update(suspended_at=LATE)
    meanwhile = page(carol, circle)
    User.objects.filter(pk=people[0].pk).update(suspended_at=None)

    assert people[0].profile.display_name not in meanwhile
    assert page(carol, circle) == before


@pytest.mark.django_db
def test_open_and_shadowed_asks_that_are_over_did_not_happen(circle: Circle, carol: User, people: list[User]) -> None:
    Block.objects.create(blocker=people[0], blocked=people[1], since=MARCH)
    met(circle, carol, people, yes=0)

    assert [(cell.count, cell.good) for cell in read_pulse(circle, curator=carol, at=LATE).introduced] == [(6, 0)]


@pytest.mark.django_db
def test_pulse_leaves_out_what_its_reader_was_asked(circle: Circle, carol: User, people: list[User]) -> None:
    met(circle, carol, people, yes=5, talk=5)
    Membership.objects.filter(circle=circle, user=people[0]).update(role="curator")

    assert read_pulse(circle, curator=people[0], at=LATE).talked == []
    assert read_pulse(circle, curator=people[0], at=LATE).introduced[0].count == 5


@pytest.mark.django_db
def test_young_circle_has_no_pulse_yet(circle: Circle, carol: User, people: list[User]) -> None:
    assert read_pulse(circle, curator=carol, at=MARCH).introduced == []
    Membership.objects.filter(circle=circle).update(joined_at=datetime.now(UTC))
    assert "There is too little to tell yet." in page(carol, circle)


@pytest.mark.django_db
def test_pulse_is_for_curators(circle: Circle, people: list[User]) -> None:
    client = Client()
    client.force_login(make_user())

    assert client.get(reverse("bench:pulse", args=[circle.tag])).status_code == 404


@pytest.mark.django_db
def test_pulse_pins_its_queries(
    circle: Circle, carol: User, people: list[User], django_assert_max_num_queries: object
) -> None:
    met(circle, carol, people, yes=5)
    client = Client()
    client.force_login(carol)

    with django_assert_max_num_queries(8):  # type: ignore[operator]  # a fixture of pytest-django
        client.get(reverse("bench:pulse", args=[circle.tag]))
