"""Why somebody said no, that they never want to meet somebody, that they reopened what they had let pass: one story is
lived in several worlds that differ in nothing else, and whatever the other side and the curator observe is the same."""

import json
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
from apps.introductions.services.answering import answer
from apps.introductions.services.ending import close_due
from apps.introductions.services.introducing import introduce
from apps.introductions.services.keeping_away import keep_away, take_back
from apps.introductions.services.passing import close_again, give_reason, reopen
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.matching.models import Dismissal
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.exports import export
from apps.profiles.models import User
from tests.factories import make_user
from tests.introductions.scenes import masked as without_numbers
from tests.introductions.scenes import signed_in
from tests.matching.scenes import crowd, golden_pair, refreshed_circle, shown

pytestmark = pytest.mark.django_db
World = Callable[[User, User, Introduction | None, datetime], None]
# Open still, over, and after the time of "not now"; with what the other says.
STORIES = [(timedelta(days=5), "yes"), (timedelta(days=12), ""), (timedelta(days=90), "yes")]


def silent(mina: User, jonas: User, asked: Introduction | None, at: datetime) -> None:
    pass


def no(mina: User, jonas: User, asked: Introduction | None, at: datetime) -> None:
    assert asked
    answer(asked, user=mina, value="no", at=at)


def no_because(reason: str) -> World:
    def live(mina: User, jonas: User, asked: Introduction | None, at: datetime) -> None:
        assert asked
        no(mina, jonas, asked, at)
        give_reason(asked, user=mina, reason=reason)

    return live


def never(mina: User, jonas: User, asked: Introduction | None, at: datetime) -> None:
    keep_away(mina, jonas, at=at)


def never_taken_back(mina: User, jonas: User, asked: Introduction | None, at: datetime) -> None:
    take_back(keep_away(mina, jonas, at=at), at=at)


def dismiss(mina: User, jonas: User, asked: Introduction | None, at: datetime) -> None:
    Dismissal.objects.create(user=mina, other=jonas, at=at)


def reopened(mina: User, jonas: User, asked: Introduction | None, at: datetime) -> None:
    no_because("not_them")(mina, jonas, asked, at)
    close_due(at=timezone.now())
    assert asked
    reopen(asked, user=mina, at=timezone.now())


def closed_again(mina: User, jonas: User, asked: Introduction | None, at: datetime) -> None:
    reopened(mina, jonas, asked, at)
    assert asked
    close_again(asked, user=mina, at=timezone.now())


NOES = {"no": no, "not now": no_because("not_now"), "not them": no_because("not_them"), "known": no_because("known"),
        "never": never, "never taken back": never_taken_back}  # fmt: skip
REOPENED = {"reopened": reopened, "closed again": closed_again}


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def carol() -> User:
    return make_user("Carol")


@pytest.fixture
def circle(carol: User, pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)], curator=carol)


def page(reader: User, url: str) -> tuple[int, str, dict[str, str], int]:
    with CaptureQueriesContext(connection) as queries:
        response = signed_in(reader).get(url)
    return response.status_code, masked(response.text), masked_headers(dict(response.headers)), len(queries)


def masked(text: str) -> str:
    """Without tokens, ids and moments."""
    return without_numbers(re.sub(r"(?<=/by-mail/)[\w:.-]+|[A-Za-z0-9_-]{22,}", "", text))


def masked_headers(headers: dict[str, str]) -> dict[str, str]:
    return {name: masked(re.sub(r"nonce-[^']+", "", value)) for name, value in headers.items()}


def mails(*readers: User) -> list[tuple[str, str, datetime, str, str]]:
    for mail in OutboxMail.objects.due(timezone.now()).order_by("pk"):
        deliver(mail.pk, at=timezone.now())
    rows = OutboxMail.objects.filter(user__in=readers).order_by("pk")
    return [(row.purpose, row.state, row.due_at, masked(row.subject), masked(row.text)) for row in rows]


