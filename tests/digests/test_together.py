"""Many digests are written together: each as it would be alone, and as of the moment in which it goes out."""

from dataclasses import fields, replace
from datetime import datetime

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from apps.digests import composing
from apps.digests.glances import EVERYTHING, Glance, glance_at
from apps.digests.mails import PURPOSE, compose_digests
from apps.digests.models import Carried, CarriedPair
from apps.introductions.models import ConversationMember
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.mail.surroundings import read_once
from apps.matching.models import Showing, SinceMet
from apps.profiles.models import Profile, User
from tests.digests import full_digest
from tests.digests.full_digest import plain
from tests.factories import add_trait, make_user
from tests.matching.scenes import crowd, refreshed_circle

pytestmark = pytest.mark.django_db
Texts = dict[int | None, tuple[str, ...] | None]


def queued(users: list[User], at: datetime, key: str = "") -> list[OutboxMail]:
    return [
        OutboxMail.objects.create(purpose=PURPOSE, key=f"{user.pk} {key}", user=user, address=user.email, due_at=at,
                                  lane=OutboxMail.Lane.BULK) for user in users
    ]  # fmt: skip


def everybody(at: datetime) -> list[User]:
    """Of two scenes with all that there can be; one of them is not to be written to."""
    with transaction.atomic():
        full_digest.full(at)
        full_digest.long_words(at)
    # As if nothing had gone out.
    for model in (Carried, CarriedPair, Showing, SinceMet, OutboxMail):
        model.objects.all().delete()
    ConversationMember.objects.update(asked_in=None)
    people = list(User.objects.select_related("profile").order_by("pk"))
    Profile.objects.filter(user=people[3]).update(paused_at=at)
    return people


def said_to(people: list[User], at: datetime) -> Texts:
    """And nothing is noted of it."""
    with transaction.atomic():
        sent = queued(people, at)
        found = compose_digests(sent, at)
        transaction.set_rollback(True)
    return {mail.user_id: _plain(found[mail.pk]) for mail in sent}


def _plain(one: Composed | None) -> tuple[str, ...] | None:
    return tuple(map(plain, (one.subject, one.text, one.html))) if one else None


def test_each_says_what_it_would_say_alone_if_everything_were_asked(
    monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    people = everybody(at)

    together = said_to(people, at)
    monkeypatch.setattr(composing, "glance_at", lambda ids, at: dict.fromkeys(ids, EVERYTHING))
    alone = [said_to([user], at) for user in people]

    assert together == {user_id: text for one in alone for user_id, text in one.items()}
    assert (sum(map(bool, together.values())) > 8, None in together.values()) == (True, True)


@pytest.mark.parametrize("name", [field.name for field in fields(Glance)])
def test_without_a_glance_something_is_missed(name: str, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """The control: the scenes hold something of each kind, and what is not glanced at is not said."""
    people = everybody(at)
    before = said_to(people, at)
    glances = glance_at([user.pk for user in people], at)

    monkeypatch.setattr(Glance, "or_what", lambda self, circles, at: replace(self, **{name: False}))

    assert any(getattr(one, name) for one in glances.values()) or name == "waiting"
    assert said_to(people, at) != before


def test_fifty_take_few_queries_each(at: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    people = [make_user(f"Nina {number}") for number in range(50)]
    for number, user in enumerate(people):
        add_trait(user, "employer", f"Works {number // 2}")
        add_trait(user, "interest", f"#thing{number // 2}")
    refreshed_circle("optics", [*people, *crowd(20)], curator=make_user("Carol Curator"), at=at)
    sent = queued(people, at)

    with django_assert_num_queries(35), read_once():
        found = compose_digests(sent, at)

    assert all(found.values())


def test_of_two_for_one_reader_the_last_is_written(at: datetime) -> None:
    mina, _jonas = two(at)
    (first,), (second,) = queued([mina], at), queued([mina], at, "again")

    found = compose_digests([first, second], at)

    assert (found[first.pk], first.reason) == (None, "a later digest of theirs is there")
    assert (found[second.pk] is not None, second.reason) == (True, "")


def two(at: datetime) -> list[User]:
    people = [make_user("Mina Moss"), make_user("Jonas Jahn")]
    for user in people:
        add_trait(user, "employer", "Zeiss")
    refreshed_circle("optics", [*people, *crowd(20)], curator=make_user("Carol Curator"), at=at)
    return people
