"""What makes a number speak of no one.

It stands for at least five people, and so does what remains when it is taken from its whole. It is rounded to five, up
or down by a lot, as statistical offices do it: without the lot, whoever knows all but one of those counted could read
the last one off wherever the rounding turns. The lot is drawn from a keyed hash of what is counted, so that asking
again tells nothing more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from django.utils.crypto import salted_hmac

FEWEST = 5
MANY = 10 * FEWEST
Row = Collection[int]  # the people whom one thing that is counted is about


@dataclass(frozen=True, slots=True)
class Share:
    """Both rounded; `share` of them."""

    of: int
    share: float

    @property
    def percent(self) -> int:
        return round(100 * self.share)


def veiled(count: int, key: str) -> int:
    """To a multiple of five, on average the count itself. key: what is counted, with its period."""
    rest = count % FEWEST
    return count - rest + (FEWEST if _lot(key).randrange(FEWEST) < rest else 0)


def _lot(key: str) -> Random:
    return Random(salted_hmac("matching.report", key).digest())  # noqa: S311 - seeded with a keyed hash


def share_of_people(part: int, whole: int, key: str) -> Share | None:
    """Of what is nobody's secret. That it is true of nobody, or of all, says something of all; where there are many,
    fewer than five count as nobody, and the share is of all."""
    few = [0 < side < FEWEST for side in (part, whole - part)]
    if whole < FEWEST or (any(few) and whole < MANY):
        return None
    told = 0 if few[0] else whole if few[1] else part
    return _share(told, whole - told, key)


def share_of_answers(good: Sequence[Row], other: Sequence[Row], key: str) -> Share | None:
    """Of what is sealed: where all went one way, everybody's answer would be told."""
    is_told = is_enough(good, f"{key}:yes") and is_enough(other, f"{key}:no")
    return _share(len(good), len(other), key) if is_told else None


def is_enough(rows: Sequence[Row], key: str) -> bool:
    """From how many on is drawn, too, from five to nine: else whoever knows all but one could mostly read off the last
    by whether anything is told."""
    fewest = FEWEST + _lot(f"{key}:fewest").randrange(FEWEST)
    return len(rows) >= fewest and len({user_id for row in rows for user_id in row}) >= FEWEST


def _share(part: int, other: int, key: str) -> Share:
    """Each side is rounded by itself: both stay at five at least where they were."""
    told, rest = veiled(part, f"{key}:yes"), veiled(other, f"{key}:no")
    return Share(told + rest, round(told / (told + rest), 2))
