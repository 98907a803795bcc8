"""What is told of a meeting to its owner, at this moment: whom they know on it, and from where. Everything is asked of
the funnels again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, groupby

from django.db.models import F, OuterRef, Q, Subquery

from apps.circles.models import Circle, Membership
from apps.introductions.models import Connection, Conversation, Introduction, Message, NeverWith
from apps.matching.between import reasons_with
from apps.matching.models import Wish
from apps.matching.reasons import SHOWN, Reason, strength
from apps.meetings import sentences
from apps.meetings.models import Attendee
from apps.profiles.models import User

# Of so many it is told what they share with the reader; of the others, that they are on it.
TOLD = 12


@dataclass(frozen=True, slots=True)
class Ask:
    """The way to somebody whom one has not met: a circle of both, and what the reader has said."""

    circle: Circle
    wish: Wish | None = None
    # Somebody keeps the circle who is not the one to be met, and has not been asked.
    reaches_curators: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    attendee: Attendee
    circles: list[Circle]  # in which the reader sees them
    met: Connection | None = None
    lead: str = ""
    lead_in_full: str = ""  # the same with whole names
    strength: float = 0.0  # of all that is said of what they share
    # Those that the lead has no room for.
    reasons: list[Reason] = field(default_factory=list)
    last: Message | None = None  # the reader's own
    asked: Introduction | None = None  # of both, still open
    ask: Ask | None = None

    @property
    def person(self) -> User:
        return self.attendee.person


def told(attendees: Sequence[Attendee], reader: User, *, at: datetime) -> list[Told]:
    """In order; `attendees`: those first whom the reader has met."""
    circles = _circles([row.person for row in attendees], reader)
    # Whoever left the last circle of both in this very moment is not there any more.
    there = [row for row in attendees if circles[row.person_id]]
    people = [row.person for row in there if not row.is_maybe]
    met = _met(people, reader)
    about = _About(
        circles,
        met,
        _reasons(people[:TOLD], circles, met, reader),
        _last(met, reader),
        _asked(people, reader, at),
        _asks(people, circles, met, reader),
    )
    return sorted((about.of(row) for row in there), key=standing)


def leads(attendees: Sequence[Attendee], reader: User) -> list[Told]:
    """The same with nothing but the sentence of each, where there is room for no more; of several meetings, on which
    the same person may be. Meeting by meeting, those of each in order; `attendees` as above."""
    circles = _circles([row.person for row in attendees], reader)
    there = [row for row in attendees if circles[row.person_id]]
    met = _met([row.person for row in there if not row.is_maybe], reader)
    by_meeting = [list(some) for _pk, some in groupby(there, key=lambda row: row.meeting_id)]
    firsts = [[row.person for row in some if not row.is_maybe][:TOLD] for some in by_meeting]
    people = list(dict.fromkeys(chain.from_iterable(firsts)))
    about = _About(circles, met, _reasons(people, circles, met, reader), {}, {}, {})
    return [one for some in by_meeting for one in sorted(map(about.of, some), key=standing)]


def standing(one: Told) -> tuple[bool, bool, float]:
    """Whom the reader has met comes first, then with whom there is more to say of what they share, and who is only
    called like somebody last."""
    return one.attendee.is_maybe, one.met is None, -one.strength


@dataclass(frozen=True, slots=True)
class _About:
    """By person."""

    circles: dict[int, list[Circle]]
    met: dict[int, Connection]
    reasons: dict[int, list[Reason]]
    last: dict[int, Message]
    asked: dict[int, Introduction]
    asks: dict[int, Ask]

    def of(self, row: Attendee) -> Told:
        """Of one who is only called like somebody on it nothing but where the reader knows them from."""
        who = row.person_id
        if row.is_maybe:
            return Told(row, self.circles[who])
        reasons, met = self.reasons.get(who, []), self.met.get(who)
        about = row.person, self.circles[who], met, reasons
        return Told(
            row,
            self.circles[who],
            met,
            sentences.lead(*about),
            sentences.lead(*about, in_full=True),
            strength(reasons[:SHOWN]),
            reasons[sentences.IN_LEAD : SHOWN],
            self.last.get(who),
            self.asked.get(who),
            None if who in self.asked else self.asks.get(who),
        )


def _circles(people: Sequence[User], reader: User) -> dict[int, list[Circle]]:
    """By person: where the reader sees them, the running ones first."""
    rows = Membership.objects.visible_to(reader).filter(user__in=people).select_related("circle")
    found: dict[int, list[Circle]] = {user.pk: [] for user in people}
    for row in rows.distinct().order_by(F("circle__closed_at").asc(nulls_first=True), "circle__tag"):
        found[row.user_id].append(row.circle)
    return found


def _met(people: Sequence[User], reader: User) -> dict[int, Connection]:
    rows = Connection.objects.visible_to(reader).filter(Q(low__in=people) | Q(high__in=people))
    known = rows.as_read_by(reader).select_related("circle", "through__profile", "low__profile", "high__profile")
    return {row.other_id(reader): row for row in known}


def _reasons(
    people: Sequence[User], circles: dict[int, list[Circle]], met: dict[int, Connection], reader: User
) -> dict[int, list[Reason]]:
    """In the circle in which the two met, or else in the first of theirs."""
    by_circle: dict[int, list[User]] = {}
    for user in people:
        here = [circle.pk for circle in circles[user.pk] if not circle.closed_at]
        where = met[user.pk].circle_id if user.pk in met else None
        if here:
            by_circle.setdefault(where if where in here and where else here[0], []).append(user)
    return reasons_with(by_circle, reader)


def _last(met: dict[int, Connection], reader: User) -> dict[int, Message]:
    """What the reader last wrote in the conversation with each, where it is open to them."""
    where = {user_id: row.open_conversation for user_id, row in met.items()}  # type: ignore[attr-defined]  # as_read_by the reader
    mine = Message.objects.filter(conversation=OuterRef("pk"), author=reader, removed=False).order_by("-sent_at", "-pk")
    talks = Conversation.objects.filter(pk__in=[pk for pk in where.values() if pk])
    latest = talks.annotate(latest=Subquery(mine.values("pk")[:1])).values("latest")
    written = {row.conversation_id: row for row in Message.objects.filter(pk__in=latest)}
    return {user_id: written[pk] for user_id, pk in where.items() if pk in written}


def _asked(people: Sequence[User], reader: User, at: datetime) -> dict[int, Introduction]:
    """What both are asked, as far as the reader may know that it is open."""
    rows = Introduction.objects.visible_to(reader).filter(closes_at__gt=at, circle__closed_at__isnull=True)
    theirs = rows.filter(pk__in=Introduction.objects.filter(answers__user__in=people).values("pk"))
    wanted = {user.pk for user in people}
    found: dict[int, Introduction] = {}
    for row in theirs.prefetch_related("answers").order_by("pk"):
        if row.state_for(reader, at=at) == Introduction.State.ASKED:
            found |= {answer.user_id: row for answer in row.answers.all() if answer.user_id in wanted}
    return found


def _asks(
    people: Sequence[User], circles: dict[int, list[Circle]], met: dict[int, Connection], reader: User
) -> dict[int, Ask]:
    """For those whom the reader has not met: through a circle that somebody else keeps, if there is one. Who keeps a
    circle of both introduces there, and is introduced by nobody."""
    keepers = _keepers({circle.pk for some in circles.values() for circle in some})
    never = set(NeverWith.objects.of(reader).filter(other__in=people).values_list("other_id", flat=True))
    about = Q(suggestion__low__in=people) | Q(suggestion__high__in=people)
    standing = Wish.objects.standing_of(reader).filter(about).select_related("suggestion__circle")
    # In several circles: the one in which curators are asked.
    standing = standing.order_by("asked", "pk")
    wishes = {row.suggestion.other_id(reader): row for row in standing}
    found: dict[int, Ask] = {}
    for user_id in [user.pk for user in people if user.pk not in met and user.pk not in never]:
        running = [one for one in circles[user_id] if not one.closed_at]
        if ask := _ask(user_id, wishes.get(user_id), running, keepers, reader):
            found[user_id] = ask
    return found


def _ask(
    user_id: int, wish: Wish | None, running: Sequence[Circle], keepers: dict[int, set[int]], reader: User
) -> Ask | None:
    """Whoever has wished for it already may still ask curators who do not read that."""
    is_keeper = any(reader.pk in keepers[one.pk] for one in running)
    if wish and (is_keeper or not running or wish.is_read_by_curators):
        return Ask(wish.suggestion.circle, wish)
    if is_keeper or not running:
        return None
    before = wish.suggestion.circle_id if wish else None
    here = min(running, key=lambda one: (keepers[one.pk] <= {user_id}, one.pk != before))
    return Ask(here, wish, reaches_curators=not keepers[here.pk] <= {user_id})


def _keepers(circle_ids: Collection[int]) -> dict[int, set[int]]:
    """By circle, ids of those who keep it and are there."""
    rows = Membership.objects.curators().filter(circle__in=circle_ids, user__in=User.objects.present())
    found: dict[int, set[int]] = {pk: set() for pk in circle_ids}
    for circle_id, user_id in rows.values_list("circle_id", "user_id"):
        found[circle_id].add(user_id)
    return found
