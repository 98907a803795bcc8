"""Spellings of one thing: what people write differently and mean alike. Only what is sure is taken as the same, because
a wrong one puts two strangers' facts together."""

import re
from collections.abc import Callable

from apps.profiles.folding import fold

LONGEST = 160  # characters kept: what is written out can be many times as long

# Cyrillic and Greek letters that look like Latin ones, in a word that has Latin letters, too.
_LOOKS_LIKE = str.maketrans("аеорсухіјѕһԁԛԝεικνορτυχ", "aeopcyxijshdqweiknoptux")
_LATIN = re.compile("[a-z]")
_QUOTES = re.compile("['\u2019\u02bc`\u00b4]")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
# Words that are written out or not.
_SHORT = {
    "and": "", "n": "", "und": "", "et": "", "y": "",
    "st": "saint", "ste": "saint", "mt": "mount", "ft": "fort",
    "univ": "university", "uni": "university", "inst": "institute", "tech": "technology",
    "intl": "international", "natl": "national", "dept": "department", "assn": "association",
    "bros": "brothers", "mfg": "manufacturing", "co": "company", "corp": "corporation",
}  # fmt: skip
_ENDINGS = {"inc", "incorporated", "ltd", "limited", "llc", "llp", "plc", "gmbh", "ag", "kg", "bv", "nv", "sa", "srl",
            "spa", "company", "corporation", "ab", "oy", "pty"}  # fmt: skip
_SCHOOLS = {"hs": ["high", "school"], "jhs": ["junior", "high", "school"], "ms": ["middle", "school"],
            "elem": ["elementary"], "es": ["elementary", "school"], "sec": ["secondary"], "acad": ["academy"],
            "coll": ["college"], "gs": ["grammar", "school"]}  # fmt: skip
# Not a plural, or another thing than the singular.
_NO_PLURAL = {
    "news", "series", "species", "means", "arms", "arts", "glasses", "goods", "customs", "manners", "minutes",
    "spirits", "games", "works", "letters", "colours", "colors", "damages", "forces", "blues", "darts", "checks",
    "jeans", "alps", "christmas", "texas", "kansas", "dallas", "paris", "athens", "brussels", "wales", "java", "jazz",
    "atlas", "canvas", "bias", "gas", "yes", "his", "us", "as", "is", "this", "lens", "mars", "venus", "pilates",
    "hades", "diabetes",
    "rabies", "herpes", "sales", "comics", "classics", "graphics", "ceramics", "mechanics", "robotics", "politics",
}  # fmt: skip
# A leading article belongs to a name only where nothing would be left that says it.
_ARTICLES = {"the"}


def loose(vocabulary: str, name: str) -> str:
    """The form in which spellings of one thing are alike, within a vocabulary. Never shown, and never looked up by
    strangers: it only finds the entry that a person's words mean."""
    words = _words(name)
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    words = _RULES.get(vocabulary, _common)(words)
    return ("".join(words) or fold(name))[:LONGEST]


def _words(name: str) -> list[str]:
    joined = _INITIALS.sub(lambda found: found[0].replace(".", ""), _QUOTES.sub("", name))
    return [_latin(word) for word in fold(joined.replace("&", " and ")).split()]


def _latin(word: str) -> str:
    return word.translate(_LOOKS_LIKE) if _LATIN.search(word) else word


def _written_out(words: list[str]) -> list[str]:
    return [_SHORT.get(word, word) for word in words]


def _common(words: list[str]) -> list[str]:
    """Interests, fields of work, what is sought and offered: one or many of them is the same."""
    spelt = [word for word in words if word not in {"and", "n", "und"}] or words
    return [*spelt[:-1], _singular(spelt[-1])] if spelt else spelt


def _names(words: list[str]) -> list[str]:
    return [word for word in _written_out(words) if word] or words


def _employer(words: list[str]) -> list[str]:
    spelt = _names(words)
    while len(spelt) > 1 and spelt[-1] in _ENDINGS:
        spelt = spelt[:-1]
    return spelt


def _school(words: list[str]) -> list[str]:
    spelt = [piece for word in words for piece in _SCHOOLS.get(word, [word])]
    return _names(spelt)


def _singular(word: str) -> str:
    if len(word) < 4 or word in _NO_PLURAL or word.endswith(("ss", "us", "is", "ics", "ous")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word.removesuffix("s")


_RULES: dict[str, Callable[[list[str]], list[str]]] = {
    "school": _school,
    "employer": _employer,
    "place": _names,
    "team": _names,
    "event": _names,
    "language": _names,
}
