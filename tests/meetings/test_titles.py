import unicodedata
from datetime import datetime

import pytest

from apps.circles.models import Circle
from apps.meetings.models import Meeting
from apps.meetings.reading.calling import called
from apps.meetings.reading.events import Person
from apps.meetings.services.bringing import bring_calendar
from apps.meetings.titles import kept_title
from apps.profiles.models import User
from tests.meetings.scenes import ics, person

PEOPLE = [Person("Vera O\u2019Neil-Braun", "vera.braun@nowhere.example"), Person("", "zed42@nowhere.example")]
UNSEEN = [called(person) for person in PEOPLE]
VERA = Person("Vera Unseen", "vera@nowhere.example")
MEERA, DURAND = "\u092e\u0940\u0930\u093e", "V\u00e9ronique Durand"


def kept(name: str, title: str) -> str:
    return kept_title(title, gone=[called(Person(name, "x1@nowhere.example"))], known=["Justin Lee"])


def brought(raw: bytes, user: User, at: datetime) -> str:
    """As what the meeting in it is kept."""
    bring_calendar(user, raw, source=Meeting.Source.FILE, at=at)
    return Meeting.objects.get().title


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Quarterly call", "Quarterly call"),
        ("Vera / Justin", "… / Justin"),
        ("VERA\u2019s deck", "…\u2019s deck"),
        ("Vera O'Neil-Braun <> Mina", "… O'… <> Mina"),
        ("call zed42@nowhere.example, other@else.example now", "call … now"),
        ("with zed42", "with …"),
        ("Vera", ""),
        ("Veranda", "Veranda"),
        ("x" * 500, "x" * 200),
        ("\u202eabc\x00def\n", "abcdef"),
    ],
)
def test_a_title_names_nobody_who_is_not_shown(title: str, kept: str) -> None:
    assert kept_title(title, gone=UNSEEN, known=["Justin Lee", "Mina Park"]) == kept


def test_a_name_stays_that_somebody_shown_has_too() -> None:
    assert kept_title("Vera and Braun", gone=UNSEEN, known=["Vera Lee"]) == "Vera and …"


@pytest.mark.parametrize(
    ("name", "title", "left"),
    [
        ("山田太郎", "山田太郎さんと会議", "…さんと会議"),
        ("山田 太郎", "山田さんと会議", "…さんと会議"),
        ("김민수", "김민수님과 회의", "…님과 회의"),
        ("สมชาย ใจดี", "ประชุมกับสมชาย", "ประชุมกับ…"),
    ],
)
def test_a_name_is_left_out_where_nothing_stands_between_words(name: str, title: str, left: str) -> None:
    assert kept(name, title) == left


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (f"{MEERA} \u0936\u0930\u094d\u092e\u093e", f"{MEERA} / Justin"),  # vowel signs
        (unicodedata.normalize("NFD", DURAND), "V\u00e9ronique / Justin"),
        (DURAND, unicodedata.normalize("NFD", "V\u00e9ronique / Justin")),
        (DURAND, "VERONIQUE / Justin"),
        ("V. Braun", "Braun / Justin"),
        ("Vera\u200bBraun Zed", "Vera / Justin"),
    ],
)
def test_a_name_in_another_form_is_left_out(name: str, title: str) -> None:
    assert kept(name, title) == "… / Justin"


@pytest.mark.parametrize("name", ["Al", "Dan", "A", "Art", "Ana", "Team"])
def test_a_short_name_leaves_other_words_whole(name: str) -> None:
    title = "Quarterly call, dance party at Canada's Steam room"
    assert kept(name, title) == title


@pytest.mark.parametrize("asked", [Person("Sales", "sales@corp.example"), Person("Vera (Sales)", "hr@corp.example")])
def test_the_address_of_a_team_leaves_the_words(asked: Person) -> None:
    assert kept_title("Sales call with Vera", gone=[called(asked)], known=["Vera Lee"]) == "Sales call with Vera"


@pytest.mark.parametrize("part", ["PARTSTAT=DECLINED", "PARTSTAT=DELEGATED", "ROLE=NON-PARTICIPANT", "CUTYPE=GROUP"])
def test_who_is_named_and_not_on_it_is_left_out(
    part: str, mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    raw = ics(person(justin), VERA, at=at, title="Vera / Justin / Mina")

    title = brought(raw.replace(b'ATTENDEE;CN="Vera', f'ATTENDEE;{part};CN="Vera'.encode()), mina, at)

    assert title == "… / Justin / Mina"


def test_whoever_declined_under_a_name_of_somebody_shown_takes_it_not_away(
    mina: User, justin: User, circle: Circle, at: datetime
) -> None:
    raw = ics(person(justin), Person("Justin Unseen", "j@nowhere.example"), at=at, title="Justin Unseen / Justin")

    title = brought(raw.replace(b'ATTENDEE;CN="Justin U', b'ATTENDEE;PARTSTAT=DECLINED;CN="Justin U'), mina, at)

    assert title == "Justin … / Justin"


def test_who_is_one_too_many_is_left_out(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    crowd = [Person(f"P{n} Q{n}", f"p{n}@nowhere.example") for n in range(200)]

    assert brought(ics(person(justin), *crowd, VERA, at=at, title="Vera / Justin"), mina, at) == "… / Justin"


def test_a_room_is_nobody(mina: User, justin: User, circle: Circle, at: datetime) -> None:
    raw = ics(person(justin), Person("Garden", "garden@nowhere.example"), at=at, title="Garden party")

    assert brought(raw.replace(b'CN="Garden', b'CUTYPE=ROOM;CN="Garden'), mina, at) == "Garden party"
