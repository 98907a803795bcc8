"""What a provider that takes mail by HTTP says of us, of a mail, or in a way that nobody can read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.mail import domains
from apps.mail.delivery import OF_OUR_ACCOUNT
from apps.mail.models import TroubledDomain
from apps.mail.tasks import deliver_batch
from tests.mail.test_delivery import provider_at
from tests.mail.test_our_own_server import QUICK, found, make_mails, rested, troubled
from tests.sink import Sink, free_port

pytestmark = pytest.mark.django_db


@contextmanager
def provider(status: int) -> Iterator[tuple[int, list[str]]]:
    """One of those that take mail by HTTP, which always answers the same; its port, and what it was asked."""
    asked: list[str] = []

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("status", sorted(OF_OUR_ACCOUNT))
def test_what_a_provider_says_of_our_account_is_about_the_line(status: int, sink: Sink, settings: Settings) -> None:
    make_mails(4, "one.example", "two.example")
    with provider(status) as (port, asked):
        provider_at(port, settings)
        for failures in (1, 2):
            assert deliver_batch(QUICK) is False
            assert (troubled()[0][:2], len(asked)) == ((domains.LINE, failures), failures)
            rested()

    assert found() == [("queued", 0)] * 4


@pytest.mark.parametrize("status", [302, 400, 422])
def test_what_a_provider_says_of_a_mail_is_about_that_mail(status: int, sink: Sink, settings: Settings) -> None:
    make_mails(2, "one.example")
    with provider(status) as (port, asked):
        provider_at(port, settings)
        deliver_batch(QUICK)

    assert (found(), troubled(), len(asked)) == ([("queued", 1)] * 2, [], 2)


@pytest.mark.parametrize("status", [200, 202, 500, 502, 504])
def test_where_nobody_knows_whether_a_provider_has_a_mail_one_is_risked_a_rest(
    status: int, sink: Sink, settings: Settings
) -> None:
    """It took it and says so in words that cannot be read, or it is out of order: nothing goes there twice."""
    make_mails(40, *(f"d{number}.example" for number in range(40)))
    with provider(status) as (port, asked):
        provider_at(port, settings)
        for failures in (1, 2, 3):
            assert deliver_batch(QUICK) is False
            assert troubled() == [(domains.LINE, failures, "AnymailRequestsAPIError")]
            assert deliver_batch(QUICK) is False
            assert len(asked) == failures
            rested()

    assert found() == [("uncertain", 1)] * 3 + [("queued", 0)] * 37


def test_a_provider_that_takes_nothing_uses_up_nothing(sink: Sink, settings: Settings) -> None:
    make_mails(3, "one.example")
    with provider(503) as (port, asked):
        provider_at(port, settings)
        for failures in (1, 2):
            deliver_batch(QUICK)
            assert (troubled()[0][:2], len(asked)) == ((domains.LINE, failures), failures)
            rested()

    assert found() == [("queued", 0)] * 3


def test_what_is_wrong_with_the_line_is_no_news_about_a_domain_in_trouble(sink: Sink, settings: Settings) -> None:
    make_mails(1, "one.example")
    for _time in range(5):
        domains.fail("one.example", reason="TimeoutError", at=timezone.now() - timedelta(days=1))
    with provider(500) as (port, _asked):
        provider_at(port, settings)
        deliver_batch(QUICK)

    assert [(name, failures) for name, failures, _why in troubled()] == [(domains.LINE, 1), ("one.example", 5)]
    assert TroubledDomain.objects.get(name="one.example").leased_until is None


def test_a_provider_that_is_not_reached_is_tried_with_one_mail_a_rest(sink: Sink, settings: Settings) -> None:
    """Nothing tells before that it is not there: each rest is twice as long all the same."""
    make_mails(3, "one.example")
    provider_at(free_port(), settings)

    for failures in (1, 2, 3):
        deliver_batch(QUICK)
        rest = TroubledDomain.objects.get().rests_until - timezone.now()
        assert timedelta(0) < rest <= domains.LINE_WAITS[0] * 2 ** (failures - 1)
        assert troubled() == [(domains.LINE, failures, "AnymailRequestsAPIError")]
        rested()

    assert found() == [("queued", 0)] * 3
