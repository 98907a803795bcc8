"""A meeting is kept with its title, which is its owner's. Nobody who is not shown is kept: not in the title either."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from apps.instance.text import clean_line
from apps.meetings.models.meeting import LONGEST_TITLE
from apps.meetings.reading.calling import called, in_title, is_close, pieces, words_of
from apps.meetings.reading.events import Person

_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]{1,64}@[^\s<>()\[\]\"',;:]{1,255}")
_WORD = re.compile(r"[^\W_]")
_GAPS = re.compile(r"…(?:\W*…)+")
_LEFT_OUT = "…"


@dataclass(slots=True)
class Titles:
    """Those of one file, for one reader. A series has one title, and the same person is on many calls: whatever is
    written there, it is worked out once."""

    owner: str  # the reader's own name
    names: dict[int, str]  # by person, of those whom the reader may recognise
    _called: dict[Person, frozenset[str]] = field(default_factory=dict)
    _kept: dict[tuple[object, ...], str] = field(default_factory=dict)

    def kept(self, title: str, *, seen: Iterable[int], unseen: Iterable[Person], named: Iterable[str] = ()) -> str:
        """`named`: words for people who are named in it and not on it."""
        asked = (title, tuple(seen), tuple(unseen), tuple(named))
        if asked not in self._kept:
            self._kept[asked] = self._keep(*asked)
        return self._kept[asked]

    def _keep(self, title: str, seen: tuple[int, ...], unseen: tuple[Person, ...], named: tuple[str, ...]) -> str:
        self._called |= {person: called(person) for person in unseen if person not in self._called}
        gone = [*(self._called[person] for person in unseen), named]
        return kept_title(title, gone=gone, known=[self.owner, *(self.names[pk] for pk in seen if pk in self.names)])


def kept_title(title: str, *, gone: Iterable[Collection[str]], known: Iterable[str]) -> str:
    """Without addresses, and without the words by which people are called who are not shown. `known`: names that may
    stand there all the same, those of the people shown and the reader's own."""
    line = _ADDRESS.sub(_LEFT_OUT, clean_line(title[: 2 * LONGEST_TITLE]))
    there = list(pieces(line))
    folded = {word for _piece, word in there if word}
    left_out = {found for words in gone for found in in_title(folded, words)}
    left_out -= {word for name in known for word in words_of(name)}
    line = _GAPS.sub(_LEFT_OUT, "".join(_without(left_out, *one) for one in there)).strip()
    return line[:LONGEST_TITLE] if _WORD.search(line) else ""


def _without(left_out: set[str], piece: str, folded: str) -> str:
    if not folded or folded in left_out:
        return _LEFT_OUT if folded else piece
    for word in sorted((word for word in left_out if is_close(word) and word in folded), key=len, reverse=True):
        # Written in another form, nobody knows where in it the name ends.
        piece = piece.replace(word, _LEFT_OUT) if word in piece or _LEFT_OUT in piece else _LEFT_OUT
    return piece
