"""All that stands on a bench at one moment."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from apps.bench import history
from apps.bench.alone import Room, look_around
from apps.bench.history import Before
from apps.bench.models import Hold, Prepared
from apps.bench.proposals import Found, Proposal, Side, find
from apps.circles.models import Circle
from apps.matching.models import NeverTogether
from apps.matching.reasons import because, words
from apps.profiles.models import User

QUIET_SHOWN, KEPT_SHOWN = 5, 50


@dataclass(frozen=True, slots=True)
class Sitting:
    proposals: list[Proposal]
    # About to be asked, the latest first; then those that wait for somebody.
    prepared: list[Prepared]
    holds: list[Hold]
    nevers: list[NeverTogether]
    # Newcomers for whom the evidence is too weak.
    quiet: list[User]
    lately: list[Before]

    @property
    def about_to_be_asked(self) -> list[Prepared]:
        return [row for row in self.prepared if row.due_at]

    @property
    def waiting(self) -> list[Prepared]:
        return [row for row in self.prepared if not row.due_at]


def sit_down(circle: Circle, *, curator: User, at: datetime, today: date) -> Sitting:
    room = look_around(circle, curator=curator, at=at)
    found = find(circle, curator=curator, room=room, today=today)
    quiet = _quiet(room, found)
    shown = {user.pk for low, high, _reasons in found.pairs for user in (low, high)}
    before = history.of_people(circle, shown | set(quiet), curator=curator, at=at)
    sides = {
        user.pk: Side(user, room.is_new(user.pk), before.get(user.pk, [])) for two in found.pairs for user in two[:2]
    }
    return Sitting(
        [
            Proposal(
                sides[low.pk],
                sides[high.pk],
                because(why),
                words(why),
                wish=found.wishes.get((low.pk, high.pk)),
                by_first_name=not circle.members_see_each_other,
            )
            for low, high, why in found.pairs
        ],
        *_kept(circle, curator, at, today),
        [user for user in _people(quiet) if not before.get(user.pk)],
        history.lately(circle, curator=curator, at=at),
    )


def _kept(
    circle: Circle, curator: User, at: datetime, today: date
) -> tuple[list[Prepared], list[Hold], list[NeverTogether]]:
    about = ("low__profile", "high__profile", "by__profile")
    prepared = Prepared.objects.visible_to(curator).standing(at).filter(circle=circle).with_people()
    holds = Hold.objects.visible_to(curator).running(today).filter(circle=circle).select_related(*about)
    nevers = NeverTogether.objects.visible_to(curator).filter(circle=circle).select_related(*about)
    return (
        list(prepared.order_by(F("due_at").desc(nulls_last=True), "-at", "-pk")[:KEPT_SHOWN]),
        list(holds.order_by("until", "pk")[:KEPT_SHOWN]),
        list(nevers.order_by("-at", "-pk")[:KEPT_SHOWN]),
    )


def _quiet(room: Room, found: Found) -> list[int]:
    if not found.all_looked_at:
        return []
    busy = found.people | {user_id for two in found.decided for user_id in two}
    return [user_id for user_id in room.newcomers() if user_id not in busy][:QUIET_SHOWN]


def _people(ids: list[int]) -> list[User]:
    found = User.objects.select_related("profile").in_bulk(ids) if ids else {}
    return [found[user_id] for user_id in ids]
