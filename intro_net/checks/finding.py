"""What our own checks find, and how they say it."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


def report(findings: Iterable[Finding]) -> int:
    """Prints them and gives the exit code."""
    found = sorted(findings)
    sys.stdout.writelines(f"{finding}\n" for finding in found)
    return 1 if found else 0


def wordy(text: str) -> bool:
    """Our own name, tags, HTML's entities and single letters need no translation."""
    return text.strip(" \"'") != "Intro Net" and bool(re.search(r"[^\W\d_]{2}", re.sub(r"&\w+;|#[\w-]+", "", text)))


def sources(folder: Path, *endings: str) -> Iterator[tuple[str, str]]:
    """Each file's path from the repository's root, and its text."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in endings and path.is_file():
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
