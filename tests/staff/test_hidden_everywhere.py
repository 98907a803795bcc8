"""Suspended, a person is nowhere: on no page, in no mail and in no export of anybody. Taken back, everything is there
again, as if nothing had happened."""

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.models import Circle
from apps.circles.services.inviting import Invitee, invite
from apps.introductions.mails import enqueue_message
from apps.introductions.models import Message
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver, enqueue
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.models import User
from apps.profiles.services.suspending import reinstate, suspend
from tests.staff.conftest import signed_in
from tests.staff.suspended_world import World, make_world

pytestmark = pytest.mark.django_db
EXPORT = "/settings/export/"
KANARI = re.compile("kanari", re.IGNORECASE)
# What differs from one reading to the next.
MASKED = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|"(last_login|last_at)": "[^"]+"'
    r"|(unsubscribe|invitation|by-mail|digest/pause|mails/stop|evenings/stop)/[\w:-]+"
)


@pytest.fixture
def world() -> World:
    return make_world(timezone.now() - timedelta(minutes=5))


Pages = dict[tuple[str, str], tuple[int, bytes]]


def read(browser: Client, url: str) -> tuple[int, bytes]:
    answer: Any = browser.post(url) if url == EXPORT else browser.get(url)
    if "image" in answer["Content-Type"]:
        return answer.status_code, answer.content
    return answer.status_code, MASKED.sub("", answer.content.decode()).encode()


def visible_world(world: World, *, only: Collection[tuple[str, str]] = ()) -> Pages:
    """By reader and address: every page as everybody reads it, a visitor without an account included; or some pages."""
    browsers = {name: signed_in(user) for name, user in world.readers.items()} | {"a visitor": Client()}
    wanted = only or [(who, url) for who in browsers for url in (*world.urls, EXPORT)]
    return {(who, url): read(browsers[who], url) for who, url in wanted}


def speaking(pages: Pages) -> set[tuple[str, str]]:
    """Who reads of Sam, and where."""
    return {place for place, (_, page) in pages.items() if KANARI.search(page.decode("latin-1"))}


def test_nobody_meets_a_suspended_person_anywhere_and_everything_is_back_afterwards(world: World) -> None:
    # Looking marks as read and as shown.
    visible_world(world, only=[(who, url) for who in world.readers for url in ("/", *world.spoken)])
    everything = visible_world(world)
    before = {place: page for place, page in everything.items() if page[0] != 404}
    told = speaking(before)
    # The world does speak of Sam: on pages of every kind, to everybody who may know of him.
    assert {who for who, _ in told} == {*world.readers, "a visitor"}
    assert len({url for _, url in told}) > 20

    suspend(world.sam, at=timezone.now())
    refresh_circle(world.circle.pk, at=timezone.now())
    meanwhile = visible_world(world, only=before)
    assert speaking(meanwhile) == set()
    photos = {page[0] for (_, url), page in meanwhile.items() if url == f"/people/{world.sam.pk}/photo/"}
    assert photos == {404, 302}  # and the visitor signs in

    reinstate(world.sam, at=timezone.now())
    refresh_circle(world.circle.pk, at=timezone.now())
    after = visible_world(world, only=before)
    changed = [(place, before[place], after[place]) for place in before if before[place] != after[place]]
    assert changed == []


def test_what_others_keep_without_a_suspended_person_stays(world: World) -> None:
    group = f"/conversations/{world.conversations[2].pk}/"
    suspend(world.sam, at=timezone.now())

    page = signed_in(world.people["Quin"]).get(group)

    assert (page.status_code, "Good morning." in page.text, "Pia" in page.text) == (200, True, True)


def test_no_mail_reaches_or_names_a_suspended_person(world: World) -> None:
    """Mails that waited when it happened, of every kind that the world makes, and those that come after."""
    now = timezone.now()
    for message in Message.objects.filter(author=world.sam):
        enqueue_message(message, [user.pk for user in world.people.values()], at=now)
    for user in (*world.people.values(), world.sam):
        enqueue("digest", key=f"{user.pk}:today", address=user.email, user_id=user.pk, due_at=now)
    club = Circle.objects.get(tag="club")
    invite(club, [Invitee(world.sam.email)], sentence="Come.", by=world.people["Carol"], at=now)
    kinds = set(OutboxMail.objects.values_list("purpose", flat=True))
    assert kinds == {"invitation", "introduction_asked", "introduction_made", "message", "digest"}

    suspend(world.sam, at=now)
    for mail in OutboxMail.objects.order_by("pk"):
        deliver(mail.pk, at=timezone.now())

    kept = OutboxMail.objects.filter(state="kept")
    assert kept.exists()
    assert [mail.purpose for mail in kept if KANARI.search(mail.subject + mail.text + mail.html)] == []
    assert set(OutboxMail.objects.filter(address=world.sam.email).values_list("state", flat=True)) == {"dropped"}


def test_undone_their_mail_comes_again(world: World) -> None:
    now = timezone.now()
    suspend(world.sam, at=now)
    reinstate(world.sam, at=now)

    row = enqueue("digest", key="again", address=world.sam.email, user_id=world.sam.pk, due_at=now)
    assert row is not None
    deliver(row.pk, at=timezone.now())

    row.refresh_from_db()
    assert row.state == "kept"
    assert User.objects.get(pk=world.sam.pk).suspended_at is None
