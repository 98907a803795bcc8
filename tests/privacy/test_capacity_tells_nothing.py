"""How much somebody lets come to them is told to nobody: an ask that waits looks like one that is not answered yet, and
whom it waits for notices nothing at all. Byte for byte, and query for query. SOAK looks at every way to wait at every
moment; without it each is looked at once."""

import json
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.introductions.paces import WEEK
from apps.introductions.services import introducing
from apps.introductions.services.ending import close_due
from apps.introductions.services.letting_come import let_come
from apps.introductions.services.putting import put_waiting
from apps.introductions.services.reminding import remind_due
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import show, suggestions_for
from apps.profiles.exports import export
from apps.profiles.models import User
from tests.factories import join, make_circle, make_user
from tests.introductions.scenes import ask, masked, say_yes, signed_in
from tests.matching.scenes import crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db
SOAK = bool(os.environ.get("SOAK"))
World = tuple[Circle, User, User, User, User]
TOKEN = re.compile(r"(unsubscribe|by-mail|pause)/[^/]+/")
Happening = Callable[[User, datetime], None]


def have_room(mina: User, at: datetime) -> None:
    pass


def want_none(mina: User, at: datetime) -> None:
    let_come(mina, asks=0, at=at)


def be_asked_elsewhere(mina: User, at: datetime, *, asks: int = 3) -> None:
    for _ in range(asks):
        ask(make_circle(members=[mina, other := make_user()]), mina, other, at=at)


def let_three_pass(mina: User, at: datetime) -> None:
    """And be asked once more elsewhere: fewer come now."""
    for week in (7, 6, 5):
        be_asked_elsewhere(mina, at - week * WEEK, asks=1)
    close_due(at=at)
    be_asked_elsewhere(mina, at, asks=1)


WAITS = [want_none, be_asked_elsewhere, let_three_pass]


@pytest.fixture
def world(at: datetime) -> World:
    """Carol keeps the circle; Mina and Jonas have much in common, Cleo nothing."""
    (mina, jonas), cleo, carol = golden_pair(), make_user("Cleo"), make_user("Carol")
    circle = refreshed_circle("marketing", [mina, jonas, cleo, *crowd(12)], curator=carol)
    return circle, carol, mina, jonas, cleo


def pages(user: User, *paths: str) -> list[tuple[int, str, int]]:
    client = signed_in(user)
    return [_page(client.get, path) for path in paths]


def _page(get: Callable[[str], object], path: str) -> tuple[int, str, int]:
    with CaptureQueriesContext(connection) as queries:
        response = get(path)
    return response.status_code, masked(TOKEN.sub("", response.text)), len(queries)  # type: ignore[attr-defined]  # Django's test response


def written(user: User) -> str:
    return masked(json.dumps(export(user), cls=DjangoJSONEncoder, ensure_ascii=False))


def mails(user: User, at: datetime) -> list[tuple[str, str, str, bool]]:
    rows = list(OutboxMail.objects.filter(user=user).order_by("pk"))
    for row in rows:
        deliver(row.pk, at=row.due_at)
        row.refresh_from_db()
    return [
        (row.purpose, row.state, masked(TOKEN.sub("", row.subject + row.text + row.html)), row.due_at == at)
        for row in rows
    ]


def observed(world: World, introduction: Introduction, at: datetime) -> dict[str, object]:
    """Whatever others than Mina can see of it."""
    circle, carol, _mina, jonas, cleo = world
    home, bench = reverse("home"), reverse("bench:sitting", args=[circle.tag])
    about = reverse("introductions:detail", args=[introduction.pk])
    there, met = reverse("circles:detail", args=[circle.tag]), reverse("introductions:people")
    return {
        "carol": pages(carol, home, bench, reverse("bench:introduce", args=[circle.tag]), there, about),
        "jonas": pages(jonas, home, there, about, met, reverse("digests:preview")),
        "cleo": pages(cleo, home, there, about, met),
        "exports": [written(user) for user in (carol, jonas, cleo)],
        "mails": [mails(user, at) for user in (carol, jonas, cleo)],
        "times": (introduction.asked_at - at, introduction.closes_at - at),
        "suggested": [[card.name for card in suggestions_for(user, at=timezone.now())] for user in (jonas, cleo)],
    }


