"""Four weeks of a network, in rows."""

from datetime import date, datetime, timedelta
from itertools import count

from apps.circles.models import Circle, Membership
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import Introduction
from apps.matching.models import Candidate, Refresh, Showing, Suggestion
from apps.matching.report.periods import Period
from apps.profiles.models import User
from tests.factories import make_circle
from tests.matching.scenes import crowd

WEEKS = Period(date(2026, 2, 23))
NOW = WEEKS.end + timedelta(hours=3)
LONG_AGO = datetime(2025, 1, 1, tzinfo=WEEKS.start.tzinfo)
SHARED, NEAR = 1, 2
_days = count()


def town(people: int) -> tuple[Circle, list[User]]:
    """A circle with so many members, whose curator counts as one, and in which the engine has been."""
    circle = make_circle("marketing", at=LONG_AGO)
    others = crowd(people - 1)
    Membership.objects.bulk_create(Membership(circle=circle, user=user, joined_at=LONG_AGO) for user in others)
    Refresh.objects.update_or_create(circle_id=circle.pk, defaults={"generation": 1, "finished_at": LONG_AGO})
    return circle, others


def could_meet(circle: Circle, one: User, other: User) -> None:
    low, high = sorted((one.pk, other.pk))
    Candidate.objects.create(circle_id=circle.pk, generation=1, low_id=low, high_id=high, score=5.0)


def suggested(circle: Circle, one: User, other: User, kind: int = SHARED, *, at: datetime = LONG_AGO) -> Suggestion:
    low, high = sorted((one, other), key=lambda user: user.pk)
    lines = [[kind, 1, 2, 7.0, None], [3, 9, 9, 2.0, None]]
    return Suggestion.objects.create(circle=circle, low=low, high=high, made_at=at, score=9.0, evidence=lines)


def came_before(reader: User, suggestion: Suggestion, *, at: datetime = WEEKS.start) -> None:
    Showing.objects.create(suggestion=suggestion, user=reader, place="home", first_at=at, last_at=at)


def asked(
    circle: Circle, people: list[User], *, made: bool, at: datetime | None = None, shadow: bool = False
) -> Introduction:
    """Closed in these weeks, unless another moment is said."""
    closes = at or WEEKS.start + timedelta(days=next(_days) % 28)
    state = Introduction.State.MADE if made else Introduction.State.NOT_MADE
    return Introduction.objects.create(
        circle=circle,
        origin="curator",
        state=state,
        shadow=shadow,
        participants_key=Introduction.key_of(user.pk for user in people),
        asked_at=closes - TIME_TO_ANSWER,
        closes_at=closes,
    )


def pairs_of(people: list[User], many: int) -> list[tuple[User, User]]:
    return [(people[2 * number], people[2 * number + 1]) for number in range(many)]
