"""An envelope as one of its readers finds it: everything is asked of the funnels at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.introductions.coincidences import coincidences
from apps.introductions.models import Conversation, Enclosure, Introduction
from apps.profiles.models import User
from apps.profiles.plain_words import has_link


class Reach(NamedTuple):
    label: str
    value: str

    @property
    def is_address(self) -> bool:
        """Whether a mail program would make a link of it; the address of somebody's account is not meant."""
        return has_link(self.value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person put in."""

    pk: int  # of its row
    user: User
    question: str = ""
    email: str = ""
    ways: Sequence[Reach] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.question or self.email or self.ways)


@dataclass(frozen=True, slots=True)
class Envelope:
    conversation: Conversation
    introducer: User | None
    others: Sequence[User]
    # One for each who put something in, the reader's own last.
    sheets: Sequence[Sheet]
    coincidences: Sequence[str]
    mine: Sheet | None

    @property
    def introduction(self) -> Introduction:
        return self.conversation.introduction

    @property
    def asked(self) -> str:
        """What the first of the others would like to know, as a hint for a first line; may be empty. Safe in a page."""
        sheet = next((sheet for sheet in self.sheets if sheet.question and sheet is not self.mine), None)
        if sheet is None:
            return ""
        return format_html(_("{name} asks: {question}"), name=sheet.user.profile.first_name, question=sheet.question)


def opened(conversation: Conversation, reader: User) -> Envelope:
    """`conversation`: one that is visible to the reader."""
    members = conversation.members.filter(user__in=User.objects.present()).select_related("user__profile")
    people = [member.user for member in members.order_by("joined_at", "pk")]
    others = [user for user in people if user.pk != reader.pk]
    enclosed = enclosures(conversation.introduction, reader)
    written = [enclosed[user.pk] for user in (*others, reader) if user.pk in enclosed]
    sheets = [sheet for sheet in map(sheet_of, written) if not sheet.is_empty]
    return Envelope(
        conversation=conversation,
        introducer=conversation.introduction.introducer_for(reader),
        others=others,
        sheets=sheets,
        coincidences=coincidences([reader, *others], reader=reader),
        mine=next((sheet for sheet in sheets if sheet.user.pk == reader.pk), None),
    )


def enclosures(introduction: Introduction, reader: User) -> dict[int, Enclosure]:
    """By person, as far as this reader may know."""
    rows = Enclosure.objects.visible_to(reader).filter(introduction=introduction)
    return {row.user_id: row for row in rows.select_related("user__profile").prefetch_related("ways")}


def sheet_of(row: Enclosure) -> Sheet:
    ways = [Reach(way.label, way.value) for way in sorted(row.ways.all(), key=lambda way: way.pk)]
    return Sheet(row.pk, row.user, row.question, row.user.email if row.shows_email else "", ways)


def own(introduction: Introduction, user: User) -> Enclosure:
    """What somebody has put in so far, or an empty one."""
    found = Enclosure.objects.filter(introduction=introduction, user=user).prefetch_related("ways").first()
    return found or Enclosure(introduction=introduction, user=user)
