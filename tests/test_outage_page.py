"""What somebody sees while the database, the disk or the broker is away, whichever layer notices it."""

import errno
import logging
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection
from django.test import Client
from redis.exceptions import OutOfMemoryError

from apps.mail import doorbell
from apps.mail.outages import is_outage
from apps.mail.tasks import deliver_quick
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def away(*args: Any, **kwargs: Any) -> Any:
    raise OperationalError("could not connect to server: secret.example.org")


def full(*args: Any, **kwargs: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def refusing(*args: Any, **kwargs: Any) -> Any:
    raise OutOfMemoryError("command not allowed when used memory > 'maxmemory'")


@pytest.fixture
def visitor() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_user("Mina"))
    return client


@pytest.mark.parametrize("trouble", [away, full, refusing])
@pytest.mark.parametrize(
    "place", ["django.contrib.sessions.backends.db.SessionStore.load", "apps.digests.views._today"]
)
def test_outage_is_one_page_wherever_it_is_noticed(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, place: str, trouble: Any, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(place, trouble)

    plain, htmx = visitor.get("/"), visitor.get("/", headers={"HX-Request": "true"})

    assert (plain.status_code, plain["Retry-After"], plain["Cache-Control"]) == (503, "30", "no-store")
    assert plain.content == htmx.content
    assert b"Back in a moment" in plain.content
    assert b"secret.example.org" not in plain.content
    lines = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.exc_info for record in lines] == [None] * len(lines)


def test_mistake_of_ours_stays_a_500(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("apps.digests.views._today", wrong)

    assert visitor.get("/").status_code == 500


def test_table_that_is_missing_is_a_mistake_and_no_outage() -> None:
    with pytest.raises(Exception, match="nowhere") as caught, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")

    assert not is_outage(caught.value)


def test_task_says_one_line_and_ends_well(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("apps.mail.outbox.give_up_cut_off", away)

    deliver_quick()

    assert [record.message for record in caplog.records] == [
        "apps.mail.tasks.deliver_quick: put off by an outage (OperationalError)"
    ]


@pytest.mark.parametrize("trouble", [full, refusing])
def test_broker_that_is_away_is_tried_once_in_a_while(monkeypatch: pytest.MonkeyPatch, trouble: Any) -> None:
    tried = []

    def fail() -> None:
        tried.append(1)
        trouble()

    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    monkeypatch.setattr(deliver_quick, "delay", fail)

    doorbell._ring(deliver_quick)
    doorbell._ring(deliver_quick)

    assert tried == [1]


def test_session_is_not_forgotten_by_an_outage(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(SessionStore, "load", away)
        assert "sessionid" not in visitor.get("/").cookies

    assert "Sign out" in visitor.get("/").text or visitor.get("/settings/").status_code == 200
