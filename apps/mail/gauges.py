"""The register of numbers that are read from the database when somebody asks for /metrics. Numbers of rows, never of
anyone: a label is a state, a kind or a lane."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

Values = Iterable[tuple[tuple[str, ...], float]]
Read = Callable[[datetime], Values]


@dataclass(frozen=True, slots=True)
class Gauge:
    name: str
    about: str
    labels: Sequence[str]
    read: Read


_gauges: list[Gauge] = []


def register(name: str, about: str, labels: Sequence[str], read: Read) -> None:
    _gauges.append(Gauge(name, about, labels, read))


def gauges() -> Sequence[Gauge]:
    return _gauges
