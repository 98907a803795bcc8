"""The stylesheet as one request: static/css holds one file per component, joined here into css/site.css.

A page waits for its styles before it is drawn, and one after another costs a slow line a second for every few files.
As a finder this works alike under the development server and under collectstatic, which adds the hash and compresses.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

SOURCES: Path = settings.BASE_DIR / "static" / "css"
NAME = "css/site.css"


def parts() -> list[Path]:
    """In the order of the cascade: names, bare HTML, places, then what stands in them."""
    first = [SOURCES / f"{name}.css" for name in ("tokens", "base", "layout")]
    return first + sorted((SOURCES / "components").glob("*.css"))


def joined() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in parts())


class StylesheetFinder(BaseFinder):
    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        super().__init__()
        self.storage = FileSystemStorage(location=str(settings.DATA_DIR / "stylesheet"))

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return []
        written = str(self._write())
        return [written] if find_all else written

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        self._write()
        yield NAME, self.storage

    def _write(self) -> Path:
        target, text = Path(self.storage.path(NAME)), joined()
        if not target.is_file() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_suffix(f".{os.getpid()}")
            draft.write_text(text, encoding="utf-8")
            draft.replace(target)
        return target
