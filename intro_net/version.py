"""The version is whatever CHANGELOG.md begins with."""

import re
from functools import cache
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"


@cache
def version() -> str:
    found = re.search(r"^## (\d+\.\d+\.\d+)", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else "0.0.0"
