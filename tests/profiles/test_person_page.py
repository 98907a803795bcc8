import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.instance.pictures import squared
from apps.profiles import slots
from apps.profiles.models import Block, Profile, User
from apps.profiles.services import blocking
from apps.profiles.services.blocking import CannotBlock, block, on_block, unblock
from apps.profiles.services.photos import set_photo
from tests.factories import add_trait, make_circle
from tests.profiles.conftest import signed_in
from tests.profiles.pictures import plain

HUGE = 10**19


def url(name: str, user: User | int) -> str:
    return reverse(f"profiles:{name}", args=[user if isinstance(user, int) else user.pk])


def page_of(client: Client, user: User) -> str:
    return client.get(url("person", user)).content.decode()


@pytest.fixture
def mates(mina: User, tom: User) -> None:
    make_circle("marketing", members=[mina, tom])


def test_a_page_shows_what_a_person_says(client: Client, tom: User, mates: None) -> None:
    Profile.objects.filter(user=tom).update(headline="Museum cards", about="Three were stolen.\n<b>Really</b>")
    add_trait(tom, "school", "P.S. 81", year_from=1991, year_to=1995)
    add_trait(tom, "event", "Expo", year_from=2004, year_to=2004)
    add_trait(tom, "place", "Oslo", year_from=2010)
    add_trait(tom, "employer", "Penguin", year_to=2001)

    page = page_of(client, tom)

    for words in ("Tom Bailey", "Museum cards", "Three were stolen.", "&lt;b&gt;Really"):
        assert words in page
    chips = [" ".join(chip.split()) for chip in re.findall(r'class="chip">(.*?)</span>', page, re.DOTALL)]
    assert chips == ["P.S. 81, 1991\u20131995", "Penguin, \u20132001", "Oslo, 2010\u2013", "Expo, 2004"]


def test_what_both_say_is_marked(client: Client, mina: User, tom: User, mates: None) -> None:
    add_trait(tom, "interest", "#maps")
    add_trait(tom, "interest", "#bees")
    add_trait(mina, "interest", "#maps", visibility="hidden")

    marked = re.findall(r'class="chip( shared)?">(#\w+)', page_of(client, tom))

    assert marked == [("", "#bees"), (" shared", "#maps")]


def test_ones_own_page_is_as_circle_mates_see_it(client: Client, mina: User) -> None:
    for visibility in ("circle_mates", "introduced", "hidden"):
        add_trait(mina, "interest", f"#{visibility}", visibility=visibility)

    page = page_of(client, mina)

    assert ("#circle_mates" in page, "#introduced" in page, "#hidden" in page) == (True, False, False)
    assert (url("block", mina) in page, "This is how people in your circles see you." in page) == (False, True)


def test_one_may_look_by_the_eyes_of_who_was_introduced_and_nobody_else_may(
    client: Client, mina: User, tom: User, mates: None
) -> None:
    for visibility in ("circle_mates", "introduced", "hidden"):
        add_trait(mina, "interest", f"#{visibility}", visibility=visibility)

    pages = [client.get(url("person", mina) + "?as=met").text, signed_in(tom).get(url("person", mina) + "?as=met").text]

    shown = [[f"#{word}" in page for word in ("circle_mates", "introduced", "hidden")] for page in pages]
    assert shown == [[True, True, False], [True, False, False]]


