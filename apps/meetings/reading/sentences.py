"""Names that stand in sentences: "Call with Gita Ishii and Omar Ulrich tomorrow". Where they begin and end nobody can
say, so each row of words in capitals is cut in every way. What is no name is called like nobody, and does no harm."""

import re
from collections.abc import Iterable, Iterator

MOST = 1000  # in one text; each is looked for in a table
_FEWEST, _MOST_WORDS = 2, 4
# Within a word: O'Brien, Jean-Luc, and marks that belong to the letter before.
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|['\u2019\u2010\u2011-](?=[^\W\d_]))*")
_POSSESSIVE = re.compile(r"['\u2019]s$", re.IGNORECASE)
# Small within a name: Ana de la Cruz, Omar van der Berg.
_SMALL = frozenset(
    (
        *("af", "al", "av", "ben", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos"),
        *("du", "el", "ibn", "la", "le", "los", "ten", "ter", "van", "vom", "von", "y", "zu", "zum", "zur"),
    )
)
_MOST_SMALL = 3  # one behind the other


def names_in(line: str) -> Iterator[str]:
    """Of two words in capitals and more, also where they are no names."""
    for row in _rows(line):
        big = [place for place, word in enumerate(row) if word not in _SMALL]
        for first, begin in enumerate(big):
            for last in big[first + _FEWEST - 1 : first + _MOST_WORDS]:
                yield " ".join(row[begin : last + 1])


def _rows(line: str) -> Iterator[list[str]]:
    """Words in capitals that stand beside each other, with the small ones between them."""
    row, end = list[str](), 0
    for found in _WORD.finditer(line):
        between = line[end : found.start()]
        beside = between.isspace() or (between.strip() == "." and row and len(row[-1]) == 1)
        word, end = found[0], found.end()
        if row and not (beside and (_is_big(word) or _is_small(word, row))):
            yield row
            row = []
        if _is_big(word) or row:
            row.append(_POSSESSIVE.sub("", word))
        if _POSSESSIVE.search(word) and row:
            yield row
            row = []
    if row:
        yield row


def _is_big(word: str) -> bool:
    """Also d'Arcy and al-Sayed; what has no small letters has no capitals either."""
    return word[0].isupper() or word[0].istitle() or any(part[:1].isupper() for part in re.split(r"['\u2019-]", word))


def _is_small(word: str, row: list[str]) -> bool:
    return word in _SMALL and not all(one in _SMALL for one in row[-_MOST_SMALL:])


def named_in(lines: Iterable[str], *, without: frozenset[str]) -> tuple[str, ...]:
    """Each once. `without`: names, casefolded, of whom more is known."""
    found = dict[str, str]()
    for name in (name for line in lines for name in names_in(line)):
        if name.casefold() not in without:
            found.setdefault(name.casefold(), name)
        if len(found) == MOST:
            break
    return tuple(found.values())
