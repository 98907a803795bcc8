from datetime import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle, Role
from apps.introductions.models import Introduction
from apps.profiles import slots
from apps.profiles.models import Profile, User
from apps.profiles.services.blocking import block
from tests.factories import join, make_circle, make_user
from tests.introductions.scenes import (
    ENDING,
    SEALED,
    SHADOWS,
    ask,
    conversation_of,
    masked,
    put_to_all,
    read,
    say_no,
    say_yes,
    signed_in,
    steady,
    url,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(circle: Circle, mina: User, jonas: User) -> Introduction:
    return ask(circle, mina, jonas)


def test_who_is_asked_reads_who_why_and_by_whom(asked: Introduction, mina: User) -> None:
    page = read(mina, "detail", asked.pk)

    for words in ("Jonas Weber", "You two should meet.", "Carol Curator introduces you in #marketing", "answer by"):
        assert words in page
    assert "Yes, introduce us" in page


def test_who_is_asked_gets_the_way_to_their_pages_where_they_open(
    circle: Circle, asked: Introduction, mina: User, jonas: User, cleo: User, carol: User
) -> None:
    Profile.objects.filter(user__in=[jonas, cleo]).update(headline="Reads streets")
    join(circle, quiet := make_user("Quiet"))
    group = put_to_all(ask(circle, mina, cleo, quiet))

    def told(reader: User) -> list[tuple[bool, ...]]:
        pages = [(other, read(reader, "detail", one.pk)) for one, other in ((asked, jonas), (group, cleo))]
        names = [(f'href="/people/{other.pk}/"', "Reads streets", other.profile.name) for other, _page in pages]
        return [tuple(word in page for word in words) for words, (_other, page) in zip(names, pages, strict=True)]

    assert told(mina) == [(True, True, True)] * 2
    assert told(carol) == [(False, False, True)] * 2
    Circle.objects.update(members_seen_by="curators")
    assert told(mina) == [(False, False, False)] * 2


def test_the_room_it_stands_in_is_marked(asked: Introduction, mina: User, carol: User) -> None:
    places = (
        (read(mina, "detail", asked.pk), "Today"),
        (read(mina, "passed"), "You"),
        (read(carol, "detail", asked.pk), "Circles"),
        (read(carol, "tidings"), "Circles"),
    )

    assert [(page.count("aria-current"), f'aria-current="true">{room}<' in page) for page, room in places] == [
        (1, True)
    ] * 4


def test_the_curator_reads_how_it_stands_and_has_nothing_to_answer(asked: Introduction, carol: User) -> None:
    page = read(carol, "detail", asked.pk)

    assert ["Carol Curator introduces them" in page, "Asked." in page, "Yes, introduce us" in page] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("happening", SEALED)
def test_nothing_that_is_sealed_changes_what_the_others_read(
    happening: str, circle: Circle, asked: Introduction, carol: User, mina: User, jonas: User
) -> None:
    readers, at = (carol, jonas), timezone.now()
    before = [steady(read(reader, "detail", asked.pk)) for reader in readers]

    SEALED[happening](asked, mina, jonas, at)

    assert [steady(read(reader, "detail", asked.pk)) for reader in readers] == before


@pytest.mark.parametrize("happening", ENDING)
def test_an_end_takes_it_from_the_people_and_tells_the_curator_nothing(
    happening: str, asked: Introduction, carol: User, mina: User, jonas: User
) -> None:
    before = steady(read(carol, "detail", asked.pk))

    ENDING[happening](asked, mina, jonas, timezone.now())

    assert steady(read(carol, "detail", asked.pk)) == before
    # Whoever was left cannot tell from it by which of the two it came.
    for user in (mina, jonas):
        client = signed_in(user)
        real, none = client.get(url("detail", asked.pk)), client.get(url("detail", 10**19))
        assert (real.status_code, real.content, real.headers) == (404, none.content, none.headers)


@pytest.mark.parametrize("happening", SHADOWS)
def test_a_shadow_is_read_like_an_ask_by_the_curator_and_not_at_all_by_its_people(
    happening: str, circle: Circle, carol: User, mina: User, jonas: User
) -> None:
    twins = [make_user(user.profile.name) for user in (mina, jonas)]
    for twin in twins:
        join(circle, twin)
    real = ask(circle, *twins)
    SHADOWS[happening](circle, mina, jonas, timezone.now())

    shadow = ask(circle, mina, jonas)

    assert masked(read(carol, "detail", shadow.pk)) == masked(read(carol, "detail", real.pk))
    for user in (mina, jonas):
        assert signed_in(user).get(url("detail", shadow.pk)).status_code == 404
        assert signed_in(user).post(url("answer", shadow.pk), {"value": "yes"}).status_code == 404


@pytest.mark.parametrize("is_shadow", [True, False])
def test_a_curator_who_is_one_of_its_people_reads_no_shadow(
    is_shadow: bool, circle: Circle, mina: User, at: datetime
) -> None:
    co_curator = make_user("Co")
    join(circle, co_curator, role=Role.CURATOR)
    if is_shadow:
        block(mina, co_curator, at=at)

    asked = ask(circle, mina, co_curator)

    assert signed_in(co_curator).get(url("detail", asked.pk)).status_code == (404 if is_shadow else 200)


@pytest.mark.parametrize("by_curator", [True, False])
def test_a_block_between_the_curator_and_one_of_them_hides_it_from_both(
    by_curator: bool, asked: Introduction, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    before = steady(read(jonas, "detail", asked.pk))

    block(*((carol, mina) if by_curator else (mina, carol)), at=at)

    assert [signed_in(user).get(url("detail", asked.pk)).status_code for user in (carol, mina)] == [404, 404]
    assert steady(read(jonas, "detail", asked.pk)) == before


@pytest.mark.parametrize("value", ["", "no"])
def test_who_has_not_said_yes_sees_nothing_of_a_group_being_made(
    value: str, circle: Circle, mina: User, jonas: User, cleo: User
) -> None:
    asked = ask(circle, mina, jonas, cleo)
    if value:
        say_no(asked, cleo, mina, timezone.now())
    before = steady(read(cleo, "detail", asked.pk))

    made = say_yes(asked, mina, jonas)

    assert steady(read(cleo, "detail", asked.pk)) == before
    assert url("conversation", made.conversation.pk) in read(mina, "detail", asked.pk)


def test_after_the_closing_time_it_did_not_happen(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    asked = ask(circle, mina, jonas, at=at)  # long ago, and no worker has closed it

    page = read(mina, "detail", asked.pk)

    assert ["This introduction did not happen." in page, "Yes, introduce us" in page] == [True, False]


def test_others_get_the_answer_of_one_that_does_not_exist(asked: Introduction, cleo: User) -> None:
    stranger = make_user("Stranger")
    make_circle(curator=stranger)
    for user in (cleo, stranger):
        client = signed_in(user)
        pairs = [[client.get(url("detail", pk)) for pk in (asked.pk, 999_999)]]
        pairs.append([client.post(url("answer", pk), {"value": "yes"}) for pk in (asked.pk, 999_999)])
        for real, none in pairs:
            assert (real.status_code, real.content, real.headers) == (404, none.content, none.headers)


@pytest.mark.parametrize("count", [2, 6])
def test_it_asks_the_same_number_of_queries_for_a_group(
    count: int, circle: Circle, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slot in ("introduction", "introduction_end"):
        monkeypatch.setitem(slots._fillers, slot, [])
    people = [make_user() for _ in range(count)]
    for user in people:
        join(circle, user)
        conversation_of(make_circle(members=[user, other := make_user()]), user, other)
    asked = ask(circle, *people)
    client = signed_in(people[0])

    # session, user, own profile, introduction, answers, people, whose page opens, introducer's blocks, own ways
    with django_assert_num_queries(10):
        client.get(url("detail", asked.pk))


@pytest.mark.parametrize("when", ["asked", "made", "over"])
@pytest.mark.parametrize("happening", ENDING)
def test_a_third_cannot_tell_a_block_between_two_others_from_a_leave(
    happening: str, when: str, circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    quiet = make_user("Quiet")
    join(circle, quiet)
    now = timezone.now()
    asked = ask(circle, mina, jonas, cleo, quiet, at=at if when == "over" else now)
    if when == "made":
        say_yes(asked, mina, cleo)

    ENDING[happening](asked, mina, jonas, now)

    client = signed_in(quiet)
    real, none = client.get(url("detail", asked.pk)), client.get(url("detail", 10**19))
    assert (real.status_code, real.content, real.headers) == (404, none.content, none.headers)
    assert signed_in(cleo).get(url("detail", asked.pk)).status_code == (200 if when == "made" else 404)


def test_in_a_closed_circle_there_is_nothing_to_answer(asked: Introduction, circle: Circle, mina: User) -> None:
    Circle.objects.filter(pk=circle.pk).update(closed_at=timezone.now())

    page = read(mina, "detail", asked.pk)

    assert ["This circle is closed." in page, "Yes, introduce us" in page, "answer by" in page] == [True, False, False]
