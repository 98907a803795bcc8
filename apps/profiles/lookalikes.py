"""Names that look the same, whatever letters they are made of: "Anna Müller", "ANNA MULLER" and one with Cyrillic
letters among them.

By the table of confusable characters of Unicode (UTS 39). Case, accents, spaces, punctuation and pictures count for
nothing."""

import unicodedata
from collections.abc import Collection
from functools import cache

from confusable_homoglyphs.confusables import confusables_data

from apps.profiles.folding import ACCENTS

_MARK = "\u200e"  # stands in the table around letters that are written from right to left


def looks(name: str) -> frozenset[str]:
    """What two names that look the same have in common; nothing for a name without letters. Two forms, because a
    capital I is taken for an l, and for an i."""
    return frozenset(filter(None, (_form(name), _form(name.casefold()))))


def alike(name: str, others: Collection[str]) -> bool:
    mine = looks(name)
    return any(not mine.isdisjoint(looks(other)) for other in others)


def _form(name: str) -> str:
    if name.isascii():  # as the rest, and several times as quick
        return "".join(filter(str.isalnum, name.translate(_prototypes()).casefold().translate(_prototypes())))
    plain = unicodedata.normalize("NFKD", name).translate(_prototypes())
    folded = ACCENTS.sub("", unicodedata.normalize("NFKD", plain).casefold().translate(_prototypes()))
    kept = "".join(c for c in folded if _is_letter(c) or _is_spelling(c))
    return kept if any(map(_is_letter, kept)) else ""


def _is_letter(c: str) -> bool:
    return unicodedata.category(c)[0] in "LN"


def _is_spelling(c: str) -> bool:
    """Marks that are part of a letter in their scripts; those that only choose a letter's shape are none."""
    return unicodedata.category(c) in {"Mn", "Mc"} and not "\ufe00" <= c <= "\ufe0f" and not c >= "\U000e0100"


@cache
def _prototypes() -> dict[int, str]:
    """What each character is taken for. The table names for a character what it is taken for, and for that all that are
    taken for it; of two that name each other alone the first by number is kept."""
    taken = {
        key.replace(_MARK, ""): [one["c"].replace(_MARK, "") for one in row] for key, row in confusables_data.items()
    }
    found: dict[int, str] = {}
    for key, others in taken.items():
        if len(key) == 1 and len(others) == 1 and _is_prototype(others[0], key, taken):
            # Of Han letters it names the radical, which is a symbol.
            found[ord(key)] = unicodedata.normalize("NFKD", others[0])
    return found


def _is_prototype(other: str, key: str, taken: dict[str, list[str]]) -> bool:
    return len(other) > 1 or len(taken.get(other, [])) > 1 or other < key
