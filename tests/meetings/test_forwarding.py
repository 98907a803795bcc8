"""Invitations that are forwarded to an address of one's own: read as on the page."""

import base64
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.db import OperationalError
from django.urls import reverse
from pytest_django import Settings

from apps.circles.models import Circle
from apps.mail.inbound import taking
from apps.mail.inbound.taking import receive
from apps.meetings.forwarding_mails import KIND, address_of
from apps.meetings.models import Attendee, Forwarded, ForwardingAddress, Meeting
from apps.meetings.reading.events import Unreadable, Why
from apps.meetings.services import forwarding
from apps.meetings.services.forwarding import REMEMBERED, forget_forwarded
from apps.meetings.services.keeping import keep
from apps.profiles.exports import export
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from tests.introductions.scenes import signed_in
from tests.meetings.forwarding import STRANGER, WORDS, mail, titles, told
from tests.meetings.scenes import ics, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_takes_mail")]
COMING = reverse("meetings:coming")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("part", [True, False])
def test_an_invitation_is_read_as_on_the_page(
    part: bool, address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    receive(mail(address, mina.email, calendar=ics(person(justin), STRANGER, at=at), part=part), at=at)

    meeting = Meeting.objects.get()
    assert (meeting.user, meeting.title, meeting.source, meeting.starts_at) == (
        mina, "Quarterly call", "mail", at + timedelta(days=1))  # fmt: skip
    assert list(Attendee.objects.values_list("person", "by")) == [(justin.pk, "address")]
    assert told(at) == []


def test_one_that_is_forwarded_as_a_file_is_read_too(
    address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    inner = mail(mina.email, "vera@nowhere.example", calendar=ics(person(justin), at=at), part=True)
    outer = EmailMessage(policy=SMTP)
    outer["From"], outer["To"], outer["Message-ID"] = mina.email, address, "<2@mail.example.org>"
    outer.set_content("FYI")
    outer.add_attachment(inner, maintype="application", subtype="octet-stream", filename="invite.eml")
    raw = outer.as_bytes().replace(b"application/octet-stream", b"message/rfc822")
    raw = raw.replace(b"Content-Transfer-Encoding: base64\r\n", b"", 1).replace(
        base64.encodebytes(inner).replace(b"\n", b"\r\n").strip(), inner.strip()
    )

    receive(raw, at=at)

    assert titles() == ["Quarterly call"]


def test_the_text_of_a_mail_is_read_where_it_has_no_calendar(
    address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    receive(mail(address, mina.email, text=WORDS.format(address=justin.email)), at=at)

    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.starts_at, meeting.source) == ("Planning", None, "mail")
    assert list(Attendee.objects.values_list("person", flat=True)) == [justin.pk]
    assert "forwarded on March 4" in signed_in(mina).get(reverse("meetings:meeting", args=[meeting.slug])).text


def test_what_html_quotes_is_read_as_well(address: str, mina: User, justin: User, circle: Circle, at: datetime) -> None:
    quoted = f"<p>FYI</p><blockquote><p>To: Justin Lee &lt;{justin.email}&gt;</p></blockquote>"

    receive(mail(address, mina.email, html=quoted, subject="=?utf-8?q?Fwd=3A_T=C3=BCbingen?="), at=at)

    assert titles() == ["Tübingen"]


def test_a_cancellation_takes_it_away(address: str, mina: User, justin: User, circle: Circle, at: datetime) -> None:
    invitation = ics(person(justin), at=at)
    receive(mail(address, mina.email, calendar=invitation), at=at)
    assert titles() == ["Quarterly call"]

    cancelled = invitation.replace(b"METHOD:REQUEST", b"METHOD:CANCEL")
    receive(mail(address, mina.email, calendar=cancelled, number=2), at=at)

    assert (titles(), told(at)) == ([], [])


def test_an_answer_to_an_invitation_changes_nothing(
    address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    invitation = ics(person(justin), at=at)
    receive(mail(address, mina.email, calendar=invitation), at=at)

    answer = ics(STRANGER, at=at).replace(b"METHOD:REQUEST", b"METHOD:REPLY")
    receive(mail(address, mina.email, calendar=answer, number=2), at=at)

    assert (titles(), Attendee.objects.get().person, told(at)) == (["Quarterly call"], justin, [])


def test_the_same_mail_again_is_nothing(address: str, mina: User, justin: User, circle: Circle, at: datetime) -> None:
    raw = mail(address, mina.email, calendar=ics(person(justin), at=at))
    receive(raw, at=at)
    Meeting.objects.all().delete()

    receive(raw, at=at + HOUR)

    assert (titles(), Forwarded.objects.count()) == ([], 1)


def test_a_mail_that_is_cut_off_half_way_is_taken_when_it_comes_again(
    address: str, mina: User, justin: User, circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = mail(address, mina.email, calendar=ics(person(justin), at=at))

    def outage(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(forwarding, "keep", outage)
    with pytest.raises(OperationalError):
        receive(raw, at=at)
    assert (titles(), Forwarded.objects.count()) == ([], 0)

    monkeypatch.setattr(forwarding, "keep", keep)
    receive(raw, at=at)
    assert titles() == ["Quarterly call"]


def test_what_cannot_be_read_is_told_to_its_owner(address: str, mina: User, at: datetime) -> None:
    receive(mail(address, mina.email, calendar=b"PK\x03\x04 a secret"), at=at)
    receive(mail(address, mina.email, text="!!", number=2), at=at)
    receive(mail(address, mina.email, calendar=b"x" * (1024 * 1024 + 1), number=3), at=at)

    found = told(at)
    assert {(to, subject) for to, subject, _text in found} == {(mina.email, "What you forwarded could not be read")}
    for (_to, _subject, text), sentence in zip(
        found,
        ["That file is not a calendar.", "There is neither an invitation nor a name", "larger than 1 MB"],
        strict=True,
    ):
        assert sentence in text
        assert "secret" not in text
    assert titles() == []


def test_one_of_several_calendars_that_can_be_read_is_enough(
    address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Message-ID"] = mina.email, address, "<1@mail.example.org>"
    message.set_content("FYI")
    for raw in (b"broken", ics(person(justin), at=at), ics(person(justin), at=at, uid="call-2", title="Other")):
        message.add_attachment(raw, maintype="text", subtype="calendar", filename="invite.ics")

    receive(message.as_bytes(), at=at)

    assert (sorted(titles()), told(at)) == (["Other", "Quarterly call"], [])


def test_a_mail_that_breaks_the_reader_is_told_and_logged_without_its_words(
    address: str, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(raw: bytes, **_kwargs: object) -> None:
        raise Unreadable(Why.FAILED)

    monkeypatch.setattr(forwarding, "read_apart", fail)
    receive(mail(address, mina.email, calendar=b"BEGIN:VCALENDAR"), at=at)

    assert ["could not be read just now" in text for _to, _subject, text in told(at)] == [True]


def test_the_page_speaks_of_it_only_where_mail_comes_in(mina: User, settings: Settings) -> None:
    client = signed_in(mina)
    assert "Forward an invitation" in client.get(COMING).text
    assert not ForwardingAddress.objects.exists()

    client.post(reverse("meetings:forwarding"))
    assert address_of(mina) in client.get(COMING).text
    settings.INBOUND_ADDRESS = ""
    assert "Forward an invitation" not in client.get(COMING).text


def test_answers_in_conversations_are_read_without_what_is_forwarded() -> None:
    assert taking._whole == {KIND}


def test_it_is_in_the_export_and_goes_with_the_account(address: str, mina: User, at: datetime) -> None:
    receive(mail(address, mina.email, calendar=b"nothing"), at=at)
    assert export(mina)["forwarding"] == {"since": at, "mails": [{"at": at, "foreign": False, "told_at": at}]}

    erase(mina, at=at)

    assert (ForwardingAddress.objects.count(), Forwarded.objects.count()) == (0, 0)
    receive(mail(address, mina.email, calendar=b"nothing", number=2), at=at)
    assert Forwarded.objects.count() == 0


def test_which_mails_came_is_forgotten_after_a_while(mina: User, at: datetime) -> None:
    Forwarded.objects.create(user=mina, digest="1", at=at)

    assert (forget_forwarded(at=at + REMEMBERED), forget_forwarded(at=at + REMEMBERED + HOUR)) == (0, 1)
