"""The file in which towns are looked up. It is made beside its place and moved there whole: whoever reads meanwhile
keeps the old one."""

import shutil
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.profiles.folding import fold
from apps.profiles.towns.naming import detail, labelled, where
from apps.profiles.towns.sources import Source

FILE = "towns.sqlite3"
# Higher with every change of what stands in it.
EDITION = 2
# What a making that was killed left behind goes after so many seconds; none takes as long.
LEFT_BEHIND = 3600
_ASIDE = "tmp"
# Ids go by population: the lowest is the most populous.
TABLES = """
CREATE TABLE town (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, label TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, detail TEXT NOT NULL,
    said TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL, population INTEGER NOT NULL
);
CREATE TABLE name (folded TEXT NOT NULL, town INTEGER NOT NULL, own INTEGER NOT NULL, PRIMARY KEY (folded, town))
    WITHOUT ROWID;
CREATE TABLE region (folded TEXT PRIMARY KEY) WITHOUT ROWID;
"""
INDEX = "CREATE INDEX town_where ON town (latitude, longitude)"


def make(towns: Iterable[Source], folder: Path) -> int:
    """How many towns stand in it."""
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    with TemporaryDirectory(dir=folder, prefix=_ASIDE) as aside:
        path = Path(aside) / FILE
        with closing(sqlite3.connect(path)) as book:
            count = _write(book, list(towns))
            book.commit()
        path.replace(folder / FILE)
    return count


def is_there(folder: Path) -> bool:
    """Made, of this edition, and to be read."""
    try:
        with closing(sqlite3.connect(f"{(folder / FILE).resolve().as_uri()}?mode=ro", uri=True)) as book:
            edition = book.execute("PRAGMA user_version").fetchone()
            return edition == (EDITION,) and book.execute("SELECT * FROM town LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return False


def _clear(folder: Path) -> None:
    """Another process may be making it right now: what is young stays."""
    for aside in folder.glob(f"{_ASIDE}*/"):
        if time.time() - aside.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(aside, ignore_errors=True)


def _write(book: sqlite3.Connection, towns: list[Source]) -> int:
    book.executescript(TABLES)
    regions = {(fold(word),) for town in towns for word in (town.state, town.country) if word}
    book.executemany("INSERT INTO region VALUES (?)", regions)
    count = 0
    for number, (town, label) in enumerate(labelled(towns), start=1):
        said = f"|{'|'.join(where(town))}|"
        at = (town.latitude, town.longitude, town.population)
        values = (number, town.name, label, fold(label), detail(town), said, *at)
        book.execute("INSERT INTO town VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        own = fold(town.name)
        names = {own: 1} | {other: 0 for name in town.others if (other := fold(name)) and other != own}
        book.executemany("INSERT INTO name VALUES (?, ?, ?)", [(name, number, mine) for name, mine in names.items()])
        count = number
    book.execute(INDEX)
    book.execute(f"PRAGMA user_version = {EDITION}")
    return count
