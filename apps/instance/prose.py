"""Plain text as a page: paragraphs parted by empty lines, "# " begins a heading, "- " an item of a list. Nothing else
has a meaning, and nothing in it becomes HTML."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    kind: str  # "heading", "list" or "paragraph"
    lines: list[str]


def blocks(text: str) -> list[Block]:
    parts = re.split(r"\n\s*\n", "\n".join(text.strip().splitlines()))
    return [block for part in parts for block in _read(part.strip("\n").split("\n")) if block.lines]


def _read(lines: list[str]) -> list[Block]:
    if lines[0].startswith("# "):
        rest = _read(lines[1:]) if lines[1:] else []
        return [Block("heading", [lines[0][2:].strip()]), *rest]
    if all(line.startswith("- ") for line in lines):
        return [Block("list", [line[2:].strip() for line in lines])]
    return [Block("paragraph", [line.strip() for line in lines if line.strip()])]
