"""The version is the newest heading of CHANGELOG.md, and stands nowhere else."""

import re
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"
HEADING = re.compile(r"^## (\d+\.\d+\.\d+\S*)", re.MULTILINE)


def read(text: str) -> str:
    found = HEADING.search(text)
    if found is None:
        raise ValueError("CHANGELOG.md has no heading like: ## 1.2.3 (2026-05-01)")
    return found[1]


VERSION = read(CHANGELOG.read_text(encoding="utf-8"))
