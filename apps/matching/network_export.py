"""What the engine sees of a network, as files that name nobody: people, circles and topics are numbers, drawn anew each
time, so that two exports cannot be laid side by side. Who is who could still be guessed by somebody who knows
many of them well: it is for the operator's own use."""

import csv
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from apps.introductions.models import Connection
from apps.matching.statistics import members
from apps.profiles.models import ProfileTrait, User

HEADERS = {
    "people.csv": ("id",),
    "traits.csv": ("person_id", "kind", "trait"),
    "ties.csv": ("a", "b"),
    "circles.csv": ("circle_id", "person_id"),
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """By primary key, in an order that nobody knows."""

    people: dict[int, int]
    circles: dict[int, int]
    topics: dict[int, int]


def export_network(folder: Path) -> dict[str, int]:
    """Rows by file. Raises FileExistsError where one of the files is there already."""
    folder.mkdir(exist_ok=True)
    numbers = _numbers()
    return {file: _write(folder / file, HEADERS[file], rows) for file, rows in _files(numbers)}


def _files(numbers: Numbers) -> Iterator[tuple[str, Iterable[tuple[object, ...]]]]:
    inside = members().values("user")
    facts = ProfileTrait.objects.everywhere().ordinary().filter(user__in=inside)
    rows = facts.values_list("user_id", "kind", "topic_id").distinct()
    yield "people.csv", ((number,) for number in numbers.people.values())
    yield "traits.csv", ((numbers.people[who], kind, numbers.topics[topic]) for who, kind, topic in rows.iterator())
    ties = Connection.objects.of_two().filter(low__in=inside, high__in=inside).values_list("low_id", "high_id")
    yield "ties.csv", ((numbers.people[low], numbers.people[high]) for low, high in ties.iterator())
    here = members().values_list("circle_id", "user_id")
    yield "circles.csv", ((numbers.circles[circle], numbers.people[who]) for circle, who in here.iterator())


def _numbers() -> Numbers:
    inside = members()
    people = User.objects.filter(pk__in=inside.values("user")).values_list("pk", flat=True)
    topics = ProfileTrait.objects.everywhere().ordinary().values_list("topic_id", flat=True).distinct()
    circles = inside.values_list("circle_id", flat=True).distinct().order_by()
    return Numbers(_shuffled(people), _shuffled(circles), _shuffled(topics))


def _shuffled(keys: Iterable[int]) -> dict[int, int]:
    order = list(keys)
    SystemRandom().shuffle(order)
    return {key: number for number, key in enumerate(order, 1)}


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> int:
    """Sorted, so that the order of rows tells nothing either."""
    ordered = sorted(rows, key=str)
    with open(path, "x", newline="", encoding="utf-8", opener=_for_oneself) as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(ordered)
    return len(ordered)


def _for_oneself(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
