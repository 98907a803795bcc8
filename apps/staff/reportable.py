"""What can be told to the staff: found through the funnel of its kind, so that nobody learns here of what they cannot
open, with the words that the reporter sees and hands on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from apps.circles.models import Circle, CircleQuestion, Word
from apps.circles.reception import Standing, standing_of
from apps.circles.tokens import invited_by
from apps.introductions.envelopes import sheet_of
from apps.introductions.models import Conversation, Enclosure, Introduction, Message, Tiding
from apps.matching.notes import note_of_another
from apps.profiles.models import Profile, User
from apps.staff.models import Report

Reader = User | AnonymousUser
Kind = Report.Kind
LONGEST_ID = 18  # digits that every database takes


@dataclass(frozen=True, slots=True)
class Reported:
    kind: Report.Kind
    object_id: int
    about: User | None
    circle: Circle | None
    quote: str
    name: str  # of what it is about, as the reporter knows it


def find(kind: str, key: str, *, reader: Reader, at: datetime) -> Reported | None:
    """None for what this reader cannot open, and for what is their own."""
    if kind == Kind.INVITATION:
        return _invitation(key, reader, at)
    finder = _FINDERS.get(kind)
    return finder(key, reader, at) if finder and isinstance(reader, User) else None


def _person(key: str, reader: User, at: datetime) -> Reported | None:
    rows = Profile.objects.visible_to(reader).exclude(user=reader).select_related("user")
    profile = rows.filter(user__pk=_id(key)).first()
    if profile is None:
        return None
    quote = "\n".join(filter(None, [profile.name, profile.called, profile.headline, profile.about]))
    return Reported(Kind.PERSON, profile.user_id, profile.user, None, quote, profile.display_name)


def _circle(key: str, reader: User, at: datetime) -> Reported | None:
    circle = Circle.objects.visible_to(reader).filter(tag=key).first()
    if circle is None:
        return None
    return Reported(Kind.CIRCLE, circle.pk, None, circle, f"#{circle.tag}\n{circle.purpose}", f"#{circle.tag}")


def _message(key: str, reader: User, at: datetime) -> Reported | None:
    mine = Conversation.objects.visible_to(reader)
    rows = Message.objects.readable().filter(conversation__in=mine, removed=False).exclude(author=reader)
    row = rows.select_related("author__profile", "conversation__introduction__circle").filter(pk=_id(key)).first()
    if row is None:
        return None
    circle = row.conversation.introduction.circle
    return Reported(Kind.MESSAGE, row.pk, row.author, circle, row.body, row.author.profile.display_name)


def _introduction(key: str, reader: User, at: datetime) -> Reported | None:
    rows = Introduction.objects.visible_to(reader).exclude(note="").select_related("circle", "made_by__profile")
    row = rows.filter(pk=_id(key)).first()
    introducer = row.introducer_for(reader) if row else None
    if row is None or introducer is None:
        return None
    return Reported(Kind.INTRODUCTION, row.pk, introducer, row.circle, row.note, introducer.profile.display_name)


def _word(key: str, reader: User, at: datetime) -> Reported | None:
    rows = Word.objects.visible_to(reader, at).exclude(by=reader).select_related("circle", "by__profile")
    row = rows.filter(pk=_id(key)).first()
    if row is None:
        return None
    return Reported(Kind.WORD, row.pk, row.by, row.circle, row.words, row.by.profile.display_name)


def _question(key: str, reader: User, at: datetime) -> Reported | None:
    rows = CircleQuestion.objects.visible_to(reader, at).exclude(by=reader).select_related("circle", "by__profile")
    row = rows.filter(pk=_id(key)).first()
    if row is None:
        return None
    quote = "\n".join([row.words, *row.answers])
    return Reported(Kind.QUESTION, row.pk, row.by, row.circle, quote, row.by.profile.display_name)


def _wish(key: str, reader: User, at: datetime) -> Reported | None:
    row = note_of_another(_id(key), reader)
    if row is None:
        return None
    return Reported(Kind.WISH, row.pk, row.user, row.suggestion.circle, row.note, row.user.profile.display_name)


def _tiding(key: str, reader: User, at: datetime) -> Reported | None:
    rows = Tiding.objects.told_to(reader, at=at).exclude(words="").select_related("introduction__circle")
    row = rows.select_related("introduction__circle", "user__profile").filter(pk=_id(key)).first()
    if row is None:
        return None
    return Reported(Kind.TIDING, row.pk, row.user, row.introduction.circle, row.words, row.user.profile.display_name)


def _envelope(key: str, reader: User, at: datetime) -> Reported | None:
    rows = Enclosure.objects.visible_to(reader).exclude(user=reader).prefetch_related("ways")
    row = rows.select_related("introduction__circle", "user__profile").filter(pk=_id(key)).first()
    sheet = sheet_of(row) if row else None
    if row is None or sheet is None or sheet.is_empty:
        return None
    quote = "\n".join(
        filter(None, [sheet.question, sheet.email, *(f"{label}: {value}" for label, value in sheet.ways)])
    )
    return Reported(Kind.ENVELOPE, row.pk, row.user, row.introduction.circle, quote, row.user.profile.display_name)


def _invitation(token: str, reader: Reader, at: datetime) -> Reported | None:
    row = invited_by(token)
    if row is None or standing_of(row, reader, at=at) in {Standing.OVER, Standing.INSIDE}:
        return None
    assert row.inviter is not None  # without one it is over
    quote = f"#{row.circle.tag}\n{row.sentence}"
    return Reported(Kind.INVITATION, row.pk, row.inviter, row.circle, quote, row.inviter.profile.display_name)


def _id(key: str) -> int:
    """No row has the id 0."""
    return int(key) if key.isascii() and key.isdecimal() and len(key) <= LONGEST_ID else 0


_FINDERS: dict[str, Callable[[str, User, datetime], Reported | None]] = {
    Kind.PERSON: _person,
    Kind.CIRCLE: _circle,
    Kind.MESSAGE: _message,
    Kind.INTRODUCTION: _introduction,
    Kind.WORD: _word,
    Kind.QUESTION: _question,
    Kind.WISH: _wish,
    Kind.TIDING: _tiding,
    Kind.ENVELOPE: _envelope,
}