def test_other_rooms_add_their_sections(
    client: Client, tom: User, mates: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = slots.Section("components/_empty.html", {"sentence": "From another room"})
    monkeypatch.setitem(slots._fillers, "person", [lambda request, person: section if person == tom else None])

    assert "From another room" in page_of(client, tom)


def test_the_photo_is_served_to_those_who_see_the_person(client: Client, tom: User, mates: None) -> None:
    set_photo(tom, squared(plain()))
    tom.refresh_from_db()

    response = client.get(tom.profile.photo_url)

    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert (response["Cache-Control"], response.content[:2]) == ("private, no-cache", b"\xff\xd8")


def test_a_photo_is_sent_once_and_not_shown_from_memory_after_a_block(
    client: Client, mina: User, tom: User, mates: None, at: datetime
) -> None:
    set_photo(tom, squared(plain()))
    first = client.get(url("photo", tom))
    known = {"if-none-match": first["ETag"]}

    again = client.get(url("photo", tom), headers=known)
    set_photo(tom, squared(plain()))
    other = client.get(url("photo", tom), headers=known)
    block(tom, mina, at=at)
    blocked = client.get(url("photo", tom), headers={"if-none-match": other["ETag"]})

    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-cache")
    assert (other.status_code, other["ETag"] != first["ETag"]) == (200, True)
    assert (blocked.status_code, blocked.content) == (404, client.get(url("photo", 999999)).content)


def test_a_photo_is_nowhere_else(client: Client, tom: User, mates: None) -> None:
    set_photo(tom, squared(plain()))
    tom.refresh_from_db()

    assert client.get(tom.profile.photo.url).status_code == 404
    assert tom.profile.photo.url not in page_of(client, tom)


@pytest.mark.parametrize("lost", [False, True])
def test_without_a_photo_there_is_no_such_page(lost: bool, client: Client, tom: User, mates: None) -> None:
    if lost:
        set_photo(tom, squared(plain()))
        photo = Profile.objects.get(user=tom).photo
        photo.storage.delete(photo.name or "")

    response = client.get(url("photo", tom))

    assert (response.status_code, response.content) == (404, client.get(url("photo", 999999)).content)


@pytest.mark.parametrize("name", ["person", "photo"])
@pytest.mark.parametrize("nobody", [0, 999999, HUGE])
def test_nobody_has_no_page(name: str, nobody: int, client: Client) -> None:
    assert client.get(url(name, nobody)).status_code == 404
    assert client.post(url("unblock", nobody)).status_code == 404


def test_blocking_hides_both_from_each_other_and_says_how_to_undo_it(
    client: Client, mina: User, tom: User, mates: None
) -> None:
    response = client.post(url("block", tom))

    assert Block.objects.get().blocked == tom
    for reader, other in ((mina, tom), (tom, mina)):
        hidden = signed_in(reader).get(url("person", other))
        assert (hidden.status_code, hidden.content) == (404, client.get(url("person", 999999)).content)
    settings = client.get(reverse("profiles:settings")).content.decode()
    assert f'<a href="{reverse("profiles:settings")}#blocked">Undo it in the settings.</a>' in settings
    assert (response.status_code, 'id="blocked"' in settings, "Tom Bailey" in settings) == (302, True, True)


def test_unblocking_brings_both_back(client: Client, tom: User, mates: None) -> None:
    client.post(url("block", tom))

    client.post(url("unblock", tom))

    assert client.get(url("person", tom)).status_code == 200


def test_nobody_unblocks_what_somebody_else_blocked(client: Client, mina: User, tom: User, at: datetime) -> None:
    Block.objects.create(blocker=tom, blocked=mina, since="2026-01-01T00:00Z")

    assert client.post(url("unblock", tom)).status_code == 404
    assert Block.objects.exists()


def test_strangers_and_oneself_cannot_be_blocked_by_the_page(client: Client, mina: User, tom: User) -> None:
    for user in (tom, mina):
        assert client.post(url("block", user)).status_code == 404
    assert not Block.objects.exists()


def test_a_block_runs_the_steps_of_other_rooms_once(
    mina: User, tom: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(blocking, "_steps", [])
    on_block(lambda *about: calls.append(about))

    for _ in range(2):
        block(mina, tom, at=at)
    unblock(mina, tom)

    assert (calls, Block.objects.count()) == ([(mina, tom, at)], 0)


def test_nobody_blocks_themselves(mina: User, at: datetime) -> None:
    with pytest.raises(CannotBlock, match="You cannot block yourself"):
        block(mina, mina, at=at)


def test_the_page_pins_its_queries(
    client: Client,
    tom: User,
    mates: None,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for slot in ("person_top", "person", "person_end"):
        monkeypatch.setitem(slots._fillers, slot, [])
    for number in range(30):
        add_trait(tom, "interest", f"#topic{number}")

    # session, user, own profile, the person's profile, their facts, their handles
    with django_assert_num_queries(7):
        client.get(url("person", tom))
