"""By what words people are called, and where these stand in a title."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from apps.meetings.reading.events import Person
from apps.meetings.reading.wordings import NOBODYS
from apps.profiles.folding import fold

# Scripts that put nothing between words, and Hangul, which puts particles right behind them.
_CLOSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]"
)


def called(person: Person) -> frozenset[str]:
    """Also by what stands before the @."""
    return frozenset(words_of(person.name) | words_of(person.address.partition("@")[0]))


def words_of(text: str) -> set[str]:
    """Folded. A letter alone is nobody's name."""
    return {word for word in (one.strip("+#") for one in fold(text).split()) if len(word) > 1} - NOBODYS


def pieces(line: str) -> Iterator[tuple[str, str]]:
    """What stands in a line, word by word, each with how it folds, and what is between words with nothing."""
    for is_word, signs in groupby(line, lambda sign: unicodedata.category(sign)[0] in "LMN"):
        piece = "".join(signs)
        yield piece, fold(piece) if is_word else ""


def in_title(folded: Iterable[str], words: Iterable[str]) -> set[str]:
    """Those of the words that stand in a title of these folded ones: whole, or where nothing is put between words,
    anywhere."""
    whole = frozenset(folded)
    close = " ".join(word for word in whole if _CLOSE.search(word))
    return {word for word in words if word in whole or (close and is_close(word) and word in close)}


def is_close(word: str) -> bool:
    return bool(_CLOSE.match(word))
