"""Who is named in a pasted list, or in the text of an invitation as mail programs and calling services write it.

Better one name too many than one that is missed: whoever is unknown to the reader is never looked at again."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import chain

from apps.meetings.reading.attending import address_of, name_of
from apps.meetings.reading.events import Person
from apps.meetings.reading.sentences import named_in
from apps.meetings.reading.wordings import LABELS, ROLES, TITLES

LONGEST, MOST = 100_000, 200  # characters, people
_LINE, _WORDS = 5000, 6
# "Required attendees: …", and a name of something else: "When: …"
_LABEL = re.compile(r"([^\W\d_][\w -]{0,40}?)\s?(:|$)")
_OTHER_LABEL = re.compile(r"[^\W\d_][\w /-]{1,40}:")
_ROLES = frozenset(ROLES)
_ROLE = re.compile(rf"(?: [-\u2013—] | ?[(\[]) ?(?:{'|'.join(ROLES)})\b[^()\[\]]{{0,40}}[)\]]?$", re.IGNORECASE)
_DECLINED = re.compile(r"[-\u2013—(\[] ?(?:declined|not going|no)[)\]]?[.!]?$", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>()\[\]\",;]{1,64}@[^\s@<>()\[\]\",;:]{1,250}")
_BEHIND_ADDRESS = re.compile(r"(?<=>) ?, ?")  # where commas stand beside semicolons
# Of the sentence in which it stands.
_BEHIND_SENTENCE = ".!?\u2026'\u2019"
_AND = re.compile(r" (?:and|und|et|&) ")
# "Call with …", and what is left between two addresses.
_AND_FIRST = re.compile(r"^(?:(?:and|und|et|&)(?: |$)|(?:.* )?(?:with|mit|avec)(?: |$))", re.IGNORECASE)
_TITLES_FIRST = re.compile(rf"^(?:(?:{'|'.join(TITLES)})\b\.? ?)+", re.IGNORECASE)
_FIRM_LAST = re.compile(r" [(\[][^()\[\]]*[)\]]$")
_BULLET = re.compile(r"^[>•·▪◦‣\u2013—-]+ ?|^\d{1,3}[.)] ")
_INVITING = re.compile(
    r"^(.{2,80}?) (?:is inviting you to|has invited you to|invited you to|invites you to|(?:has )?scheduled a meeting)",
    re.IGNORECASE,
)
_LAST_FIRST = re.compile(r"[^\s,@<]+, ?[^\s,@<]+( <[^,<>]*>)?")
_WITHIN = frozenset(" .,'\u2019-\u2010\u2011()")  # names


def read_people(text: str) -> tuple[Person, ...]:
    """Each once, in the order in which they stand there."""
    found = dict[str, Person]()
    for person in _people(text[:LONGEST]):
        who = person.address or person.name.casefold()
        if known := found.get(who):
            person = Person(known.name or person.name, person.address)
        elif len(found) == MOST:
            break
        found[who] = person
    named = {person.name.casefold() for person in found.values() if person.address}
    return tuple(person for person in found.values() if person.address or person.name.casefold() not in named)


def read_names(text: str, *, beside: Iterable[Person]) -> tuple[Person, ...]:
    """Who may be named in its sentences, and much that is nobody's name: to be looked for, and nothing else. `beside`:
    who was read."""
    lines = [_plain_line(line) for line in text[:LONGEST].splitlines()]
    items = (item for line in lines for item in _items(line) if not _DECLINED.search(item.strip()))
    known = frozenset(person.name.casefold() for person in beside)
    return tuple(Person(name, "") for name in named_in(items, without=known))


def _people(text: str) -> Iterator[Person]:
    lines = [_plain_line(line) for line in text.splitlines()]
    labelled = any(_INVITING.match(line) or _heads(line) for line in lines)
    strict = any(len(line.split()) > 3 * _WORDS or line.endswith((".", "!", "?")) for line in lines)
    section = _Section.ONWARD if not labelled else _Section.NONE
    for line in lines:
        if inviting := _INVITING.match(line):
            yield from _listed(inviting[1], names=True, strict=False)
            continue
        if labelled and (label := _label(line)):
            line = line[label.end() :].strip()
            section = _Section.LINE if line else _Section.HEADED
        elif labelled:
            section = _after(section, line)
        names = section is not _Section.NONE
        yield from _listed(line, names=names, strict=strict and not labelled)
        if section is _Section.LINE and not line.endswith((",", ";")):
            section = _Section.NONE
        elif section is _Section.HEADED and line:
            section = _Section.BEGUN


class _Section(Enum):
    """Whether lines name people."""

    NONE = 0
    ONWARD = 1  # all of them
    LINE = 2  # this one, and the next if it ends in the middle of a list
    HEADED = 3  # from the next that is not empty
    BEGUN = 4  # until one is empty


def _after(section: _Section, line: str) -> _Section:
    ends = _OTHER_LABEL.match(line) or (not line and section is _Section.BEGUN)
    return _Section.NONE if ends else section


def _label(line: str) -> re.Match[str] | None:
    """Words for people and a colon, or such words alone on their line."""
    found = _LABEL.match(line)
    if not found or found[1].casefold() not in LABELS:
        return None
    return found if found[2] or (found.end() == len(line) and len(found[1]) > 2) else None


def _heads(line: str) -> bool:
    """Google writes "Organizer" under a name, and Outlook above it."""
    return bool(_label(line)) and line.casefold() not in _ROLES


def _listed(line: str, *, names: bool, strict: bool) -> Iterator[Person]:
    for item in chain.from_iterable(_BEHIND_ADDRESS.split(item) for item in _items(line)):
        item = item.strip()
        if not item or _DECLINED.search(item):
            continue
        item, end = _ROLE.sub("", item), 0
        for found in _ADDRESS.finditer(item):
            address = address_of(found[0].lower().removeprefix("mailto:").rstrip(_BEHIND_SENTENCE))
            name = _bare(item[end : found.start()].removesuffix("mailto:").strip(" <>()[]\"'"))
            end = found.end()
            if address:
                yield Person(name if _is_name(name, strict=False) else "", address)
        if names and not end:
            several = [_bare(part) for part in _AND.split(_AND_FIRST.sub("", item))]
            if all(_is_name(name, strict=strict) for name in several):
                yield from (Person(name, "") for name in several)


def _bare(text: str) -> str:
    """Without what stands around a name: "and Dr. Gita Ishii (Acme)"."""
    name = _FIRM_LAST.sub("", _AND_FIRST.sub("", name_of(text)))
    untitled = _TITLES_FIRST.sub("", name)
    return untitled if " " in untitled else name


def _items(line: str) -> Iterator[str]:
    """Between semicolons, or, where there are none, commas. Outlook writes "King, Carol; Lund, Mina"."""
    if ";" not in line and _LAST_FIRST.fullmatch(line):
        yield line
        return
    between = ";" if ";" in line else ","
    begins, quoted = 0, False
    for place, sign in enumerate(line):
        if sign == '"':
            quoted = not quoted
        elif sign == between and not quoted:
            yield line[begins:place]
            begins = place + 1
    yield line[begins:]


def _is_name(text: str, *, strict: bool) -> bool:
    """Strict where there are sentences, too: a name begins and ends with a word that has a capital, where there are
    capitals."""
    words = text.split()
    if not 0 < len(words) <= _WORDS or text.casefold() in _ROLES:
        return False
    if not all(one.isalpha() or unicodedata.category(one)[0] == "M" or one in _WITHIN for one in text):
        return False
    if strict and (words[0][0].islower() or words[-1][0].islower()):
        return False
    return sum(one.isalpha() for one in text) > 1 or not text.isascii()


def _plain_line(line: str) -> str:
    return _BULLET.sub("", " ".join(line[:_LINE].replace("\u200b", "").replace("*", " ").split())).strip()