def observed(circle: Circle, mina: User, jonas: User, carol: User, asked: Introduction | None) -> list[object]:
    home, person = reverse("home"), reverse("profiles:person", args=[mina.pk])
    settings, passed = reverse("profiles:settings"), reverse("introductions:passed")
    here = reverse("circles:detail", args=[circle.tag])
    both = [home, person, here, settings, passed]
    both += [reverse("introductions:detail", args=[asked.pk])] if asked else []
    seen: list[object] = [page(reader, url) for reader in (jonas, carol) for url in both]
    seen.append(page(carol, reverse("bench:sitting", args=[circle.tag])))
    seen += [masked(json.dumps(export(reader), cls=DjangoJSONEncoder, sort_keys=True)) for reader in (jonas, carol)]
    return [*seen, mails(jonas, carol)]


def lived(
    world: World, circle: Circle, pair: tuple[User, User], carol: User, at: datetime, jonas_says: str | None
) -> list[object]:
    """What can be observed in the end; the world is forgotten afterwards. `jonas_says`: None where nobody is asked."""
    mina, jonas = pair
    with transaction.atomic():
        asked = introduce(circle, pair, by=carol, note="Meet.", at=at) if jonas_says is not None else None
        if asked and jonas_says:
            answer(asked, user=jonas, value=jonas_says, at=at)
        world(mina, jonas, asked, at + timedelta(hours=1))
        close_due(at=timezone.now())
        refresh_circle(circle.pk, at=timezone.now())
        seen = observed(circle, mina, jonas, carol, asked)
        transaction.set_rollback(True)
    return seen


@pytest.mark.parametrize(("age", "jonas_says"), STORIES)
def test_a_reason_and_never_with_look_like_silence(
    age: timedelta, jonas_says: str, circle: Circle, pair: tuple[User, User], carol: User
) -> None:
    at = timezone.now() - age
    before = lived(silent, circle, pair, carol, at, jonas_says)

    for name, world in NOES.items():
        assert lived(world, circle, pair, carol, at, jonas_says) == before, name


@pytest.mark.parametrize("jonas_says", ["", "no"])
def test_reopening_looks_like_silence_to_whom_it_is_not_open(
    jonas_says: str, circle: Circle, pair: tuple[User, User], carol: User
) -> None:
    at = timezone.now() - timedelta(days=12)
    before = lived(silent, circle, pair, carol, at, jonas_says)

    for name, world in REOPENED.items():
        assert lived(world, circle, pair, carol, at, jonas_says) == before, name


def silent_and_reopened(mina: User, jonas: User, asked: Introduction | None, at: datetime) -> None:
    close_due(at=timezone.now())
    assert asked
    reopen(asked, user=mina, at=timezone.now())


def test_to_whoever_said_yes_a_reopened_no_looks_like_a_reopened_silence(
    circle: Circle, pair: tuple[User, User], carol: User
) -> None:
    at = timezone.now() - timedelta(days=12)
    silence = lived(silent, circle, pair, carol, at, "yes")

    seen = [lived(world, circle, pair, carol, at, "yes") for world in (silent_and_reopened, reopened)]

    assert seen[0] == seen[1]
    assert seen[0] != silence  # they may be suggested to each other again; the curator reads nothing of it
    assert seen[0][6:13] == silence[6:13]


@pytest.mark.parametrize("seen_before", [True, False])
def test_never_with_looks_like_a_dismissal_to_whom_it_is_about(
    seen_before: bool, circle: Circle, pair: tuple[User, User], carol: User
) -> None:
    at = timezone.now() - timedelta(hours=2)
    if seen_before:
        shown(pair[1], at)

    worlds = [lived(world, circle, pair, carol, at, None) for world in (dismiss, never)]

    assert worlds[0] == worlds[1]
    assert (lived(silent, circle, pair, carol, at, None) == worlds[0]) == seen_before


def test_the_comparison_sees_a_yes(circle: Circle, pair: tuple[User, User], carol: User) -> None:
    def yes(mina: User, jonas: User, asked: Introduction | None, at: datetime) -> None:
        assert asked
        answer(asked, user=mina, value="yes", at=at)

    at = timezone.now() - timedelta(days=5)

    assert lived(yes, circle, pair, carol, at, "yes") != lived(silent, circle, pair, carol, at, "yes")
