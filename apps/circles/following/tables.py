"""Reading a table: a CSV file, or cells copied from a spreadsheet."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from apps.circles.following.rows import Row, plain_name
from apps.instance.text import clean_line
from apps.mail.errors import DomainError

HEADINGS = {
    "name": "name", "full name": "name", "person": "name", "handle": "name",
    "address": "address", "email": "address", "e-mail": "address", "mail": "address", "email address": "address",
    "sentence": "sentence", "why": "sentence", "reason": "sentence", "note": "sentence",
}  # fmt: skip
_SEPARATORS = ",;\t"
_FIRST = 20  # lines by which the separator is told
MOST_CELLS = 20  # of a row; what comes after is no name, address or sentence
LONGEST_CELL = 2000  # characters; far more than may be kept
MOST_WORDS_OF_A_NAME = 4


class UnreadableFile(DomainError):
    """The sentence says what to do with it."""


def read_table(content: bytes) -> Iterator[Row]:
    """Row by row, so that nobody waits for the end of a long file; raises UnreadableFile."""
    rows = (cells for _number, cells in read_rows(content))
    first = next(rows, [])
    columns = columns_of(first, HEADINGS, needs={"name", "address"})
    if not columns and first:
        yield read_cells(first)
    for cells in rows:
        yield row_of(by_heading(cells, columns)) if columns else read_cells(cells)


def read_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with its number in a spreadsheet; raises UnreadableFile."""
    text = _decoded(content).replace("\0", "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        raise UnreadableFile(
            _("This file cannot be read as a table: a cell is too long, or a quotation mark is missing. Correct it.")
        ) from error


def columns_of(first: Sequence[str], headings: Mapping[str, str], *, needs: Collection[str]) -> list[str]:
    """What each column holds, of the values of `headings`; empty where the first row is no heading, which has one of
    `needs`."""
    columns = [headings.get(_plain(cell).lower(), "") for cell in first[:MOST_CELLS]]
    is_heading = set(needs) & set(columns) and not any("@" in cell for cell in first)
    return columns if is_heading else []


def by_heading(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """What stands in each column that is known; of two with one heading, what is filled in first."""
    found = dict.fromkeys(filter(None, columns), "")
    for column, cell in zip(columns, cells, strict=False):
        if column and not found[column]:
            found[column] = _plain(cell)
    return found


def read_cells(cells: Sequence[str]) -> Row:
    """Without headings: the cell with an @ inside is the address, and the name comes before the sentence."""
    plain = [_plain(cell) for cell in cells[:MOST_CELLS]]
    where = next((number for number, cell in enumerate(plain) if _is_like_an_address(cell)), None)
    if where is None:
        # Of three cells the middle one would be the address; what stands there is none.
        bad = plain.pop(1) if len(plain) > 2 else ""
        return Row(plain_name(plain[0]), bad.lower(), _joined(plain[1:]))
    address = plain.pop(where).lower()
    if where == 0 and len(list(filter(None, plain))) == 1 and len(_joined(plain).split()) > MOST_WORDS_OF_A_NAME:
        return Row("", address, _joined(plain))
    name, *rest = plain or [""]
    return Row(plain_name(name), address, _joined(rest))


def row_of(found: Mapping[str, str]) -> Row:
    """Of the cells by what they hold."""
    return Row(plain_name(found.get("name", "")), found.get("address", "").lower(), found.get("sentence", ""))


def _plain(cell: str) -> str:
    return clean_line(cell[:LONGEST_CELL])


def _is_like_an_address(cell: str) -> bool:
    return "@" in cell[1:] and " " not in cell and not cell.startswith("@")


def _joined(cells: Sequence[str]) -> str:
    return " ".join(filter(None, cells))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if content[1:2] == b"\0" or content[:1] == b"\0":
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", errors="ignore")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _separator(text: str) -> str:
    head = list(islice(io.StringIO(text), _FIRST))
    counts = {separator: sum(separator in line[:2000] for line in head) for separator in _SEPARATORS}
    # A sentence has commas, too, whatever separates the cells.
    return max(_SEPARATORS[::-1], key=lambda separator: counts[separator])