def story(world: World, happening: Happening, *, days: int, group: bool, yes: bool) -> dict[str, object]:
    """What others saw of an introduction that was asked so many days ago; undone afterwards."""
    circle, _carol, mina, jonas, cleo = world
    at = timezone.now() - timedelta(days=days)
    with transaction.atomic():
        happening(mina, at)
        asked = ask(circle, *([mina, jonas, cleo] if group else [mina, jonas]), at=at)
        assert asked.answers.filter(user=mina, put_at=None).exists() == (happening is not have_room)
        if yes:
            say_yes(asked, jonas, at=at)
        remind_due(at=timezone.now())
        close_due(at=timezone.now())
        refresh_circle(circle.pk, at=timezone.now())
        asked.refresh_from_db()
        seen = observed(world, asked, at)
        transaction.set_rollback(True)
    return seen


# How long ago it was asked, whether in a group, and whether the other has said yes; and why it waits.
MOMENTS = [(0, False, False), (8, False, True), (11, False, True), (11, True, False)]
SOME = [((8, False, True), [let_three_pass]), ((11, True, False), [be_asked_elsewhere])]
STORIES = [(moment, WAITS) for moment in MOMENTS] if SOAK else SOME


@pytest.mark.parametrize(("moment", "waits"), STORIES)
def test_an_ask_that_waits_looks_like_one_that_is_not_answered(
    moment: tuple[int, bool, bool], waits: list[Happening], world: World
) -> None:
    days, group, yes = moment
    silent = story(world, have_room, days=days, group=group, yes=yes)

    for happening in waits:
        assert story(world, happening, days=days, group=group, yes=yes) == silent


def ask_all_or_nobody(introduction: Introduction, *, at: datetime) -> None:
    """As if all waited for the one who has no room."""
    if not introduction.answers.filter(user__capacity__asks=0).exists():
        introduction.answers.update(put_at=at)


def test_the_comparison_finds_an_ask_that_waits_for_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = story(world, have_room, days=0, group=False, yes=False)
    assert story(world, want_none, days=0, group=False, yes=False) == silent
    monkeypatch.setattr(introducing, "put_first", ask_all_or_nobody)

    told = story(world, want_none, days=0, group=False, yes=False)

    assert [key for key in silent if silent[key] != told[key]] == ["jonas", "exports", "mails"]


def own(mina: User, circle: Circle) -> object:
    names = ("home", "digests:preview", "introductions:people", "profiles:settings")
    paths = [reverse(name) for name in names] + [reverse("circles:detail", args=[circle.tag])]
    return pages(mina, *paths), written(mina), OutboxMail.objects.filter(user=mina).count()


@pytest.mark.parametrize("answers", [False, True] if SOAK else [True])
def test_whom_it_waits_for_notices_nothing(answers: bool, world: World) -> None:
    """Not by the card about the same person that is before them, nor by what somebody else answers."""
    circle, _carol, mina, jonas, cleo = world
    now = timezone.now()
    let_come(mina, asks=0, at=now)
    show(suggestions_for(mina, at=now), mina, "home", now)
    assert "Jonas" in signed_in(mina).get(reverse("home")).text
    before = own(mina, circle)

    another = circle.memberships.filter(user__profile__name__startswith="Somebody").order_by("pk")[0].user
    for people in ([mina, jonas], [mina, cleo, another]):
        introduction = ask(circle, *people, at=now)
        if answers:
            say_yes(introduction, *people[1:], at=now)
    assert put_waiting(at=now) == 0

    assert own(mina, circle) == before
    let_come(mina, asks=5, at=now)
    assert own(mina, circle) != before


def test_nobody_reads_what_another_chose(world: World) -> None:
    """Not the curator, not the staff, not in the admin."""
    circle, carol, mina, jonas, _cleo = world
    staff = make_user("Olga Operator")
    User.objects.filter(pk=staff.pk).update(is_staff=True, is_superuser=True)
    join(circle, staff)
    paths = [reverse("profiles:person", args=[mina.pk]), reverse("circles:detail", args=[circle.tag])]
    paths += [reverse("admin:profiles_user_change", args=[mina.pk]), reverse("admin:index")]
    readers = (carol, jonas, User.objects.get(pk=staff.pk))
    for reader in readers:
        pages(reader, *paths)  # the kinds of rows that an admin asks for are remembered
    before = [[*pages(reader, *paths), written(reader)] for reader in readers]

    let_come(mina, asks=5, suggestions=0, at=timezone.now())

    assert [[*pages(reader, *paths), written(reader)] for reader in readers] == before
