"""How much may come to a person now: by what they chose, by whether they are new, and by whether the last of it passed
them by. Theirs alone; whatever waits because of it looks like silence to everybody else."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, DateTimeField, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from apps.circles.models import Membership
from apps.introductions import limits
from apps.introductions.models import Answer, Introduction
from apps.introductions.models.answer import TIME_BEFORE_REMINDER, AnswerQuerySet
from apps.profiles.models import User
from apps.profiles.models.user import UserQuerySet

WEEK = timedelta(days=7)
ASKS, SUGGESTIONS = 2, 1
# In the first fortnight after somebody came into a circle, unless they chose themselves.
FOR_NEWCOMERS, NEW_FOR = 3, timedelta(days=14)
# So many asks in a row that were not answered, and fewer come.
PASSED_BY = 3


class Pace(NamedTuple):
    """So many within so long."""

    number: int
    weeks: int = 1

    @property
    def fewer(self) -> "Pace":
        return Pace(self.number // 2, self.weeks) if self.number > 1 else Pace(self.number, self.weeks * 2)


def room_for_asks(user_ids: Collection[int], *, at: datetime) -> dict[int, int]:
    """By person: how many asks of curators may still be put to them."""
    by_curators = Answer.objects.filter(introduction__origin=Introduction.Origin.CURATOR)
    put = {weeks: _count(by_curators.filter(put_at__gt=at - weeks * WEEK)) for weeks in (1, 2)}
    people = _with_habits(User.objects.filter(pk__in=user_ids), at).annotate(put_1=put[1], put_2=put[2])
    columns = ("capacity__asks", "first_joined_at", "passed_by", "put_1", "put_2")
    room = dict[int, int]()
    for pk, chosen, joined, passed_by, *counts in people.values_list("pk", *columns):
        pace = _pace(chosen, ASKS, joined, passed_by, at)
        room[pk] = max(0, pace.number - counts[pace.weeks - 1])
    return room


def paces_of_suggestions(people: UserQuerySet, *, at: datetime) -> dict[int, Pace]:
    """By person, among these: how many the workers may newly suggest."""
    columns = ("capacity__suggestions", "first_joined_at", "passed_by")
    rows = _with_habits(people, at).values_list("pk", *columns)
    return {pk: _pace(chosen, SUGGESTIONS, joined, passed_by, at) for pk, chosen, joined, passed_by in rows}


def usual(user: User, *, at: datetime) -> tuple[int, int]:
    """Asks and suggestions a week for somebody who has chosen nothing."""
    joined = Membership.objects.filter(user=user).order_by("joined_at").values_list("joined_at", flat=True).first()
    return _pace(None, ASKS, joined, 0, at).number, _pace(None, SUGGESTIONS, joined, 0, at).number


def is_to_be_asked_whether_to_pause(user: User, *, at: datetime) -> bool:
    """Some passed them by, they are here, and they have not been asked since they answered last."""
    here = _with_habits(User.objects.reachable().filter(pk=user.pk), at)
    columns = ("passed_by", "last_answered_at", "capacity__asked_to_pause_at")
    row = here.values_list(*columns).first()
    if row is None or row[0] < PASSED_BY:
        return False
    answered_at, said_at = row[1:]
    return said_at is None or (answered_at is not None and answered_at > said_at)


def _pace(chosen: int | None, house: int, joined: datetime | None, passed_by: int, at: datetime) -> Pace:
    new = joined is not None and at < joined + NEW_FOR
    pace = Pace((FOR_NEWCOMERS if new else house) if chosen is None else chosen)
    return pace.fewer if passed_by >= PASSED_BY else pace


def _with_habits(people: UserQuerySet, at: datetime) -> UserQuerySet:
    """With `first_joined_at`, `last_answered_at` and `passed_by`: how many asks closed since then without an answer."""
    joined = Membership.objects.filter(user=OuterRef("pk")).order_by("joined_at").values("joined_at")[:1]
    answered = Answer.objects.filter(user=OuterRef("pk"), answered_at__isnull=False)
    last = answered.order_by("-answered_at").values("answered_at")[:1]
    return people.annotate(
        first_joined_at=Subquery(joined),
        last_answered_at=Subquery(last, output_field=DateTimeField()),
        passed_by=_count(_passed_by(at)),
    )


def _passed_by(at: datetime) -> AnswerQuerySet:
    """Those that had their whole time, and their person enough of it."""
    later = Answer.objects.filter(user=OuterRef("user"), answered_at__gte=OuterRef("introduction__closes_at"))
    in_full = Q(introduction__closes_at__gte=F("introduction__asked_at") + limits.TIME_TO_ANSWER)
    ended = Q(
        introduction__state=Introduction.State.NOT_MADE, introduction__settled_at__lt=F("introduction__closes_at")
    )
    closed = Q(introduction__circle__closed_at__lt=F("introduction__closes_at"))
    waived = Q(user__capacity__counts_from__gte=F("introduction__closes_at"))
    put = Answer.objects.filter(in_full, value=Answer.Value.NONE, introduction__closes_at__lte=at)
    enough = put.filter(put_at__lte=F("introduction__closes_at") - TIME_BEFORE_REMINDER)
    return enough.exclude(ended).exclude(closed).exclude(waived).filter(~Exists(later))


def _count(rows: AnswerQuerySet) -> Coalesce:
    """Of each person, in a query of people."""
    theirs = rows.filter(user=OuterRef("pk")).order_by().values("user")
    return Coalesce(Subquery(theirs.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)
