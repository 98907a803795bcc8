"""What became of mail, as the staff sees it: numbers, and what is to be decided; nobody's address."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.mail import domains
from apps.mail.giving_up import NO_ANSWER
from apps.mail.models import OutboxMail
from apps.mail.pausing import Why, pause, try_again
from apps.profiles.models import User
from apps.staff import mail_figures
from apps.staff.mail_figures import page_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PAGE = "/staff/mail/"


@pytest.fixture
def client() -> Client:
    staff = make_user("Sam Staff")
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    client = Client()
    client.force_login(staff)
    return client


def mails(count: int, state: str, at: datetime, *, attempts: int = 1, reason: str = "cut off") -> None:
    first = OutboxMail.objects.count()
    settled = None if state in {"uncertain", "queued"} else at
    OutboxMail.objects.bulk_create(
        OutboxMail(
            purpose="digest",
            key=f"{first + number}",
            address="canary@example.org",
            subject="CANARY",
            state=state,
            due_at=at,
            settled_at=settled,
            attempts=attempts,
            reason=reason,
        )
        for number in range(count)
    )


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def test_a_fresh_place_says_that_there_is_nothing_to_tell(client: Client) -> None:
    page = client.get(PAGE).text

    assert "There is nothing to tell yet." in page
    assert "Nothing waits for you" in page
    assert '<svg class="chart"' not in page
    assert reverse("staff:mail") in client.get(reverse("staff:home")).text


def test_each_day_is_told_by_what_became_of_its_mail(client: Client) -> None:
    mails(12, "sent", ago(1))
    mails(6, "sent", ago(1), attempts=3)
    mails(9, "bounced", ago(2))
    mails(5, "uncertain", ago(3))
    mails(7, "queued", ago(2), attempts=2)
    mails(50, "dropped", ago(1))
    mails(50, "kept", ago(1))

    page = page_of(timezone.now())

    assert [numbers for _, numbers in page.table[:3]] == [
        [20, 5, None, None],
        [None, 5, 10, None],
        [None, None, None, 5],
    ]
    assert [series.most for series in page.series] == [20, 5, 10, 5]
    assert client.get(PAGE).text.count('<svg class="chart"') == 4


def test_a_few_mails_more_or_less_do_not_show(client: Client) -> None:
    """Whoever put forward an introduction would read from them whether anybody was written to."""
    mails(20, "sent", ago(1))
    before = page_of(timezone.now()).table
    mails(2, "sent", ago(1))
    mails(4, "sent", ago(2))
    mails(4, "bounced", ago(2))
    mails(100, "sent", timezone.now())  # today is not over

    assert page_of(timezone.now()).table == before


def test_a_mail_to_be_decided_is_named_by_its_number_and_nothing_of_anyone(client: Client) -> None:
    mails(1, "uncertain", ago(40), reason="cut off")
    mail = OutboxMail.objects.get()

    page = client.get(PAGE).text

    assert all(word in page for word in (mail.name_in_logs, "digest", "cut off", f"--retry {mail.pk}"))
    assert "canary" not in page.lower()


def test_a_long_list_says_where_the_rest_is(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_figures, "SHOWN", 2)
    mails(3, "uncertain", ago(1))

    page = client.get(PAGE).text

    assert page.count('<th scope="row" class="nowrap">outbox-') == 2
    assert "manage.py outbox names all" in page


def test_domains_in_trouble_are_counted_and_not_named(client: Client) -> None:
    domains.fail("canary.example", reason="the server answered 421", at=ago(0))
    assert "One domain does not answer" in client.get(PAGE).text
    domains.fail(domains.LINE, reason="ConnectionRefusedError", at=ago(0))
    domains.fail("two.example", reason="the server answered 421", at=ago(0))

    page = client.get(PAGE).text

    assert "2 domains do not answer" in page
    assert "The mail server does not answer since" in page
    assert "canary" not in page


def test_mail_that_was_given_up_is_told_of_in_a_number_rounded_to_five(client: Client) -> None:
    mails(4, "bounced", ago(0), reason=NO_ANSWER)
    mails(9, "bounced", ago(0), reason="the server answered 550")
    assert "given up" not in client.get(PAGE).text
    mails(4, "bounced", ago(0), reason=NO_ANSWER)

    assert "About 10 mails were given up" in client.get(PAGE).text


def test_however_much_there_is_takes_the_same_queries(client: Client) -> None:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for day in range(1, 10):
        mails(10, "sent", ago(day))
    mails(20, "uncertain", ago(1))

    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)

    assert len(many) == len(few)


def test_addresses_that_are_not_written_to_are_a_rounded_number(client: Client) -> None:
    """Who writes to a few could otherwise read from it whether mail came back from one of them."""
    page = client.get(PAGE).text
    assert ("Mail came back: fewer than five" in page, "as unwanted: fewer than five" in page) == (True, True)
    for number in range(4):
        pause(f"canary{number}@example.org", Why.BOUNCED, happened_at=ago(1))
    assert masked(client.get(PAGE).text) == masked(page)

    for number in range(4, 13):
        pause(f"canary{number}@example.org", Why.BOUNCED, happened_at=ago(1))
    for number in range(6):
        pause(f"canary{number}@example.org", Why.REPORTED, happened_at=ago(1))
    page = client.get(PAGE).text
    assert ("Mail came back: 5<" in page, "as unwanted: 5<" in page, "canary" in page) == (True, True, False)

    for number in range(3):
        try_again(f"canary{number}@example.org", at=ago(0))
    assert "as unwanted: fewer than five" in client.get(PAGE).text


def masked(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page)
