"""When one is told what one has come to share with somebody, and how often."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from apps.matching.models import SinceMet
from apps.matching.news_of_met import SAME_AGAIN
from apps.matching.services.telling import go_on, note_told, stop
from apps.matching.since_met import EVERY, STANDS, key_of, newly_shared
from apps.profiles.models import User
from tests.factories import connect, make_user
from tests.matching.scenes import refreshed_circle
from tests.matching.since_met import BEES, MET, NOW, both_say, met_by, sentence, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def mina() -> User:
    return make_user("Mina Moss")


@pytest.fixture
def ana(mina: User) -> User:
    return met_by(mina)


def test_a_page_read_twice_and_a_mail_tried_twice_tell_the_same_and_note_it_once(mina: User, ana: User) -> None:
    both_say(mina, ana)
    both_say(mina, ana, name="#kites")

    first = told(mina)
    again = [told(mina, NOW + timedelta(hours=1)), told(mina, NOW + timedelta(days=1), 7), told(mina, digest=7)]

    assert again == [first] * 3
    assert list(SinceMet.objects.values_list("user", "other", "at", "mail_id")) == [(mina.pk, ana.pk, NOW, 7)]


def test_it_is_in_one_digest_and_stands_on_the_home_page_for_two_weeks(mina: User, ana: User) -> None:
    both_say(mina, ana)
    assert told(mina, digest=7) == BEES

    later = [timedelta(days=1), timedelta(days=7), timedelta(days=30)]
    assert [sentence(mina, NOW + after, 8) for after in later] == ["", "", ""]
    assert sentence(mina, NOW + STANDS - timedelta(hours=1)) == BEES
    assert sentence(mina, NOW + STANDS) == ""


def test_what_a_visit_found_is_in_the_next_digest(mina: User, ana: User) -> None:
    both_say(mina, ana)
    told(mina)

    assert told(mina, NOW + timedelta(days=3), 7) == BEES
    assert sentence(mina, NOW + timedelta(days=10), 8) == ""


def test_nothing_comes_in_the_place_of_what_went(mina: User, ana: User) -> None:
    ben = make_user("Ben")
    refreshed_circle("further", [mina, ben])
    connect(mina, ben, since=MET)
    both_say(mina, ana)
    both_say(ben, mina, name="#kites")
    first = newly_shared(mina, at=NOW)
    assert first is not None
    note_told(first, mina, at=NOW)

    first.person.traits.all().delete()

    assert sentence(mina, NOW + timedelta(hours=1)) == ""
    assert sentence(mina, NOW + EVERY) != ""


def test_the_same_person_comes_not_every_week_and_the_same_reason_never(mina: User, ana: User) -> None:
    both_say(mina, ana)
    assert told(mina, digest=7) == BEES
    both_say(mina, ana, name="#kites", at=NOW + timedelta(days=2))

    assert sentence(mina, NOW + timedelta(days=8), 8) == ""
    kites = "You and Ana both like #kites"
    assert told(mina, NOW + SAME_AGAIN, 9) == kites
    assert sentence(mina, NOW + 3 * SAME_AGAIN) == ""


def test_what_was_taken_off_and_said_again_is_not_told_again(mina: User, ana: User) -> None:
    both_say(mina, ana)
    assert told(mina) == BEES
    ana.traits.all().delete()
    both_say(ana, at=NOW + SAME_AGAIN)

    assert sentence(mina, NOW + SAME_AGAIN + timedelta(days=1)) == ""


def test_another_person_may_come_the_week_after(mina: User, ana: User) -> None:
    ben = make_user("Ben")
    connect(mina, ben, since=MET)
    both_say(mina, ana, ben)

    first, second = told(mina, digest=7), told(mina, NOW + timedelta(days=7), 8)

    assert sorted([first, second]) == [BEES, "You and Ben both like #bees"]


def test_who_wants_no_more_of_it_is_told_nothing_until_they_take_it_back(mina: User, ana: User) -> None:
    both_say(mina, ana)
    told(mina)

    stop(mina, ana)
    assert [sentence(user) for user in (mina, ana)] == ["", "You and Mina both like #bees"]

    go_on(mina, ana)
    assert sentence(mina) == BEES


@pytest.mark.parametrize("page", ["profiles:settings", "introductions:passed"])
def test_no_more_of_this_can_be_taken_back_later(page: str, mina: User, ana: User, client: Client) -> None:
    both_say(mina, ana)
    told(mina)
    client.force_login(mina)
    undo = reverse("matching:again", args=[ana.pk])
    assert undo not in client.get(reverse(page)).text

    stop(mina, ana)
    assert undo in client.get(reverse(page)).text
    client.post(undo)

    assert undo not in client.get(reverse(page)).text
    assert sentence(mina) == BEES


def test_what_is_kept_of_it_names_nothing_that_was_shared(mina: User, ana: User) -> None:
    both_say(mina, ana)
    told(mina)

    assert SinceMet.objects.get().reason == key_of(1, *[mina.traits.get().topic_id] * 2)


def test_what_was_told_before_it_was_hashed_is_not_told_again(mina: User, ana: User) -> None:
    both_say(mina, ana)
    topic = mina.traits.get().topic_id
    SinceMet.objects.create(user=mina, other=ana, reason=f"1:{topic}-{topic}", at=NOW - SAME_AGAIN)

    import_module("apps.matching.migrations.0012_hashed_reasons").veil(apps, None)

    assert SinceMet.objects.get().reason == key_of(1, topic, topic)
    assert sentence(mina) == ""
