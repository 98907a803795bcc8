"""For which of many readers there may be something of which kind, in one query: most have little, and of what nobody
has nothing more is asked. Each condition lets through whatever the funnel behind it lets through, and that one is asked
afterwards, reader by reader. For mails only, which nobody can hold a watch to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from apps.circles.models import (
    CircleQuestion,
    Draft,
    Held,
    Invitation,
    InvitedFact,
    JoinRequest,
    Membership,
    Role,
    Word,
)
from apps.circles.models.glad import YEAR
from apps.circles.waiting import REMINDED
from apps.digests.before_calls import LONGEST_AHEAD
from apps.introductions.models import Answer, Connection, ConversationMember, Message, PitchReport
from apps.matching.models import SinceMet
from apps.matching.news_of_met import LATELY
from apps.matching.since_met import STANDS
from apps.meetings.models import Meeting
from apps.profiles.models import ProfileTrait, User


@dataclass(frozen=True, slots=True)
class Glance:
    """Whether there may be some for one reader."""

    asks: bool
    unread: bool
    # Of which they are asked whether they talked, or whom they have just met.
    asked: bool
    newly: bool
    question: bool
    words: bool
    wondered: bool
    waiting: bool
    # Calls on which is somebody whom they may know.
    calls: bool

    def or_what(self, circles: Sequence[Membership], at: datetime) -> "Glance":
        """What waits is told by the circles, too: those that one has just come into."""
        is_new = any(row.joined_at > at - REMINDED and (row.welcome_step or row.ask_whom_known) for row in circles)
        return replace(self, waiting=self.waiting or is_new)


EVERYTHING = Glance(*[True] * len(fields(Glance)))


def glance_at(user_ids: Collection[int], at: datetime) -> dict[int, Glance]:
    names = [field.name for field in fields(Glance)]
    rows = User.objects.filter(pk__in=user_ids).annotate(**_conditions(at)).values_list("pk", *names)
    return {pk: Glance(*found) for pk, *found in rows}


def _conditions(at: datetime) -> dict[str, Any]:
    me = OuterRef("pk")
    talks = ConversationMember.objects.filter(user=me, left_at=None)
    since = Message.objects.filter(conversation=OuterRef("conversation"), sent_at__gt=OuterRef("read_at"))
    mine, here = Membership.objects.running().filter(user=me), {"circle__memberships__user": me}
    due = Q(glad__answered_at__isnull=True, joined_at__lte=at - YEAR) | Q(glad__answered_at__lte=at - YEAR)
    return {
        "asks": Exists(Answer.objects.filter(user=me, value="", introduction__closes_at__gt=at)),
        "unread": Exists(talks.filter(Q(read_at=None) | Exists(since))),
        "asked": Exists(talks),
        "newly": Exists(_met_with_new_facts(at)) | Exists(SinceMet.objects.filter(user=me, at__gt=at - STANDS)),
        "question": Exists(CircleQuestion.objects.going(at).filter(**here)),
        "words": Exists(Word.objects.going(at).filter(**here)),
        "wondered": Exists(mine.filter(due, role=Role.MEMBER, glad__resting_since__isnull=True)),
        "calls": Exists(Meeting.objects.filter(user=me, ends_at__gt=at, starts_at__lt=at + LONGEST_AHEAD)),
        "waiting": _invited(at) | Exists(InvitedFact.objects.filter(invitation__accepted_by=me)) | _where_one_keeps(),
    }


def _met_with_new_facts(at: datetime) -> "QuerySet[Connection]":
    met = Connection.objects.filter(Q(low=OuterRef("pk")) | Q(high=OuterRef("pk")))
    either = Q(user=OuterRef("low")) | Q(user=OuterRef("high"))
    return met.filter(Exists(ProfileTrait.objects.filter(either, said_at__gt=at - LATELY)))


def _invited(at: datetime) -> Q:
    pending = Invitation.objects.pending(at)
    proven = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    by_another = proven.filter(Exists(pending.filter(address=Lower(OuterRef("email")))))
    return Exists(pending.filter(address=OuterRef("email"))) | Exists(by_another)


def _where_one_keeps() -> Q:
    kept = {"circle__memberships__user": OuterRef("pk"), "circle__memberships__role": Role.CURATOR}
    found = Q(Exists(JoinRequest.objects.pending().filter(**kept)))
    for rows in (Held.objects.all(), Draft.objects.all(), PitchReport.objects.unlooked()):
        found |= Q(Exists(rows.filter(**kept)))
    return found
