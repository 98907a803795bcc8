"""The vocabulary that comes with the program: each entry is set up once, and is the place's own from then on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from apps.profiles.folding import fold
from apps.profiles.likeness import loose
from apps.profiles.models import BroaderTopic, ProfileTrait, Topic
from apps.profiles.services import merging
from apps.profiles.services.vocabulary import CHUNK, make_topic, note_words

FOLDER = Path(__file__).parent.parent / "packaged"


@dataclass(frozen=True, slots=True)
class Packaged:
    """A line "Name | other spelling | other spelling < Broader" of FOLDER/<vocabulary>.words."""

    vocabulary: str
    name: str
    spellings: tuple[str, ...]
    broader: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.vocabulary, fold(self.name)

    @property
    def keys(self) -> set[tuple[str, str]]:
        return {(self.vocabulary, fold(name)) for name in (self.name, *self.spellings)}


def packaged() -> Iterator[Packaged]:
    for path in sorted(FOLDER.glob("*.words")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield _read(path.stem, line)


@transaction.atomic
def pack(*, at: datetime) -> int:
    """Sets up what is not there yet; how many entries. One that a person brought first is
    offered to everybody from now on, in the words that came with the program."""
    there = set(Topic.objects.filter(packaged=True).values_list("vocabulary", "folded"))
    missing = [entry for entry in packaged() if entry.key not in there]
    if missing:
        known = set(Topic.objects.values_list("vocabulary", "folded"))
        _make([entry for entry in missing if not known & entry.keys])
        made = _rows()
        for entry in missing:
            if entry.key not in made:  # known before, or said by somebody at this very moment
                _take_over(entry, at)
        _link(missing)
    return len(missing)


def _read(vocabulary: str, line: str) -> Packaged:
    names, *broader = (part.strip() for part in line.split("<"))
    name, *spellings = (part.strip() for part in names.split("|"))
    return Packaged(vocabulary, name, tuple(spellings), tuple(broader))


def _make(entries: list[Packaged]) -> None:
    """Those that are new altogether, in one go: one by one they would keep a small machine busy for a minute."""
    _bulk(_row(entry.vocabulary, entry.name, packaged=True, approved=True) for entry in entries)
    rows = _rows()
    made = [entry for entry in entries if entry.key in rows]
    _bulk(_row(e.vocabulary, name, merged_into=rows[e.key]) for e in made for name in e.spellings)
    note_words(rows[entry.key] for entry in made)


def _bulk(rows: Iterator[Topic]) -> None:
    Topic.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def _row(vocabulary: str, name: str, **fields: Any) -> Topic:
    return Topic(vocabulary=vocabulary, name=name, folded=fold(name), loose=loose(vocabulary, name), **fields)


def _rows() -> dict[tuple[str, str], Topic]:
    return {(row.vocabulary, row.folded): row for row in Topic.objects.filter(packaged=True)}


def _take_over(entry: Packaged, at: datetime) -> None:
    """One of which somebody said something already. What staff made one with another entry stays there."""
    topic = make_topic(entry.vocabulary, entry.name)
    if not topic.merged_into_id and not topic.approved:
        _spell_as_packaged(topic, entry.name)
    Topic.objects.filter(pk=topic.pk).update(packaged=True)
    Topic.objects.filter(pk=topic.entry.pk).update(approved=True)
    for name in entry.spellings:
        known = Topic.objects.named(entry.vocabulary, name).first()
        if known is None or (known.merged_into_id is None and known != topic.entry):
            merging.merge(topic.entry, name, at=at)


def _spell_as_packaged(topic: Topic, name: str) -> None:
    """Few may know how it was written so far; whoever says it keeps their own way."""
    if topic.name != name:
        ProfileTrait.objects.filter(topic=topic, written="").update(written=topic.name)
        Topic.objects.filter(pk=topic.pk).update(name=name)


def _link(entries: list[Packaged]) -> None:
    """Where staff have put two of them in the other order before, both stand: whoever follows links stops where they
    have been."""
    rows = _rows()
    pairs = [(rows[e.key].entry, rows[_of(e, name), fold(name)].entry) for e in entries for name in e.broader]
    links = [BroaderTopic(narrower=narrower, broader=broader) for narrower, broader in pairs if narrower != broader]
    BroaderTopic.objects.bulk_create(links, batch_size=CHUNK, ignore_conflicts=True)


def _of(entry: Packaged, name: str) -> str:
    """A broader "#name" is an interest, whatever is under it."""
    return "interest" if name.startswith("#") else entry.vocabulary
