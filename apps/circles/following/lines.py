"""Reading what was typed or pasted: "#FF @ann @bob", addresses, names; a sentence may follow a dash."""

import re
from collections.abc import Iterator

from apps.circles.following.rows import Row, plain_name
from apps.circles.following.tables import read_cells
from apps.instance.text import clean_line

_TAG = re.compile(r"(?<!\S)#(?:ff|followfriday)\b:?", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+")
_DASH = re.compile(r" ?— ?| [\u2013-] ")
# Commas inside quotation marks are part of a name: "Ruiz, Ana" <ana@example.org>.
_ENTRY = re.compile(r'(?:"[^"]*"|[^,;|])+')
LONGEST_ENTRY = 1000  # characters; whatever is longer names nobody
_IN_BRACKETS = re.compile(r"([^<>]*)<([^<>]*)>")


def read_lines(written: str) -> Iterator[Row]:
    for line in written.splitlines():
        if "\t" in line:
            # Copied from a spreadsheet.
            yield read_cells(line.split("\t"))
        else:
            yield from _of_line(line)


def _of_line(line: str) -> Iterator[Row]:
    plain = clean_line(_TAG.sub(" ", _BULLET.sub("", line)))
    people, *rest = _DASH.split(plain, maxsplit=1)
    sentence = rest[0] if rest else ""
    entries = [entry for entry in _ENTRY.findall(people) if entry.strip()]
    for entry in entries:
        for name, address in _people(entry):
            yield Row(name, address, sentence)
    if sentence and not entries:
        yield Row(sentence=sentence)


def _people(entry: str) -> Iterator[tuple[str, str]]:
    if len(entry) > LONGEST_ENTRY:
        yield entry.strip(), ""
        return
    if "<" in entry:
        yield from ((plain_name(name), _address(address)) for name, address in _IN_BRACKETS.findall(entry))
        entry = _IN_BRACKETS.sub("", entry).replace("<", " ")
    words = entry.split()
    if words and all("@" in word for word in words):
        yield from (_of_word(word) for word in words)
        return
    addresses = [word for word in words if "@" in word[1:] and not word.startswith("@")]
    if len(addresses) == 1:
        yield plain_name(" ".join(word for word in words if word != addresses[0])), _address(addresses[0])
    elif words:
        yield plain_name(entry), ""


def _of_word(word: str) -> tuple[str, str]:
    """A handle or an address."""
    if word.startswith("@"):
        return plain_name(word), ""
    return "", _address(word)


def _address(written: str) -> str:
    return clean_line(written).strip("\"'“”() .:").removeprefix("mailto:").lower()
