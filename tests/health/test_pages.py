import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from apps.bench.models import Prepared
from apps.digests.models import DigestSchedule
from apps.introductions.models import Introduction, MailedYes, PitchPause, PitchReport
from apps.introductions.services.introducing import introduce
from apps.mail import dues
from apps.mail.health import Unwell
from apps.mail.models import OutboxMail
from apps.matching.models import Dismissal, Refresh
from apps.meetings.models import Evening
from apps.profiles.models import Change, User
from apps.staff.models import Batch
from intro_net.health import broker
from tests.factories import make_circle, make_user
from tests.introductions.pitches.scenes import make_market
from tests.sink import free_port

OLD = timedelta(hours=2)
NAMES = ["broker", "cache", "database", "due"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.django_db(transaction=True)
def test_probe_answers_a_load_balancer_that_asks_by_address_and_without_tls(path: str, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["intro.example.org"]
    browser = Client(headers={"host": "10.0.0.7"})

    response = browser.get(path)

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert response.cookies == {}
    assert browser.get("/people/").status_code == 400


def test_healthz_asks_nobody() -> None:
    """Without a database mark, any query would be an error."""
    response = Client().get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db(transaction=True)
def test_readyz_names_what_it_looked_at_and_asks_nothing_on_the_readers_behalf() -> None:
    browser = Client()
    browser.force_login(make_user("CANARY"))

    with CaptureQueriesContext(connection) as queries:
        response = browser.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ok": True, "checks": dict.fromkeys(NAMES, "ok")})
    assert len(queries) == 0


def mail(at: datetime) -> None:
    OutboxMail.objects.create(purpose="account", key="1", address="canary@example.org", due_at=at)


def change(at: datetime) -> None:
    Change.objects.create(user_id=make_user("CANARY").pk, at=at)


def refresh(at: datetime) -> None:
    Refresh.objects.create(circle_id=1, due_at=at)


def vanished_refresh(at: datetime) -> None:
    Refresh.objects.create(circle_id=1, leased_until=at)


def digest(at: datetime) -> None:
    DigestSchedule.objects.create(user=make_user("CANARY"), next_at=at)


def erasure(at: datetime) -> None:
    User.objects.filter(pk=make_user("CANARY").pk).update(leaving_at=at)


def closing(at: datetime) -> None:
    one, other = make_user("CANARY"), make_user("CANARY")
    circle = make_circle(members=[one, other])
    curator = User.objects.get(memberships__circle=circle, memberships__role="curator")
    introduce(circle, [one, other], by=curator, note="CANARY", at=timezone.now())
    Introduction.objects.update(closes_at=at)
    OutboxMail.objects.all().delete()
    Change.objects.all().delete()


def prepared(at: datetime) -> None:
    low, high = make_user("CANARY"), make_user("CANARY")
    circle = make_circle(members=[low, high])
    by = circle.memberships.get(role="curator").user
    Prepared.objects.create(
        circle=circle, key=Prepared.key_of([low.pk, high.pk]), by=by, note="CANARY", at=at, due_at=at
    )


def batch(at: datetime) -> None:
    by = make_user("CANARY")
    times = {"made_at": at, "started_at": at, "next_at": at}
    Batch.objects.create(name="CANARY", by=by, curator=by, state="running", **times)


def pitch(at: datetime) -> None:
    market = make_market(at=timezone.now())
    market.report(market.mina)
    PitchReport.objects.update(at=at, staff_at=at)
    OutboxMail.objects.all().delete()
    Change.objects.all().delete()


def evening(at: datetime) -> None:
    Evening.objects.create(user=make_user("CANARY"), since=at, next_on=at.date(), next_at=at)


def pitch_pause(at: datetime) -> None:
    user = make_user("CANARY")
    PitchPause.objects.create(circle=make_circle(members=[user]), user=user, since=at, told_from=at, until=at)


def mailed_yes(at: datetime) -> None:
    MailedYes.objects.create(user=make_user("CANARY"), kind="introduction", about=1, counts_at=at)


def put_off(at: datetime) -> None:
    Dismissal.objects.create(user=make_user("CANARY"), other=make_user("CANARY"), at=at, until=at)


WAITING: dict[str, tuple[str, Callable[[datetime], None]]] = {
    "mail": ("mail quick", mail),
    "change": ("changes", change),
    "refresh": ("refreshes", refresh),
    "refresh of a worker that vanished": ("refreshes", vanished_refresh),
    "digest": ("digests", digest),
    "erasure": ("erasures", erasure),
    "closing": ("closings", closing),
    "prepared": ("prepared", prepared),
    "batch": ("batches", batch),
    "pitch": ("pitches", pitch),
    "yes by mail": ("yeses by mail", mailed_yes),
    "put off": ("put off", put_off),
    "evening": ("evenings", evening),
    "pitch pause": ("pitch pauses", pitch_pause),
}


@pytest.mark.parametrize("what", WAITING)
@pytest.mark.django_db(transaction=True)
def test_readyz_complains_of_a_due_row_that_nobody_takes(what: str) -> None:
    kind, make = WAITING[what]
    make(timezone.now() - OLD)

    response = Client().get("/readyz")

    assert response.status_code == 503
    told = response.json()["checks"]
    assert told | {"due": ""} == dict.fromkeys(NAMES, "ok") | {"due": ""}
    assert told["due"].startswith(f"{kind}: 72")
    assert "CANARY" not in response.content.decode().upper()


@pytest.mark.django_db
def test_every_kind_of_due_row_is_known_and_none_is_late_in_an_empty_house() -> None:
    ages = dues.ages(timezone.now())

    assert set(ages) == {"mail quick", "mail bulk"} | {kind for kind, _ in WAITING.values() if kind != "mail quick"}
    assert set(ages.values()) == {timedelta()}


@pytest.mark.django_db
def test_row_that_is_not_due_yet_or_in_somebodys_hands_is_not_late() -> None:
    now = timezone.now()
    for number, fields in enumerate([{"due_at": now + OLD}, {"due_at": now - OLD, "leased_until": now + OLD}]):
        OutboxMail.objects.create(purpose="account", key=str(number), address="a@example.org", **fields)

    assert dues.ages(now)["mail quick"] == timedelta()


@pytest.mark.django_db(transaction=True)
def test_readyz_tells_of_a_broker_that_is_away(settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"

    response = Client().get("/readyz")

    assert (response.status_code, response.json()["checks"]["broker"]) == (503, "ConnectionError")


@pytest.mark.django_db(transaction=True)
def test_readyz_does_not_hang_with_a_broker_that_hangs(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["broker"] in {"TimeoutError", "no answer within 2 s"}


@pytest.mark.django_db(transaction=True)
def test_readyz_tells_of_a_cache_that_is_away(settings: Settings) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": nowhere}}

    response = Client().get("/readyz")

    assert (response.status_code, response.json()["checks"]["cache"]) == (503, "ConnectionError")


def test_broker_folder_must_be_there_have_room_and_be_read_by_somebody(tmp_path: Path) -> None:
    broker.folder(tmp_path, room=0)

    with pytest.raises(Unwell, match="cannot be written"):
        broker.folder(tmp_path / "missing")
    with pytest.raises(Unwell, match="nearly full"):
        broker.folder(tmp_path, room=10**18)
    for number in range(4):
        (tmp_path / str(number)).touch()
    with pytest.raises(Unwell, match="more than 3 messages wait"):
        broker.folder(tmp_path, most=3, room=0)
