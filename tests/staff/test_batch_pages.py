"""The staff's pages of batches: what is read, what is told, and of whom nothing is."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Invitation
from apps.circles.services import accepting
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.mail.suppression import suppress
from apps.profiles.models import Block, User
from apps.profiles.services.leaving import erase
from apps.staff.batches import limits, progress
from apps.staff.models import Batch, BatchLine
from apps.staff.services.forgetting import forget_over
from apps.staff.services.sending import send_due
from tests.factories import AT, make_user
from tests.staff.batches import csv_of, make_batch, rows, started, upload

pytestmark = pytest.mark.django_db
NEW = "/staff/batches/new/"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def bring(staff: Client, content: bytes, **changed: str) -> str:
    words = {"name": "Spring", "curator": "carol@example.org", "sentence": "Come.", "purpose": "", "per_day": "200"}
    return html.unescape(staff.post(NEW, words | changed | {"file": upload(content)}, follow=True).text)


def page(staff: Client, batch: Batch) -> str:
    """Without the token of its forms, which is another one each time."""
    shown = staff.get(reverse("staff:batch", args=[batch.pk])).text
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html.unescape(shown))


def do(staff: Client, batch: Batch, deed: str, **more: str) -> str:
    return html.unescape(
        staff.post(reverse("staff:act_on_batch", args=[batch.pk]), {"deed": deed} | more, follow=True).text
    )


def send_all(batch: Batch) -> None:
    while batch.lines.unsent().exists():
        Batch.objects.filter(pk=batch.pk).update(next_at=AT)
        send_due(at=AT)


def numbers(batch: Batch) -> tuple[int, int, int, int]:
    one = progress.total(progress.by_circle(batch))
    return one.invited, one.joined, one.bounced, one.waiting


def test_from_a_file_to_the_first_invitation(staff: Client, carol: User) -> None:
    assert "No list has been brought yet." in staff.get("/staff/batches/").text

    shown = bring(staff, csv_of(*rows(450), *rows(3, tag="south"), "ben@,Ben,,north"))

    batch = Batch.objects.get()
    assert "453 lines can go out. That takes 3 days." in shown
    assert "Row 455: This is not an email address. Correct it." in shown
    assert "#south</th><td" in shown.replace("\n", "").replace("  ", "")
    assert Invitation.objects.count() == 0

    shown = do(staff, batch, "start")
    assert "The first one goes out:" in page(staff, batch)
    assert [send_due(at=timezone.now()), send_due(at=timezone.now() + limits.NOTICE)] == [0, 1]

    assert "Started. The first one goes out in a day, and whoever invites can stop it before." in shown
    assert '<progress id="progress" max="453" value="1">' in page(staff, batch)
    assert "Going out, for 3 days more" in page(staff, batch)
    assert "Spring" in staff.get("/staff/batches/").text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"curator": "nobody@example.org"}, "There is no account with exactly this address."),
        ({"per_day": "49"}, "greater than or equal to 50"),
        ({"per_day": "2001"}, "less than or equal to 2000"),
        ({"sentence": "See https://x.example"}, "The sentence has a link in it."),
        ({"purpose": "See x.example"}, "The sentence has a link in it."),
        ({"sentence": ""}, "Row 2: Nothing says why they belong here."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_mistake_is_told_and_keeps_nothing(changed: dict[str, str], told: str, staff: Client, carol: User) -> None:
    shown = bring(staff, csv_of(*rows(1)), **changed)

    assert told in shown
    assert (Batch.objects.count(), BatchLine.objects.count()) == (0, 0)


def test_a_batch_is_paused_gone_on_with_and_stopped(staff: Client, olga: User, carol: User) -> None:
    batch = started(*rows(3), by=olga, curator=carol)
    send_due(at=AT)

    assert "Nothing more goes out until you go on." in do(staff, batch, "pause")
    assert "It goes on." in do(staff, batch, "go_on")
    assert "2 lines have not gone out." in do(staff, batch, "stop")
    batch.refresh_from_db()
    assert batch.state == "running"
    assert "2 lines never go out, and are forgotten." in do(staff, batch, "stop", confirmed="1")
    assert "This has already been settled." in do(staff, batch, "pause")
    assert "Choose what is to happen." in do(staff, batch, "fly")


def test_one_that_was_not_started_is_thrown_away(staff: Client, olga: User, carol: User) -> None:
    batch = make_batch(*rows(3), by=olga, curator=carol)

    assert "Nobody has heard of it." in do(staff, batch, "drop")
    assert (Batch.objects.count(), BatchLine.objects.count()) == (0, 0)


def test_a_restored_one_says_what_going_on_may_do(staff: Client, olga: User, carol: User) -> None:
    batch = started(*rows(3), by=olga, curator=carol)
    Batch.objects.update(restored=True)

    assert "would be invited a second time" in page(staff, batch)


def test_joined_and_bounced_are_counted_and_only_what_bounced_is_named(staff: Client, olga: User, carol: User) -> None:
    batch = started(*rows(6), by=olga, curator=carol)
    send_all(batch)
    first, second = Invitation.objects.order_by("pk")[:2]
    accepting.accept_as_newcomer(first, at=AT)
    OutboxMail.objects.filter(purpose="invitation", key=str(second.pk)).update(state="bounced", settled_at=AT)

    shown = page(staff, batch)

    assert numbers(batch) == (6, 1, 1, 4)
    assert "north2@example.org" in shown
    assert [address for address in ("north1@", "north3@", "Person 1") if address in shown] == []


def decline(invitation: Invitation) -> None:
    accepting.decline_invitation(invitation, at=AT)


def want_no_mail(invitation: Invitation) -> None:
    accepting.never_write(invitation, at=AT)


def have_asked_for_no_mail_before(invitation: Invitation) -> None:
    suppress(invitation.address, at=AT)


def have_blocked(invitation: Invitation) -> None:
    assert invitation.inviter
    owner = make_user("Owner", email=invitation.address)
    Block.objects.create(blocker=owner, blocked=invitation.inviter, since=AT)


def be_erased(invitation: Invitation) -> None:
    erase(make_user("Owner", email=invitation.address), at=AT)


@pytest.mark.parametrize("say", [decline, want_no_mail, have_asked_for_no_mail_before, have_blocked, be_erased])
def test_a_no_looks_like_silence_and_nobody_is_named(
    say: Callable[[Invitation], None], staff: Client, olga: User, carol: User
) -> None:
    batch = started(*rows(3), by=olga, curator=carol)
    send_all(batch)
    batch.refresh_from_db()
    before = page(staff, batch)

    say(Invitation.objects.order_by("pk")[1])
    for mail in OutboxMail.objects.filter(purpose="invitation"):
        deliver(mail.pk, at=AT)
    forget_over(at=AT + DAY)

    assert (page(staff, batch), numbers(batch)) == (before, (3, 0, 0, 3))
    assert "@example.org" not in before.replace("carol@example.org", "").replace("olga@example.org", "")


def test_numbers_stay_when_what_they_are_read_from_is_gone(olga: User, carol: User) -> None:
    batch = started(*rows(4), by=olga, curator=carol)
    send_all(batch)
    first, second = Invitation.objects.order_by("pk")[:2]
    member = accepting.accept_as_newcomer(first, at=AT)
    OutboxMail.objects.filter(purpose="invitation", key=str(second.pk)).update(state="bounced", settled_at=AT)

    forget_over(at=AT + DAY)
    OutboxMail.objects.all().delete()
    erase(member, at=AT + DAY)

    assert numbers(batch) == (4, 1, 1, 2)
    assert not BatchLine.objects.filter(address="north1@example.org").exists()


def test_addresses_are_forgotten_when_the_invitation_is(olga: User, carol: User) -> None:
    batch = started(*rows(4), by=olga, curator=carol)
    send_due(at=AT)

    assert [forget_over(at=AT + limits.REMEMBERED - DAY), forget_over(at=AT + limits.REMEMBERED)] == [0, 1]
    assert forget_over(at=AT + limits.REMEMBERED) == 0
    assert BatchLine.objects.filter(sent_at__isnull=True).exclude(address="").count() == 3
    assert numbers(batch) == (1, 0, 0, 1)


def test_what_nobody_starts_and_what_was_cut_off_is_forgotten(olga: User, carol: User) -> None:
    make_batch(*rows(1), by=olga, curator=carol)
    torso = make_batch(*rows(1), by=olga, curator=carol)
    Batch.objects.filter(pk=torso.pk).update(state="reading")

    forget_over(at=AT + DAY)
    assert Batch.objects.count() == 1
    forget_over(at=AT + limits.NOT_STARTED)
    assert (Batch.objects.count(), BatchLine.objects.count()) == (0, 0)


def test_somebody_erased_while_their_line_waits_hears_nothing(olga: User, carol: User) -> None:
    ana = make_user("Ana", email="north1@example.org")
    batch = started(*rows(2), by=olga, curator=carol)

    erase(ana, at=AT)
    send_all(batch)

    assert list(Invitation.objects.values_list("address", flat=True)) == ["north2@example.org"]
    assert numbers(batch) == (2, 0, 0, 2)


def test_erasing_who_invites_stops_their_batches(olga: User, carol: User) -> None:
    batch = started(*rows(3), by=olga, curator=carol)
    make_batch(*rows(3, tag="south"), by=olga, curator=carol)

    erase(carol, at=AT)

    batch.refresh_from_db()
    assert (batch.state, batch.name, Batch.objects.count()) == ("stopped", "", 1)
    assert not BatchLine.objects.exclude(address="").exists()


def test_an_export_holds_what_a_list_says_of_somebody(olga: User, carol: User) -> None:
    ana = make_user("Ana", email="ana@example.org")
    started("ana@example.org,Ana Ruiz,You read maps.,north", *rows(1), by=olga, curator=carol)
    client = Client()
    client.force_login(ana)

    found = client.post(reverse("profiles:export")).json()["batches"]

    assert [(line["circle"], line["name"], line["sentence"]) for line in found["lines_about_you"]] == [
        ("north", "Ana Ruiz", "You read maps.")
    ]
    assert found["batches"] == []


def test_pages_cost_as_many_queries_for_many_batches_and_circles_as_for_one(
    staff: Client, olga: User, carol: User
) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            staff.get(path)
        return len(asked)

    batch = started(*rows(2), by=olga, curator=carol)
    paths = ("/staff/batches/", reverse("staff:batch", args=[batch.pk]))
    before = [cost(path) for path in paths]
    for number in range(5):
        started(*rows(1, tag=f"c{number}"), by=olga, curator=carol)
        BatchLine.objects.filter(tag=f"c{number}").update(batch=batch, position=F("position") + 10 * number)

    assert [cost(path) for path in paths] == before
