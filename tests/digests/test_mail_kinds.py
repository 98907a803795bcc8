"""Which mails come, chosen in the settings or ended from a mail; and what mail programs read of it."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.digests.mail_kinds import KINDS, STOP, STOP_AGE, unwanted_among
from apps.digests.models import UnwantedMail
from apps.introductions.models import Conversation, Introduction
from apps.introductions.services.conversing import write_message
from apps.mail import composers
from apps.mail.links import sign
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.exports import export
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from tests.factories import make_user
from tests.mail.tokens import signed_ago

pytestmark = pytest.mark.django_db
SAVE, SETTINGS = reverse("digests:choose_mails"), reverse("profiles:settings")
# Of the account and its safety, an answer to what somebody did, to people who have no account, or of the staff.
ALWAYS = {
    "account", "batch_started", "digest", "evening", "invitation", "invitation_not_read", "invitation_reminder",
    "leaving", "made_curator", "pitch_paused", "pitch_talk", "pitch_to_staff", "reply_not_sent", "report",
    "report_answer", "second_steps_off", "staff_warning", "test_mail", "welcome",
}  # fmt: skip


def path(user: User, kind: str) -> str:
    return reverse("digests:stop_by_link", args=[sign(STOP, user=user.pk, kind=kind)])


def unwanted(user: User) -> list[str]:
    return list(UnwantedMail.objects.filter(user=user).order_by("kind").values_list("kind", flat=True))


def state(purpose: str, user: User, at: datetime) -> str:
    mail = OutboxMail.objects.get(purpose=purpose, user=user)
    deliver(mail.pk, at=at)
    return OutboxMail.objects.get(pk=mail.pk).state


def test_every_purpose_can_be_switched_off_or_is_named_here() -> None:
    """A new purpose belongs into one of the two."""
    switchable = {purpose for kind in KINDS.values() for purpose in kind.purposes}

    assert composers.purposes() - switchable == ALWAYS
    assert switchable - composers.purposes() == set()


def test_looking_at_the_link_changes_nothing_and_posting_ends_one_kind(asked: Introduction, mina: User) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(path(mina, "asks"))
    assert ("No more of these mails?" in page.text, unwanted(mina)) == (True, [])

    done = [client.post(path(mina, "asks"), {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [(one.status_code, "It waits on your home page all the same." in one.text) for one in done] == [
        (200, True)
    ] * 2
    assert unwanted(mina) == ["asks"]


def test_what_is_switched_off_does_not_come_and_stands_on_the_home_page(
    asked: Introduction, mina: User, jonas: User, client: Client, at: datetime
) -> None:
    UnwantedMail.objects.create(user=mina, kind="asks", since=at)
    now = timezone.now()
    Introduction.objects.update(closes_at=now + timedelta(days=5))

    assert [state("introduction_asked", user, now) for user in (mina, jonas)] == ["dropped", "kept"]
    assert "Jonas Jahn" in client.get(reverse("home")).text


def test_one_kind_says_nothing_of_another(conversation: Conversation, mina: User, jonas: User, at: datetime) -> None:
    write_message(conversation, author=jonas, body="Hello.", at=at)
    UnwantedMail.objects.create(user=mina, kind="met", since=at)

    assert [state(purpose, mina, at) for purpose in ("introduction_made", "message")] == ["dropped", "kept"]


def test_mails_of_the_account_cannot_be_switched_off(mina: User, at: datetime) -> None:
    for kind in (*KINDS, "account"):
        UnwantedMail.objects.create(user=mina, kind=kind, since=at)

    mails = [OutboxMail(pk=number, purpose=purpose, user=mina) for number, purpose in enumerate(sorted(ALWAYS))]
    assert unwanted_among(mails) == set()


def test_the_settings_offer_what_may_come(mina: User, carol: User, circle: Circle, client: Client) -> None:
    def offered(user: User) -> list[str]:
        client.force_login(user)
        return re.findall(r'name="wanted" value="(\w+)"[^>]*checked', client.get(SETTINGS).text)

    assert offered(mina) == ["asks", "reminders", "met", "messages"]
    assert offered(carol) == [*KINDS]


def test_what_is_chosen_is_kept(mina: User, client: Client, at: datetime) -> None:
    UnwantedMail.objects.create(user=mina, kind="tidings", since=at)  # not offered to her now

    client.post(SAVE, {"wanted": ["asks", "met"]})
    assert unwanted(mina) == ["messages", "reminders", "tidings"]
    client.post(SAVE, {"wanted": ["asks", "messages"]})
    assert unwanted(mina) == ["met", "reminders", "tidings"]
    client.post(SAVE)
    assert unwanted(mina) == ["asks", "messages", "met", "reminders", "tidings"]


def test_what_there_is_not_changes_nothing(mina: User, client: Client) -> None:
    page = client.post(SAVE, {"wanted": ["account"]}, follow=True)

    assert ("Choose among the mails that are named here." in page.text, unwanted(mina)) == (True, [])


def test_forged_and_foreign_links_are_no_page_and_old_ones_say_so(mina: User) -> None:
    tokens = [
        sign("digest.unsubscribe", user=mina.pk, kind="asks"),
        sign(STOP, user=mina.pk, kind="account"),
        sign(STOP, user=0, kind="asks"),
        signed_ago(STOP_AGE + timedelta(minutes=1), STOP, user=mina.pk, kind="asks"),
    ]
    urls = [reverse("digests:stop_by_link", args=[token]) for token in tokens]

    assert [Client().post(url).status_code for url in urls] == [404, 404, 404, 410]
    assert unwanted(mina) == []


def test_it_is_in_the_export_and_goes_with_the_account(at: datetime) -> None:
    user = make_user()
    UnwantedMail.objects.create(user=user, kind="asks", since=at)

    assert export(user)["unwanted_mails"] == [{"kind": "asks", "since": at}]
    erase(user, at=at)
    assert UnwantedMail.objects.count() == 0
