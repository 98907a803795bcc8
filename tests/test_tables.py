"""Nothing is written as a table for a spreadsheet, where a name like =HYPERLINK(1) would be a formula. Whoever adds
such an export puts an apostrophe before cells that begin with = + - @ or white space, and tests it here."""

import re
from pathlib import Path

HOUSE = Path(__file__).parent.parent
# Into arrays, in PostgreSQL's binary form; and numbers and kinds of facts only, of which
# tests/matching/test_export_network.py looks at every cell.
NO_TEXT = ["apps/matching/copying.py", "apps/matching/network_export.py"]
# Reading a table is no matter; these write one, or send it.
WRITING = re.compile(
    r"csv\.(?:Dict)?[wW]riter|openpyxl|xlsx|vnd\.ms-excel|content_type=.text/(?:csv|tab-sep)|COPY .* TO "
)


def test_nothing_is_written_for_a_spreadsheet() -> None:
    files = [path for room in ("apps", "intro_net") for path in (HOUSE / room).rglob("*.py")]

    found = [str(path.relative_to(HOUSE)) for path in files if WRITING.search(path.read_text())]

    assert len(files) > 100
    assert sorted(found) == NO_TEXT


def test_a_writer_would_be_found() -> None:
    written = ("csv.writer(out)", "csv.DictWriter(out)", 'HttpResponse(content_type="text/csv")', "import openpyxl")
    assert [bool(WRITING.search(line)) for line in written] == [True] * 4
