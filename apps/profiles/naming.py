"""Names as people have them: of one word or many, in any script. Cleaned of what cannot be seen, measured as they are
read."""

import re
import unicodedata
from itertools import groupby

from django.utils.translation import gettext as _
from wcwidth import iter_graphemes

from apps.instance.text import clean_line
from apps.mail.errors import DomainError

LONGEST = 80  # characters as they are read: a letter with its marks is one
LONGEST_KEPT = 320  # code points, which is what the column counts
MOST_MARKS = 4  # one after the other; more are no spelling

_JOINERS = "\u200c\u200d"
# Marks and fillers that show nothing, and stand in no name.
_BLANK = re.compile("[\u034f\u17b4\u17b5\u2800\ufffc]")
# Letters of scripts in which the family's name comes first.
_FAMILY_FIRST = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
# Letters that join their neighbours: two of them side by side would be read as a word.
_JOINING = re.compile("[\u0600-\u08ff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
# First words that are no name without the next one.
_WITH_THE_NEXT = {"عبد", "أبو", "ابو", "أم", "ام", "ابن", "بن", "abd", "abdul", "abu", "umm"}
_TITLES = {"dr", "prof", "mr", "mrs", "ms", "mx"}


class BadName(DomainError):
    """Nobody can be called this."""


def clean(written: str) -> str:
    """Without what cannot be seen: controls of direction, joiners that join nothing, piles of marks."""
    line = _BLANK.sub(" ", clean_line(written))
    seen = "".join(c for i, c in enumerate(line) if _is_seen(c, line[i - 1 : i], line[i + 1 : i + 2]))
    words = (_tidy(word) for word in seen.split())
    return unicodedata.normalize("NFC", " ".join(word for word in words if word))


def check(name: str) -> None:
    """Of a cleaned one; raises BadName."""
    if not name:
        raise BadName(_("Write the name that people know you by."))
    if len(name) > LONGEST_KEPT or sum(1 for _each in iter_graphemes(name)) > LONGEST:
        raise BadName(_("Keep your name to at most 80 characters."))
    if not _has_letter(name):
        raise BadName(_("A name has at least one letter, of any script. A picture may stand beside it."))


def is_usable(name: str) -> bool:
    try:
        check(name)
    except BadName:
        return False
    return True


def first_of(name: str) -> str:
    """What somebody is called in a sentence: the first word, or all of it where that is the family's."""
    words = [word for word in name.split() if _has_letter(word)]
    if not words or _FAMILY_FIRST.search(words[0]):
        return name
    return " ".join(words[:2]) if _plain(words[0]) in _WITH_THE_NEXT | _TITLES else words[0]


def initials_of(name: str) -> str:
    """One or two letters, each with its marks; empty where there is none."""
    words = [word for word in name.split() if _has_letter(word)]
    words = words[1:] if len(words) > 1 and _plain(words[0]) in _TITLES else words
    ends = words[:1] if len(words) == 1 or _JOINING.search(name) else [*words[:1], *words[-1:]]
    return "".join(_initial(word) for word in ends)


def _initial(word: str) -> str:
    letter = next(each for each in iter_graphemes(word) if _has_letter(each))
    capital = letter.upper()
    return capital if len(capital) == len(letter) else letter


def _is_seen(c: str, before: str, after: str) -> bool:
    if c in _JOINERS:
        return _takes_joiner(before) and _takes_joiner(after)
    return unicodedata.category(c) not in {"Cf", "Co"}


def _takes_joiner(c: str) -> bool:
    """Letters without capitals, their marks, and pictures: emoji and several scripts need joiners."""
    return bool(c) and unicodedata.category(c) in {"Lo", "Mn", "Mc", "So", "Sk"}


def _tidy(word: str) -> str:
    """Without marks that stand on nothing, and those of a pile that are too many."""
    pieces = ("".join(marks)[:MOST_MARKS] if is_mark else "".join(marks) for is_mark, marks in groupby(word, _is_mark))
    tidied = "".join(pieces)
    while tidied and unicodedata.category(tidied[0])[0] == "M":
        tidied = tidied[1:]
    return tidied


def _plain(word: str) -> str:
    return word.casefold().rstrip(".")


def _is_mark(c: str) -> bool:
    return unicodedata.category(c) in {"Mn", "Me"}


def _has_letter(text: str) -> bool:
    return any(unicodedata.category(c)[0] == "L" for c in text)
