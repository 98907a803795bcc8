"""The one page on which staff change what the place is."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from apps.instance.models import Instance
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User
from apps.staff.models import AuditEntry
from apps.staff.services.changing import change_place
from tests.factories import AT
from tests.instance_room.places import place
from tests.profiles.pictures import plain

pytestmark = pytest.mark.django_db
PAGE = "/staff/instance/"


def fields(client: Client, **changed: Any) -> dict[str, Any]:
    """The form as the page shows it, with what somebody changes in it."""
    form = client.get(PAGE).context["form"]
    shown = {name: form[name].value() for name in form.fields if name not in {"picture", "take_off"}}
    return {name: value or "" for name, value in shown.items()} | changed


def test_everything_is_changed_on_one_page_and_noted(staff: Client, olga: User) -> None:
    answer = staff.post(
        PAGE,
        fields(
            staff,
            name="The Print Room",
            words="For printers.",
            sign_up="domains",
            domains="@Example.ORG, press.example",
            circle_makers="staff",
            picture=plain(),
        ),
    )

    row = Instance.objects.get()
    assert answer.status_code == 302
    assert (row.name, row.words, row.sign_up, row.circle_makers) == (
        "The Print Room",
        "For printers.",
        "domains",
        "staff",
    )
    assert (row.domains, bool(row.picture)) == (["example.org", "press.example"], True)
    noted = "circle_makers, domains, name, picture, sign_up, words"
    assert list(AuditEntry.objects.values_list("deed", "by", "words")) == [("changed_instance", olga.pk, noted)]


def test_a_template_that_was_left_alone_goes_on_following_the_name(staff: Client, client: Client) -> None:
    staff.post(PAGE, fields(staff, name="The Print Room"))

    assert (Instance.objects.get().rules, Instance.objects.get().privacy) == ("", "")
    assert "The Print Room introduces people" in client.get("/rules/").text


def test_words_of_ones_own_stay_and_an_emptied_field_brings_the_template_back(staff: Client, client: Client) -> None:
    staff.post(PAGE, fields(staff, rules="Wash\r\n\r\nyour hands."))
    assert Instance.objects.get().rules == "Wash\n\nyour hands."

    staff.post(PAGE, fields(staff, rules=""))
    assert "Come as yourself" in client.get("/rules/").text


def test_saving_without_a_change_notes_nothing(staff: Client) -> None:
    place(name="Intro Net", words="For printers.")
    staff.post(PAGE, fields(staff))
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    "mistake",
    [
        {"name": ""},
        {"sign_up": "domains", "domains": ""},
        {"domains": "not a domain"},
        {"domains": "-x.org"},
        {"contact": "nobody"},
        {"sign_up": "whoever"},
    ],
)
def test_a_mistake_changes_nothing(mistake: dict[str, str], staff: Client) -> None:
    answer = staff.post(PAGE, fields(staff, words="New", **mistake))

    assert (answer.status_code, Instance.objects.current().words, AuditEntry.objects.count()) == (422, "", 0)


def test_the_picture_is_taken_off(staff: Client) -> None:
    staff.post(PAGE, fields(staff, picture=plain()))
    staff.post(PAGE, fields(staff, take_off="on"))
    assert Instance.objects.get().picture_url == ""


@pytest.mark.parametrize(
    ("settled", "told"),
    [
        ({}, "On its way."),
        ({"state": "sent", "settled_at": timezone.now()}, "Sent: the mail server took it."),
        ({"state": "bounced", "reason": "the server answered 550"}, "Refused: the server answered 550."),
        ({"reason": "ConnectionRefusedError"}, "put it off (ConnectionRefusedError)"),
        ({"state": "uncertain", "reason": "cut off"}, "Cut off while it was handed over"),
        ({"state": "dropped"}, "Not sent: this address has asked never to be written to."),
    ],
)
def test_the_page_tells_what_became_of_the_test_mail(settled: dict[str, Any], told: str, staff: Client) -> None:
    staff.post("/staff/instance/test-mail/")
    OutboxMail.objects.update(**settled)
    assert told in staff.get(PAGE).text


def test_the_test_mail_goes_through_the_outbox_to_the_operator(staff: Client, olga: User) -> None:
    place(name="The Print Room")
    staff.post("/staff/instance/test-mail/")
    mail = OutboxMail.objects.get()
    deliver(mail.pk, at=timezone.now())
    mail.refresh_from_db()

    assert (mail.address, mail.subject, mail.state) == (olga.email, "A test mail from The Print Room", "kept")
    assert "Kept: no mail leaves this machine" in staff.get(PAGE).text
    assert list(AuditEntry.objects.values_list("deed", flat=True)) == ["test_mail"]


def test_a_line_break_in_the_name_becomes_a_space_and_mail_leaves(staff: Client) -> None:
    staff.post(PAGE, fields(staff, name="The\r\nPrint\u202eRoom", words="For\nprinters"))
    staff.post("/staff/instance/test-mail/")
    mail = OutboxMail.objects.get()
    deliver(mail.pk, at=timezone.now())

    mail.refresh_from_db()
    row = Instance.objects.get()
    assert (row.name, row.words, mail.state) == ("The PrintRoom", "For printers", "kept")


def test_a_change_that_fails_leaves_no_file(olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the place itself took it, and the log did not."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("apps.staff.services.changing.note", fail)
    folder = Path(settings.MEDIA_ROOT) / "instance"
    before = set(folder.glob("*"))

    with pytest.raises(RuntimeError):
        change_place({}, by=olga, at=AT, picture=b"picture")

    assert set(folder.glob("*")) == before
