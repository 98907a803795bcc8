"""Names that are not what they seem: typing errors of known ones, and letters of one script in the words of another."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz.distance import OSA

SHORTEST = 4  # letters, before a typing error is assumed
LONG = 8  # letters, from which on there may be two
# Scripts with letters that cannot be told apart by eye.
_ALIKE = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}
_WORD = re.compile(r"[^\W\d_]+")


def nearest(start: str, names: Iterable[str], most: int) -> list[str]:
    """Those that begin like `start` but for a typing error (two in a long one), the likeliest first: a letter more,
    less or wrong, or two in the wrong order. Both sides folded."""
    errors = 0 if len(start) < SHORTEST else 1 if len(start) < LONG else 2
    if not errors:
        return []
    found = {name: _distance(start, name, errors) for name in names}
    return sorted((name for name in found if found[name] <= errors), key=lambda name: (found[name], name))[:most]


def _distance(start: str, name: str, errors: int) -> int:
    """What is typed so far may be a letter longer or shorter than what it stands for."""
    return min(OSA.distance(start, name[: len(start) + more], score_cutoff=errors) for more in (-1, 0, 1))


def is_disguised(name: str) -> bool:
    """Whether a word of it mixes scripts whose letters look alike, like "yankees" with a Cyrillic a."""
    return any(len(_scripts(word) & _ALIKE) > 1 for word in _WORD.findall(name))


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
