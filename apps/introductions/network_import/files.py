"""Reads the four files of a network, row by row, and says of every bad row where it is and what to do."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from django.utils.translation import gettext as _

from apps.mail.errors import DomainError

if TYPE_CHECKING:
    from _csv import Reader

MOST_PROBLEMS = 20
HEADERS = {
    "people.csv": (("id",), ("name", "email", "headline", "timezone", "why")),
    "traits.csv": (("person_id", "kind", "trait"), ("year_from", "year_to", "latitude", "longitude")),
    "ties.csv": (("a", "b"), ()),
    "circles.csv": (("circle_id", "person_id"), ()),
}


class BadNetwork(DomainError):
    """The files cannot be imported; the text holds one line per problem."""


@dataclass
class Problems:
    """Collected while reading, so that one run tells more than the first mistake."""

    lines: list[str] = field(default_factory=list)
    # Files of which some rows could not be read at all.
    unread: set[str] = field(default_factory=set)

    def add_unread(self, file: str, line: int, reason: str) -> None:
        self.unread.add(file)
        self.add(file, line, reason)

    def add(self, file: str, line: int, reason: str) -> None:
        self.lines.append(_("%(file)s line %(line)s: %(reason)s") % {"file": file, "line": line, "reason": reason})
        if len(self.lines) >= MOST_PROBLEMS:
            self.stop()

    def stop(self) -> None:
        if self.lines:
            raise BadNetwork("\n".join(self.lines))


def not_there(person: str) -> str:
    """Of a row that speaks of somebody whom people.csv does not name."""
    return _("Person %(id)s is not in people.csv. Add them there or take this row out.") % {"id": person}


def rows(folder: Path, file: str, problems: Problems) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, values by column) of each well-formed row; nothing where an optional file is missing."""
    path = _find(folder, file)
    if path is None:
        return
    reader = csv.reader([])
    try:
        with _text(path) as stream:
            reader = csv.reader(stream, strict=True)
            yield from _rows(reader, file, problems)
    except UnicodeDecodeError:
        problems.add_unread(file, _first_not_utf8(path), _("This is not UTF-8. Save the file as UTF-8 and try again."))
    except (csv.Error, OSError, EOFError, zlib.error) as error:
        reason = _("The file cannot be read from here on (%(error)s). Mend it and try again.") % {"error": error}
        problems.add_unread(file, max(reader.line_num, 1), reason)


def _rows(reader: "Reader", file: str, problems: Problems) -> Iterator[tuple[int, dict[str, str]]]:
    header = [name.strip() for name in next(reader, [])]
    needed, allowed = HEADERS[file]
    further = header[len(needed) :]
    if tuple(header[: len(needed)]) != needed or set(further) - set(allowed) or len(set(further)) != len(further):
        columns = ",".join(needed) + "".join(f"[,{name}]" for name in allowed)
        problems.add_unread(file, 1, _("The first line must name the columns %(columns)s.") % {"columns": columns})
        return
    for line, row in _numbered(reader):
        if len(row) != len(header):
            reason = _("%(found)s values instead of %(wanted)s. Look for a missing or an extra comma.")
            problems.add_unread(file, line, reason % {"found": len(row), "wanted": len(header)})
        elif any("\0" in value for value in row):
            problems.add_unread(file, line, _("There is a NUL character. Take it out."))
        else:
            yield line, dict(zip(header, (value.strip() for value in row), strict=True))


def _numbered(reader: "Reader") -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins, for values may hold line breaks; empty lines say nothing."""
    line = reader.line_num + 1
    for row in reader:
        if row:
            yield line, row
        line = reader.line_num + 1


def _find(folder: Path, file: str) -> Path | None:
    found = [path for path in (folder / file, folder / f"{file}.gz") if path.is_file()]
    if not found and file == "people.csv":
        sentence = _("There is no people.csv in %(folder)s. Give the folder that holds it.")
        raise BadNetwork(sentence % {"folder": folder})
    return found[0] if found else None


def _text(path: Path) -> TextIO:
    return io.TextIOWrapper(_bytes(path), encoding="utf-8-sig", newline="")


def _bytes(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _first_not_utf8(path: Path) -> int:
    """Its line; the decoder itself reads ahead and knows only roughly where it was."""
    with _bytes(path) as stream:
        return next((number for number, line in enumerate(stream, 1) if not _is_utf8(line)), 1)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
