"""Reads the four files of a network, row by row, and says of every bad row where it is and what to do."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from apps.mail.errors import DomainError

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

    def add(self, file: str, line: int, reason: str) -> None:
        self.lines.append(_("%(file)s line %(line)s: %(reason)s") % {"file": file, "line": line, "reason": reason})
        if len(self.lines) >= MOST_PROBLEMS:
            self.stop()

    def stop(self) -> None:
        if self.lines:
            raise BadNetwork("\n".join(self.lines))


def rows(folder: Path, file: str, problems: Problems) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, values by column) of each well-formed row; nothing where an optional file is missing."""
    path = _find(folder, file)
    if path is None:
        return
    try:
        with _open(path) as stream:
            yield from _rows(csv.reader(stream, strict=True), file, problems)
    except UnicodeDecodeError:
        problems.add(file, 1, _("This file is not UTF-8. Save it as UTF-8 and try again."))
    except (csv.Error, OSError, EOFError) as error:
        problems.add(file, 1, _("This file cannot be read (%(error)s).") % {"error": error})


def _rows(reader: "Iterator[list[str]]", file: str, problems: Problems) -> Iterator[tuple[int, dict[str, str]]]:
    header = [name.strip() for name in next(reader, [])]
    needed, allowed = HEADERS[file]
    if tuple(header[: len(needed)]) != needed or set(header[len(needed) :]) - set(allowed):
        columns = ",".join(needed) + "".join(f"[,{name}]" for name in allowed)
        problems.add(file, 1, _("The first line must name the columns %(columns)s.") % {"columns": columns})
        return
    for line, row in enumerate(reader, 2):
        if len(row) != len(header):
            reason = _("%(found)s values instead of %(wanted)s. Look for a missing or an extra comma.")
            problems.add(file, line, reason % {"found": len(row), "wanted": len(header)})
        elif any("\0" in value for value in row):
            problems.add(file, line, _("There is a NUL character. Take it out."))
        else:
            yield line, dict(zip(header, (value.strip() for value in row), strict=True))


def _find(folder: Path, file: str) -> Path | None:
    found = [path for path in (folder / file, folder / f"{file}.gz") if path.is_file()]
    if not found and file == "people.csv":
        sentence = _("There is no people.csv in %(folder)s. Give the folder that holds it.")
        raise BadNetwork(sentence % {"folder": folder})
    return found[0] if found else None


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")
