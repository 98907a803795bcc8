"""Staff invite in the name of somebody else: who is told, before anything goes out, and can stop it."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Invitation
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User
from apps.staff.batches import limits
from apps.staff.models import Batch
from apps.staff.services import batching
from apps.staff.services.sending import send_due
from tests.factories import AT, make_user
from tests.staff.batches import make_batch, rows, started

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_whoever_is_named_reads_of_it_before_anything_goes_out_and_can_stop_it(olga: User, carol: User) -> None:
    batch = batching.start(make_batch(*rows(3), by=olga, curator=carol), by=olga, at=AT)
    client, url = Client(), reverse("staff:in_your_name", args=[batch.pk])
    client.force_login(carol)
    mail = deliver(OutboxMail.objects.get(purpose="batch_started").pk, at=AT)
    shown = html.unescape(client.get(url).text)
    assert (url in mail.text, "#north" in shown, "north1@example.org" in shown) == (True, True, False)  # type: ignore[union-attr]  # it is due
    assert send_due(at=AT + limits.NOTICE - timedelta(seconds=1)) == 0

    said = client.post(url, follow=True).text

    batch.refresh_from_db()
    assert ("3 lines never go out, and are forgotten." in said, batch.state) == (True, "stopped")
    assert (send_due(at=AT + 2 * DAY), Invitation.objects.count()) == (0, 0)
    assert "This has already been settled." in client.post(url, follow=True).text


def test_nobody_else_reads_of_it_and_whoever_is_named_not_before_the_start(olga: User, carol: User) -> None:
    read, begun = make_batch(*rows(1), by=olga, curator=carol), started(*rows(1, tag="south"), by=olga, curator=carol)
    looks = [(carol, read), (olga, begun), (make_user("Bob"), begun)]

    for user, batch in looks:
        client = Client()
        client.force_login(user)
        assert client.post(reverse("staff:in_your_name", args=[batch.pk])).status_code == 404
    assert list(Batch.objects.order_by("pk").values_list("state", flat=True)) == ["read", "running"]
