"""What somebody let pass and is over for them, and to whom they never want to be introduced: read by them alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.circles.models import Membership
from apps.introductions.models import Answer, Introduction, NeverWith
from apps.introductions.models.connection import people_met
from apps.profiles.folding import fold
from apps.profiles.models import Profile, User

FOUND_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Person:
    profile: Profile
    # Known from this introduction alone: they read no page of theirs.
    by_first_name: bool

    @property
    def name(self) -> str:
        return self.profile.first_name if self.by_first_name else self.profile.display_name


@dataclass(frozen=True, slots=True)
class Line:
    introduction: Introduction
    mine: Answer
    others: list[Person]
    is_group: bool

    @property
    def named(self) -> str:
        return str(get_text_list([person.name for person in self.others], _("and")))


def let_pass(reader: User, *, at: datetime) -> list[Line]:
    """The latest first; the same people in the same circle once. Whom they have met since is no longer among them, nor
    whom they may know of no more."""
    latest = dict[tuple[int, str], Answer]()
    for mine in _passed(reader):
        if mine.introduction.state_for(reader, at=at) == Introduction.State.NOT_MADE:
            latest.setdefault((mine.introduction.circle_id, mine.introduction.participants_key), mine)
    asked = [mine.introduction for mine in latest.values()]
    met, named = set(people_met(reader).values_list("pk", flat=True)) if asked else set(), _Naming(asked, reader)
    lines = []
    for mine in latest.values():
        people = [user for user in mine.introduction.people if user.pk != reader.pk]
        others = [person for user in people if user.pk not in met and (person := named.of(user, mine.introduction))]
        lines += [Line(mine.introduction, mine, others, len(people) > 1)] if others else []
    return lines


def never_with(reader: User) -> list[tuple[NeverWith, str]]:
    """With the name by which each is known to the reader, by name; those whom they no longer see come last, without
    one: whatever the reason is, they may still take back what they said."""
    rows = list(NeverWith.objects.of(reader).select_related("other__profile", "introduction__circle"))
    named = _Naming([row.introduction for row in rows if row.introduction], reader, {row.other_id for row in rows})
    known = ((row, named.of(row.other, row.introduction)) for row in rows)
    lines = [(row, person.name if person else "") for row, person in known]
    return sorted(lines, key=lambda one: (not one[1], fold(one[1]), one[0].pk))


def found_by_name(reader: User, words: str) -> list[User]:
    """Circle-mates whom they may see and have not met, by a part of the name."""
    wanted = fold(words)
    if not wanted:
        return []
    mates = Membership.objects.visible_to(reader).exclude(user=reader).exclude(user__in=people_met(reader))
    here = mates.exclude(user__in=NeverWith.objects.of(reader).filter(introduction=None).values("other"))
    names = dict(here.values_list("user_id", "user__profile__name"))
    found = [pk for pk, name in names.items() if wanted in fold(name)]
    people = User.objects.filter(pk__in=found).select_related("profile")
    return sorted(people, key=lambda user: (fold(user.profile.name), user.pk))[:FOUND_AT_ONCE]


def _passed(reader: User) -> "QuerySet[Answer]":
    put = Answer.objects.filter(user=reader, introduction__shadow=False, put_at__isnull=False)
    mine = put.exclude(value=Answer.Value.YES)
    about = mine.select_related("introduction__circle").prefetch_related("introduction__answers__user__profile")
    return about.order_by("-introduction__asked_at", "-introduction_id")


class _Naming:
    """By what name the reader knows the people of these introductions, in a fixed number of queries. Where the members
    of a circle do not see each other it is the first name, whoever else they may know them as."""

    def __init__(self, asked: Sequence[Introduction], reader: User, others: Collection[int] = ()) -> None:
        open_still = Introduction.objects.visible_to(reader).filter(pk__in=[row.pk for row in asked])
        self._visible = set(open_still.values_list("pk", flat=True)) if asked else set()
        closed = {row.circle_id for row in asked if not row.circle.members_see_each_other}
        kept = Membership.objects.curators().filter(circle__in=closed)
        self._curators = set(kept.values_list("circle_id", "user_id")) if closed else set()
        self._reader = reader
        people = {*others, *(answer.user_id for row in asked for answer in row.answers.all())}
        seen = Profile.objects.visible_to(reader).filter(user__in=people)
        self._seen = {profile.user_id: profile for profile in seen} if people else {}

    def of(self, user: User, introduction: Introduction | None) -> Person | None:
        if introduction is None or not self._is_sealed(user, introduction):
            profile = self._seen.get(user.pk)
            return Person(profile, False) if profile else None
        return Person(user.profile, True) if introduction.pk in self._visible else None

    def _is_sealed(self, user: User, introduction: Introduction) -> bool:
        if introduction.circle.members_see_each_other:
            return False
        return not self._curators & {(introduction.circle_id, self._reader.pk), (introduction.circle_id, user.pk)}
