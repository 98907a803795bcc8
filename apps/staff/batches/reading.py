"""Reading the file of a batch: columns by their headings, one line for a person and a circle. Nobody is looked up."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from apps.circles.following.rows import Row, problem_of, problem_of_sentence
from apps.circles.following.tables import HEADINGS, UnreadableFile, by_heading, columns_of, read_rows, row_of
from apps.circles.limits import LARGEST_FILE
from apps.circles.models import Circle
from apps.circles.tags import RESERVED, normalise
from apps.staff.batches import limits

_HEADINGS = HEADINGS | {"circle": "circle", "tag": "circle", "group": "circle", "section": "circle"}

_OF_NO_TAG = {"purpose", "link_nonce", "created_at"}


@dataclass(frozen=True, slots=True)
class Line:
    tag: str
    address: str
    name: str
    sentence: str


@dataclass(slots=True)
class Reading:
    lines: list[Line] = field(default_factory=list)
    refused: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)  # of the first: the row's number, and why

    @property
    def tags(self) -> list[str]:
        return sorted({line.tag for line in self.lines})

    def refuse(self, number: int, why: str) -> None:
        self.refused += 1
        if len(self.problems) < limits.MOST_PROBLEMS:
            self.problems.append((number, why))


def read_batch(upload: UploadedFile[bytes], *, sentence: str, own: Collection[str]) -> Reading:
    """`sentence`: for rows that have none; `own`: the addresses of whoever is to invite. Raises UnreadableFile."""
    if (upload.size or 0) > LARGEST_FILE:
        raise UnreadableFile(_("This file is larger than 10 MB. Bring a smaller part of it."))
    rows = read_rows(upload.read())
    checker = _Checker(_columns(rows), sentence, own)
    reading = Reading()
    for number, cells in rows:
        line, why = checker.look_at(cells)
        if why:
            reading.refuse(number, why)
            continue
        reading.lines.append(line)
        if len(reading.lines) > limits.MOST_LINES:
            raise UnreadableFile(_("This file has more than 20,000 rows. Bring it in parts, one batch each."))
    return reading


@dataclass(slots=True)
class _Checker:
    columns: Sequence[str]
    sentence: str
    own: Collection[str]
    good_tags: set[str] = field(default_factory=set)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def look_at(self, cells: Sequence[str]) -> tuple[Line, str]:
        """The line, and what is wrong with it."""
        found = by_heading(cells, self.columns)
        row, tag = row_of(found), normalise(found["circle"])
        line = Line(tag, row.address, row.name, row.sentence or self.sentence)
        why = self._of_tag(tag) or _problem_of_person(row, self.own) or _problem_of_why(line.sentence)
        return line, why or self._twice(line)

    def _of_tag(self, tag: str) -> str:
        if tag in self.good_tags:
            return ""
        problem = _problem_of_tag(tag)
        if not problem:
            self.good_tags.add(tag)
        return problem

    def _twice(self, line: Line) -> str:
        if (line.tag, line.address) in self.seen:
            return _("This address is in this circle twice. The first row counts.")
        self.seen.add((line.tag, line.address))
        return ""


def _columns(rows: Iterator[tuple[int, list[str]]]) -> Sequence[str]:
    _number, first = next(rows, (0, []))
    columns = columns_of(first, _HEADINGS, needs={"address"}) if first else []
    if not {"address", "circle"} <= set(columns):
        raise UnreadableFile(
            _("The first row names the columns: address and circle, and if you like name and why. Add it.")
        )
    return columns


def _problem_of_tag(tag: str) -> str:
    if not tag:
        return _("This row names no circle.")
    try:
        Circle(tag=tag).clean_fields(exclude=_OF_NO_TAG)
    except ValidationError as error:
        return str(error.messages[0])
    return _("This tag is taken by a page. Choose another one.") if tag in RESERVED else ""


def _problem_of_person(row: Row, own: Collection[str]) -> str:
    if not row.address:
        return _("This row has no address.")
    if row.address in own:
        return _("This is the address of whoever invites, who is here already.")
    return problem_of(row, ())


def _problem_of_why(sentence: str) -> str:
    if not sentence:
        return _("Nothing says why they belong here. Fill in the cell, or write a sentence for all of them.")
    return problem_of_sentence(sentence)
