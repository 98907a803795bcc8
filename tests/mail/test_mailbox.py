from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from apps.mail import views
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from tests.factories import AT
from tests.mail.conftest import make_mail

pytestmark = pytest.mark.django_db
MAILBOX = reverse("mail:mailbox")


def keep(key: str, *, at: datetime = AT, address: str = "ana@example.org", html: str = "<p>Hello</p>") -> OutboxMail:
    mail = make_mail(key, address=address)
    deliver(mail.pk, at=at)
    OutboxMail.objects.filter(pk=mail.pk).update(subject=f"Mail {key}", html=html)
    return mail


def pages_of(mail: OutboxMail) -> list[str]:
    return [MAILBOX, reverse("mail:read", args=[mail.pk]), reverse("mail:html", args=[mail.pk])]


@pytest.mark.parametrize(("local", "kept"), [(True, True), (True, False), (False, True), (False, False)])
def test_the_mailbox_is_there_only_at_home_and_where_no_mail_leaves(
    local: bool, kept: bool, client: Client, settings: Settings
) -> None:
    mail = keep("1")
    settings.LOCAL, settings.MAIL_KEPT = local, kept

    found = [client.get(url).status_code for url in pages_of(mail)]

    assert found == [200 if local and kept else 404] * 3


def test_the_mailbox_lists_the_latest_first(client: Client) -> None:
    keep("early", at=AT)
    keep("late", at=AT + timedelta(hours=1))

    page = client.get(MAILBOX).text

    assert 0 < page.index("Mail late") < page.index("Mail early")
    assert page.count("ana@example.org") == 2


def test_the_mailbox_finds_mails_by_address(client: Client) -> None:
    keep("one")
    keep("two", address="tom@example.org")

    page = client.get(MAILBOX, {"to": " TOM@"}).text

    assert ["Mail one" in page, "Mail two" in page] == [False, True]


def test_the_mailbox_finds_mails_by_what_no_address_holds(client: Client) -> None:
    keep("one")

    assert "Mail one" in client.get(MAILBOX, {"to": "ana\0@"}).text


def test_the_mailbox_says_when_it_is_empty(client: Client) -> None:
    assert "No mail yet." in client.get(MAILBOX).text


@pytest.mark.parametrize("count", [1, 20])
def test_the_mailbox_pins_its_queries(
    count: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        keep(str(number))

    with django_assert_num_queries(2):
        client.get(MAILBOX)


def test_the_mailbox_shows_so_many_and_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SHOWN", 2)
    for number in range(3):
        keep(str(number))

    page = client.get(MAILBOX).text

    assert ["Mail 2" in page, "Mail 0" in page, "The latest 2." in page] == [True, False, True]


def test_only_kept_mails_can_be_read(client: Client) -> None:
    for state in sorted(set(OutboxMail.State) - {OutboxMail.State.KEPT}):
        mail = make_mail(state)
        OutboxMail.objects.filter(pk=mail.pk).update(state=state, subject="CANARY", text="CANARY")
        assert [client.get(url).status_code for url in pages_of(mail)] == [200, 404, 404]
        assert "CANARY" not in client.get(MAILBOX).text


def test_a_mail_is_shown_as_text_with_its_links(client: Client) -> None:
    mail = keep("1")
    OutboxMail.objects.filter(pk=mail.pk).update(text="Hi <b>Ana</b>: http://127.0.0.1:8000/x/")

    page = client.get(pages_of(mail)[1]).text

    assert "Hi &lt;b&gt;Ana&lt;/b&gt;" in page
    assert '<a href="http://127.0.0.1:8000/x/"' in page
    assert f' src="{pages_of(mail)[2]}"' in page.split("<iframe")[1].split(">")[0]


def test_a_mails_design_may_do_nothing_but_look(client: Client) -> None:
    mail = keep("1", html="<p style='color: red'>Hello</p>")

    response = client.get(pages_of(mail)[2])

    assert response.text == "<p style='color: red'>Hello</p>"
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    assert (response["Content-Security-Policy"], response["X-Frame-Options"]) == (policy, "SAMEORIGIN")


def test_a_mail_without_a_design_shows_no_frame(client: Client) -> None:
    assert "<iframe" not in client.get(pages_of(keep("1", html=""))[1]).text


def test_the_mailbox_can_be_read_and_nothing_else(client: Client) -> None:
    assert [client.post(url).status_code for url in pages_of(keep("1"))] == [405] * 3
