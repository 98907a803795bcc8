"""What is not read of what comes to an address for invitations, who is told of it, and that nothing is kept."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, Membership
from apps.mail.inbound.addresses import reply_address
from apps.mail.inbound.taking import receive
from apps.meetings.forwarding_mails import KIND, NEVER, address_of
from apps.meetings.models import Forwarded, ForwardingAddress, Meeting
from apps.meetings.reading.apart import read_apart
from apps.meetings.reading.events import Found, Person
from apps.meetings.services import forwarding
from apps.meetings.services.forwarding import MOST, renew_address
from apps.profiles.models import AddressSwitch, Block, Profile, User
from apps.profiles.services.suspending import suspend
from tests.introductions.scenes import signed_in
from tests.meetings.forwarding import STRANGER, WORDS, mail, titles, told
from tests.meetings.scenes import ics, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_takes_mail")]
COMING = reverse("meetings:coming")
HOUR = timedelta(hours=1)


NOTHING = "Nobody in it is somebody you may recognise here, and nothing of it is kept."


def _is_nobody(justin: User) -> None:
    User.objects.filter(pk=justin.pk).delete()


def _shares_no_circle(justin: User) -> None:
    Membership.objects.filter(user=justin).delete()


def _hid(justin: User) -> None:
    AddressSwitch.objects.create(address=EmailAddress.objects.get(user=justin), on=False)


def _paused(justin: User) -> None:
    Profile.objects.filter(user=justin).update(paused_at=timezone.now())


def _blocked(justin: User) -> None:
    reader = User.objects.get(profile__name="Mina Park")
    Block.objects.create(blocker=justin, blocked=reader, since=timezone.now())


@pytest.mark.parametrize("change", [_is_nobody, _shares_no_circle, _hid, _paused, _blocked])
def test_whoever_is_not_shown_is_not_found_and_told_of_alike(
    change: Callable[[User], None], address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    """To the owner, once for each mail, and with nothing of it."""
    written = justin.email
    raw = mail(address, mina.email, calendar=ics(Person("J. L. from sales", written), at=at))
    change(justin)

    for _time in range(2):
        receive(raw, at=at)

    ((to, subject, text),) = told(at)
    assert (titles(), to, subject) == ([], mina.email, "Nothing came of what you forwarded")
    assert text.splitlines()[0] == f"You forwarded an invitation. It was read. {NOTHING}"
    assert [word for word in (written, "sales", "Quarterly") if word in text] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"calendar": b"old"}, "No meeting of the next 60 days"),
        ({"text": WORDS.replace("Justin Lee", "Tom Away")}, NOTHING),
    ],
)
def test_what_nothing_comes_of_is_told_once(
    words: dict[str, Any], sentence: str, address: str, mina: User, circle: Circle, at: datetime
) -> None:
    if "calendar" in words:
        words = {"calendar": ics(STRANGER, at=at - timedelta(days=90))}
    receive(mail(address, mina.email, **words), at=at)

    ((_to, _subject, text),) = told(at)
    assert sentence in text


def test_where_somebody_is_found_no_mail_comes(
    address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    receive(mail(address, mina.email, calendar=ics(person(justin), at=at)), at=at)

    assert (titles(), told(at)) == (["Quarterly call"], [])


def test_from_an_address_that_is_not_theirs_nothing_is_read_and_its_owner_is_told_once_a_day(
    address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    """To themselves, never to whoever sent it."""
    EmailAddress.objects.create(user=mina, email="mina@work.example", verified=False)
    raw = ics(person(justin), at=at)
    for number, sender in enumerate(("vera@nowhere.example", "mina@work.example", justin.email)):
        receive(mail(address, sender, calendar=raw, number=number), at=at + number * HOUR)

    assert titles() == []
    ((to, subject, text),) = told(at + 3 * HOUR)
    assert (to, subject) == (mina.email, "An invitation from another address was not read")
    assert [word for word in ("vera", "Quarterly", "Justin") if word in text] == []

    # It was a copy of what she sends herself.
    receive(mail(address, mina.email, calendar=raw, number=0), at=at + 4 * HOUR)
    assert titles() == ["Quarterly call"]
    EmailAddress.objects.filter(email="mina@work.example").update(verified=True)
    receive(mail(address, "Mina <Mina@Work.example>", calendar=ics(person(justin), at=at, uid="2"), number=9), at=at)
    assert len(titles()) == 2


def test_an_automatic_mail_is_let_go(address: str, mina: User, justin: User, circle: Circle, at: datetime) -> None:
    """Ours is one, so that nothing goes on for ever."""
    raw = ics(person(justin), at=at)
    for number, headers in enumerate(
        ({"Auto-Submitted": "auto-replied"}, {"List-Id": "<a.b>"}, {"Precedence": "bulk"})
    ):
        receive(mail(address, mina.email, calendar=raw, number=number, headers=headers), at=at)

    assert (titles(), told(at), Forwarded.objects.count()) == ([], [], 0)


def test_a_new_address_ends_the_one_before(
    address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    client = signed_in(mina)
    assert address in client.get(COMING).text

    client.post(reverse("meetings:forwarding"))
    new = address_of(mina)

    assert new != address
    assert (new in client.get(COMING).text, address in client.get(COMING).text) == (True, False)
    receive(mail(address, mina.email, calendar=ics(person(justin), at=at)), at=at)
    assert (titles(), told(at), Forwarded.objects.count()) == ([], [], 0)
    receive(mail(new, mina.email, calendar=ics(person(justin), at=at)), at=at)
    assert titles() == ["Quarterly call"]


def test_one_that_is_made_anew_while_a_mail_is_read_ends_that_one_too(
    address: str, mina: User, justin: User, circle: Circle, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(raw: bytes, *, zone: str, at: datetime) -> Found:
        renew_address(mina, at=at)
        return read_apart(raw, zone=zone, at=at)

    monkeypatch.setattr(forwarding, "read_apart", meanwhile)
    receive(mail(address, mina.email, calendar=ics(person(justin), at=at)), at=at)

    assert titles() == []


def test_an_address_is_good_for_its_owner_alone(
    address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    """Another's number in it, one's own with another's, and an address of another kind with the same signs."""
    renew_address(justin, at=at)
    mine, theirs = (ForwardingAddress.objects.get(user=user).number for user in (mina, justin))
    raw = ics(person(justin), at=at)
    for number, (kind, about, user) in enumerate(((KIND, theirs, mina), (KIND, mine, justin), ("m", mine, mina))):
        to = reply_address(kind, about=about, user_id=user.pk, until=NEVER)
        receive(mail(to, mina.email, calendar=raw, number=number), at=at)

    assert (titles(), told(at), Forwarded.objects.count()) == ([], [], 0)


