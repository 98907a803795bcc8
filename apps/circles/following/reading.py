"""A whole list, however it came."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from apps.circles.following.lines import read_lines
from apps.circles.following.rows import Row
from apps.circles.following.tables import UnreadableFile, read_table
from apps.circles.limits import LARGEST_FILE, MOST_LINES


@dataclass(frozen=True, slots=True)
class Reading:
    rows: list[Row] = field(default_factory=list)
    has_more: bool = False  # only its first lines were read


def read_written(written: str) -> Reading:
    return _first_of(read_lines(written))


def read_file(upload: UploadedFile[bytes]) -> Reading:
    if (upload.size or 0) > LARGEST_FILE:
        raise UnreadableFile(_("This file is larger than 10 MB. Bring a smaller part of it."))
    return _first_of(read_table(upload.read()))


def _first_of(rows: Iterable[Row]) -> Reading:
    found = list(islice(rows, MOST_LINES + 1))
    return Reading(found[:MOST_LINES], has_more=len(found) > MOST_LINES)
