"""Four weeks at a time, side by side and never over each other, the same everywhere."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

LENGTH = timedelta(weeks=4)
SETTLED = timedelta(hours=1)
_FIRST = date(2024, 1, 1)  # a Monday


@dataclass(frozen=True, slots=True)
class Period:
    first: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time(), tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """Not in it any more."""
        return self.start + LENGTH

    @property
    def last(self) -> date:
        return self.first + LENGTH - timedelta(days=1)

    @property
    def before(self) -> "Period":
        return Period(self.first - LENGTH)


def running(at: datetime) -> Period:
    number = (at.astimezone(UTC).date() - _FIRST) // LENGTH
    return Period(_FIRST + number * LENGTH)


def last_ended(at: datetime) -> Period:
    """Long enough ago for whatever ended in its last minute to be settled."""
    return running(at - SETTLED).before