def test_it_works_in_years_and_for_nobody_who_is_gone(
    address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    later = at + timedelta(days=4000)
    receive(mail(address, mina.email, calendar=ics(person(justin), at=later)), at=later)
    assert titles() == ["Quarterly call"]
    Meeting.objects.all().delete()

    suspend(mina, at=later)
    receive(mail(address, mina.email, calendar=ics(person(justin), at=later), number=2), at=later)
    assert (titles(), told(later)) == ([], [])


def test_as_many_an_hour_are_read_as_on_the_page(
    address: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    Forwarded.objects.bulk_create(
        Forwarded(user=mina, digest=str(number), at=at - HOUR / 2) for number in range(MOST - 1)
    )
    for number in range(3):
        raw = ics(person(justin), at=at, uid=str(number), title=f"Call {number}")
        receive(mail(address, mina.email, calendar=raw, number=number), at=at)

    assert titles() == ["Call 0"]
    assert ["You have forwarded twenty within an hour." in text for _to, _subject, text in told(at)] == [True, True]


def test_of_what_is_not_read_so_many_an_hour_are_told(address: str, mina: User, at: datetime) -> None:
    for number in range(9):
        receive(mail(address, mina.email, calendar=b"nothing", number=number), at=at)

    assert len(told(at)) == forwarding.TOLD


def test_nothing_of_the_mail_is_kept_or_logged(
    address: str, mina: User, justin: User, circle: Circle, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    raw = ics(person(justin), STRANGER, at=at, title="Vera and Justin")
    receive(mail(address, mina.email, calendar=raw, text="Vera says hello", subject="Fwd: Vera"), at=at)
    receive(mail(address, mina.email, calendar=b"Vera", number=2), at=at)
    receive(mail(address, mina.email, text=WORDS.format(address=justin.email), number=3), at=at)
    receive(mail(address, "vera@nowhere.example", calendar=raw, number=4), at=at)

    assert sorted(titles()) == ["Planning", "… and Justin"]
    rows = [row for model in apps.get_models() for row in model._base_manager.values_list()]
    assert len(rows) > 10
    assert [row for row in rows if "vera" in str(row).lower() or "BEGIN:" in str(row)] == []
    assert [line for line in caplog.messages if "vera" in line.lower()] == []
