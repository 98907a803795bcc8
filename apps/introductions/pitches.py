"""What the pages about pitches show: to whoever reports a message, and to those who look at it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.circles.models import Circle, Membership, Role
from apps.circles.waiting import Waiting
from apps.introductions.models import Conversation, ConversationMember, Message, PitchPause, PitchReport
from apps.introductions.models.conversation import MessageQuerySet
from apps.introductions.models.pitch_report import PitchReportQuerySet
from apps.profiles.models import User

LOOKED_SHOWN, LOOKED_WITHIN = 20, timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Case:
    """All of one person's messages in one circle at which the reader may look, and nothing else."""

    circle: Circle
    sender: User
    messages: list[Message] = field(default_factory=list)

    @property
    def from_two(self) -> bool:
        """So that their introductions wait for the look."""
        return len({message.conversation.introduction_id for message in self.messages}) > 1


@dataclass(frozen=True, slots=True)
class Looked:
    """Who looked at somebody's messages, when, and what came of it."""

    sender: User
    verdict: str
    at: datetime
    by: str  # empty where the reader is not told


def messages_of_others(reader: User) -> MessageQuerySet:
    """What a person may call a pitch: what stands in a conversation of theirs and is not their own."""
    mine = Conversation.objects.visible_to(reader)
    return Message.objects.readable().filter(conversation__in=mine, removed=False).exclude(author=reader)


def who_reads(message: Message, reporter: User) -> dict[str, object]:
    """By open facts alone: whom a block keeps from looking is nobody's business, and the page says the same."""
    circle = message.conversation.introduction.circle
    keepers = set(Membership.objects.curators().running().filter(circle=circle).values_list("user_id", flat=True))
    members = ConversationMember.objects.filter(conversation=message.conversation, user__in=User.objects.present())
    return {
        "circle": circle,
        "sender_keeps": message.author_id in keepers,
        "you_keep": reporter.pk in keepers,
        "others_keep": bool(keepers - {message.author_id, reporter.pk}),
        "have_it": members.exclude(user=message.author).count(),
    }


def cases(reports: Iterable[PitchReport]) -> list[Case]:
    """The first that was reported first. A message stands there once, whoever and how many reported it."""
    found: dict[tuple[int, int], Case] = {}
    for report in reports:
        key = (report.circle_id, report.message.author_id)
        case = found.setdefault(key, Case(report.circle, report.message.author))
        if report.message not in case.messages:
            case.messages.append(report.message)
    return list(found.values())


def to_look_at(reader: User, circle: Circle) -> list[Case]:
    return cases(_with_messages(PitchReport.objects.visible_to(reader).unlooked().filter(circle=circle)))


def handed_to(reader: User) -> list[Case]:
    return cases(_with_messages(PitchReport.objects.handed_to(reader).unlooked()))


def paused_by_staff(reader: User) -> list[PitchPause]:
    return list(PitchPause.objects.set_by_staff(reader).select_related("user", "circle").order_by("until", "pk"))


def _with_messages(rows: PitchReportQuerySet) -> PitchReportQuerySet:
    found = rows.select_related("circle", "message__author__profile", "message__conversation")
    return found.order_by("at", "pk")


def looked_at(reader: User, circle: Circle, *, at: datetime) -> list[Looked]:
    """Of late, the latest first."""
    rows = PitchReport.objects.visible_to(reader).filter(circle=circle, looked_at__gt=at - LOOKED_WITHIN)
    rows = rows.select_related("message__author__profile").order_by("-looked_at", "-pk")
    mates = Membership.objects.visible_to(reader).filter(circle=circle).select_related("user__profile")
    names = {row.user_id: row.user.profile.display_name for row in mates.filter(role="curator")}
    found: dict[tuple[int, datetime], Looked] = {}
    for row in rows[: 3 * LOOKED_SHOWN]:
        if row.looked_at is not None:
            name = names.get(row.looked_by_id or 0, "")
            line = Looked(row.message.author, row.get_verdict_display(), row.looked_at, name)
            found.setdefault((row.message.author_id, row.looked_at), line)
    return list(found.values())[:LOOKED_SHOWN]


def paused_by_a_look(reader: User, circle: Circle) -> list[PitchPause]:
    rows = PitchPause.objects.visible_to(reader).filter(circle=circle)
    return list(rows.select_related("user__profile").order_by("until", "pk"))


def pitches_waiting(user: User, memberships: Iterable[Membership]) -> list[Waiting]:
    """One for each circle that the reader keeps, however many wait for their look."""
    if not any(membership.role == Role.CURATOR for membership in memberships):
        return []
    rows = PitchReport.objects.visible_to(user).unlooked().order_by("circle__tag")
    return [_waits(tag) for tag in rows.values_list("circle__tag", flat=True).distinct()]


def _waits(tag: str) -> Waiting:
    sentence = _("Somebody felt that a message to them was a pitch, in #%(tag)s.") % {"tag": tag}
    return Waiting(sentence, _("Have a look"), reverse("introductions:pitches", args=[tag]))
