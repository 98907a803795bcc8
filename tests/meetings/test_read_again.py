"""A calendar that is read again: what it says now of a meeting, and what is no news of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from apps.circles.models import Circle, Membership
from apps.meetings.models import Attendee, Meeting
from apps.meetings.reading.calendars import read_calendar
from apps.meetings.reading.events import Person
from apps.meetings.services.answering import reject
from apps.meetings.services.bringing import AnAnswer, Brought, bring_calendar
from apps.profiles.models import Block, User
from tests.factories import make_user
from tests.meetings.scenes import calendar, ics, kept_call, person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 1, 8, tzinfo=UTC)
CAROL, EVE = "ORGANIZER:mailto:carol@work.example", "ORGANIZER:mailto:eve@evil.example"


def bring(user: User, raw: bytes, at: datetime = AT) -> Brought:
    return bring_calendar(user, raw, source=Meeting.Source.FILE, at=at)


def weekly(start: str, *more: str, who: str, method: str = "") -> bytes:
    times = f"DTSTART:{start}T100000Z", f"DTEND:{start}T110000Z"
    return calendar(*times, "RRULE:FREQ=WEEKLY;COUNT=4", *more, who=who, method=method)


def single(day: str, *more: str, who: str = "", method: str = "") -> bytes:
    return calendar(f"DTSTART:{day}T100000Z", f"DTEND:{day}T110000Z", *more, who=who, method=method)


def days(user: User) -> list[str]:
    return [f"{row.starts_at:%m%d}" for row in Meeting.objects.visible_to(user).order_by("starts_at")]


def test_a_series_that_moved_to_another_day_is_not_there_twice(mina: User, justin: User, circle: Circle) -> None:
    bring(mina, weekly("20261208", who=justin.email))
    assert days(mina) == ["1208", "1215", "1222", "1229"]

    bring(mina, weekly("20261209", "SEQUENCE:1", who=justin.email))

    assert days(mina) == ["1209", "1216", "1223", "1230"]


def test_one_of_a_series_that_was_taken_out_goes(mina: User, justin: User, circle: Circle) -> None:
    bring(mina, weekly("20261208", who=justin.email))

    bring(mina, weekly("20261208", "EXDATE:20261215T100000Z", "SEQUENCE:1", who=justin.email))

    assert days(mina) == ["1208", "1222", "1229"]


def test_what_has_been_stays_when_a_series_ends(mina: User, justin: User, circle: Circle) -> None:
    bring(mina, weekly("20261208", who=justin.email))

    bring(mina, weekly("20261223", "SEQUENCE:1", who=justin.email), at=AT + timedelta(days=15))

    assert days(mina) == ["1208", "1215", "1223", "1230", "0106", "0113"]


def test_a_meeting_that_moved_far_away_goes(mina: User, justin: User, circle: Circle) -> None:
    bring(mina, single("20261208", who=justin.email))

    bring(mina, single("20270908", "SEQUENCE:1", who=justin.email))

    assert days(mina) == []


@pytest.mark.parametrize("day", ["20261208", "20260908"])
def test_a_whole_series_is_cancelled(day: str, mina: User, justin: User, circle: Circle) -> None:
    """The first of it may be long ago."""
    bring(mina, weekly("20261208", who=justin.email))

    brought = bring(mina, single(day, "SEQUENCE:1", who=justin.email, method="CANCEL"))

    assert (days(mina), brought.outcome.cancelled) == ([], 4)
    assert "it is gone from here" in brought.sentence


def test_one_of_a_series_is_cancelled_alone(mina: User, justin: User, circle: Circle) -> None:
    bring(mina, weekly("20261208", who=justin.email))

    which = "RECURRENCE-ID:20261215T100000Z"
    brought = bring(mina, single("20261215", which, "SEQUENCE:1", who=justin.email, method="CANCEL"))

    assert (days(mina), brought.outcome.cancelled) == (["1208", "1222", "1229"], 1)


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"])
def test_an_answer_to_an_invitation_is_no_news_of_it(method: str, mina: User, justin: User, circle: Circle) -> None:
    """It names nobody but who answers."""
    bring(mina, single("20261208", who=justin.email))

    with pytest.raises(AnAnswer, match="somebody's answer"):
        bring(mina, single("20261209", who="vera@nowhere.example", method=method))

    assert days(mina) == ["1208"]


def test_one_that_is_added_to_a_series_leaves_the_others(mina: User, justin: User, circle: Circle) -> None:
    bring(mina, weekly("20261208", who=justin.email))

    bring(mina, single("20261210", "SEQUENCE:1", who=justin.email, method="ADD"))

    assert days(mina) == ["1208", "1210", "1215", "1222", "1229"]


@pytest.mark.parametrize("cancelled", [False, True])
def test_an_older_word_does_not_take_the_place_of_a_newer(
    cancelled: bool, mina: User, justin: User, circle: Circle
) -> None:
    bring(mina, single("20261210", "SEQUENCE:3", who=justin.email))

    old = single("20261209", "SEQUENCE:1", who=justin.email, method="CANCEL" if cancelled else "")
    brought = bring(mina, old)

    assert days(mina) == ["1210"]
    assert brought.outcome.cancelled == 0
    assert len(brought.outcome.meetings) == (0 if cancelled else 1)


@pytest.mark.parametrize("organizer", [EVE, "X-NONE:1"])
@pytest.mark.parametrize("method", ["CANCEL", "REQUEST"])
def test_whoever_copies_a_uid_changes_no_meeting_of_another(
    organizer: str, method: str, mina: User, justin: User, circle: Circle
) -> None:
    tom = make_user("Tom Oak")
    Membership.objects.create(circle=circle, user=tom, joined_at=AT)
    bring(mina, single("20261210", CAROL, who=justin.email))

    bring(mina, single("20261211", organizer, "SEQUENCE:9", who=tom.email, method=method))

    assert days(mina) == (["1210"] if method == "CANCEL" else ["1210", "1211"])
    assert Attendee.objects.filter(meeting__starts_at__day=10).values_list("person", flat=True).get() == justin.pk
    # Whoever did organize it can.
    bring(mina, single("20261212", CAROL, "SEQUENCE:9", who=justin.email))
    assert "1210" not in days(mina)
    assert "1212" in days(mina)


def test_nothing_of_the_organizer_can_be_read(mina: User, justin: User, circle: Circle) -> None:
    bring(mina, single("20261210", CAROL, who=justin.email))

    assert [row for row in Meeting.objects.values_list() if "carol" in str(row)] == []


def test_who_was_cut_off_does_not_take_a_meeting_away(mina: User, justin: User, circle: Circle) -> None:
    """Of the later events of a large calendar nobody is read: that is not the news that nobody is on them."""
    at = timezone.now()
    late = ics(person(justin), at=at, uid="late")
    bring(mina, late, at)
    crowds = [
        "\r\n".join(["BEGIN:VEVENT", f"UID:{number}", f"DTSTART:{at:%Y%m%dT%H%M%SZ}", *people(number), "END:VEVENT"])
        for number in range(10)
    ]
    raw = late.replace(b"BEGIN:VEVENT", "\r\n".join([*crowds, "BEGIN:VEVENT"]).encode(), 1)
    found = read_calendar(raw, zone="UTC", at=at)
    assert (found.cut, found.events[-1].uid, found.events[-1].people) == (True, "late", ())

    bring(mina, raw, at)

    assert Meeting.objects.visible_to(mina).count() == 1


def people(number: int) -> list[str]:
    return [f"ATTENDEE:mailto:p{number}x{place}@nowhere.example" for place in range(200)]


def test_who_was_not_read_of_a_crowd_stays(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    tom = make_user("Tom Oak")
    Membership.objects.create(circle=circle, user=tom, joined_at=at)
    kept_call(mina, person(justin), at=at)

    kept_call(mina, person(tom), at=at, cut=True)
    assert {row.person for row in Attendee.objects.shown_to(mina)} == {justin, tom}

    kept_call(mina, person(tom), at=at)
    assert {row.person for row in Attendee.objects.shown_to(mina)} == {tom}


def test_more_than_are_read_leave_those_that_were(mina: User, justin: User, circle: Circle) -> None:
    daily = calendar("DTSTART:20261202T100000Z", "RRULE:FREQ=DAILY;COUNT=2", who=justin.email)
    bring(mina, daily)
    others = [f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART:20261202T090000Z\r\nEND:VEVENT" for number in range(500)]

    bring(mina, daily.replace(b"BEGIN:VEVENT", "\r\n".join([*others, "BEGIN:VEVENT"]).encode(), 1))

    assert days(mina) == ["1202", "1203"]


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_a_meeting_on_which_nobody_is_left_is_read_as_one_that_never_was(
    method: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    said = ics(Person("", justin.email), at=at).replace(b"METHOD:REQUEST", f"METHOD:{method}".encode())
    never = bring(mina, said.replace(justin.email.encode(), b"no@nowhere.example").replace(b"call-1", b"call-2"), at)
    bring(mina, ics(Person("", justin.email), at=at), at)
    Block.objects.create(blocker=justin, blocked=mina, since=at)

    assert bring(mina, said, at).sentence == never.sentence


def test_who_was_said_to_be_somebody_else_is_not_brought_again(
    mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    namesake = ics(Person("Justin Lee", "j@else.example"), at=at)
    assert len(bring(mina, namesake, at).outcome.meetings) == 1
    reject(Attendee.objects.get(), at=at)

    again = bring(mina, namesake, at)

    assert again.outcome.meetings == []
    assert again.sentence == "Whom you may know in it is somebody else, as you have said."
