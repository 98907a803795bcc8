"""Lists of an association, as files and as batches."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.profiles.models import User
from apps.staff.batches.limits import NOTICE
from apps.staff.batches.reading import Reading, read_batch
from apps.staff.models import Batch
from apps.staff.services import batching
from apps.staff.services.sending import send_due
from tests.factories import AT

WHY = "You belong here."


def csv_of(*rows: str, heading: str = "address,name,why,circle") -> bytes:
    return "\n".join([heading, *rows]).encode()


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", content, content_type="text/csv")


def read(content: bytes, *, sentence: str = WHY, own: Sequence[str] = ()) -> Reading:
    return read_batch(upload(content), sentence=sentence, own=own)


def rows(count: int, *, tag: str = "north", begin: int = 1) -> list[str]:
    return [f"{tag}{number}@example.org,Person {number},,{tag}" for number in range(begin, begin + count)]


def make_batch(*written: str, by: User, curator: User, at: datetime = AT, **fields: Any) -> Batch:
    values: dict[str, Any] = {"name": "Spring", "purpose": "", "per_day": 50} | fields
    return batching.bring(read(csv_of(*written)), curator=curator, by=by, at=at, **values)


def started(*written: str, by: User, curator: User, at: datetime = AT, **fields: Any) -> Batch:
    """So that the first line goes out at this time."""
    begun = at if by == curator else at - NOTICE
    return batching.start(make_batch(*written, by=by, curator=curator, at=begun, **fields), by=by, at=begun)


def ring_for(span: timedelta, *, begin: datetime = AT, every: timedelta = timedelta(minutes=1)) -> int:
    """Beat, for so long."""
    return sum(send_due(at=begin + number * every) for number in range(int(span / every)))
