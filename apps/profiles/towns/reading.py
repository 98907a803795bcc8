"""Towns looked up by how people write them. Where the file is missing nothing is found, and a place is the words that
somebody typed."""

import logging
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.instance.text import clean_line
from apps.profiles.folding import fold
from apps.profiles.towns.making import FILE
from apps.profiles.towns.town import Town

SHORTEST = 2  # letters, before anything is offered
# The one that is so many times as populous as the next of its name is meant.
OBVIOUS = 100
# Taken for the population of one of which it is not known. Smaller ones are hardly in the list.
FEWEST = 1_000
# Under another name than its own a town must be so much larger than the one that is called so.
FOREIGN = 10
# A town called like a country or a state ("California", "Georgia") is meant by that name only if it lies there
# ("New York", "Luxembourg") or is huge; the only large one goes without the small ones.
LARGE = 100_000
HUGE = 500_000  # and lies elsewhere: whoever says "Virginia" does not mean the town in South Africa
MOST_WORDS = 3  # of a state or country that stands behind a name without a comma

# Between two initials: "D.C." is written "DC" in the list.
_DOT = re.compile(r"(?<=\b\w)\.\s*(?=\w\b)")
_COLUMNS = "town.name, town.label, town.detail, town.latitude, town.longitude, town.population"
# (folded name, folded words that say which one)
Reading = tuple[str, list[str]]

log = logging.getLogger(__name__)


def only_one(text: str) -> Town | None:
    """The town that somebody means by this, where that is sure."""
    found = called(text)
    if not found or (len(found) > 1 and found[0].population < OBVIOUS * max(found[1].population, FEWEST)):
        return None
    return found[0]


def called(text: str) -> list[Town]:
    """All that are called so, the most populous first: "Springfield", "Springfield, IL", "Paris Texas"."""
    text = clean_line(text)
    if exact := labelled(text):
        return [exact]
    for name, which in _readings(text):
        if rows := _ask(*_named(name, which)):
            return _meant(name, which, rows)
    return []


def offered(text: str, *, most: int = 8) -> list[Town]:
    """Those whose name begins so: first those called just so, then by their own names, then by other ones."""
    for name, which in _readings(clean_line(text)):
        if len(name) < SHORTEST:
            continue
        if rows := _ask(*_begun(name, which, most)):
            return [Town(*row) for row in rows]
    return []


def labelled(label: str) -> Town | None:
    rows = _ask(f"SELECT {_COLUMNS} FROM town WHERE folded = ?", [fold(label)])
    return Town(*rows[0]) if rows else None


def apart(text: str) -> list[str]:
    """Towns in a line: a comma stands between two of them, or before the state of one ("Paris, Texas, Oslo")."""
    pieces = [piece for part in text.split(",") if (piece := clean_line(part))]
    found = []
    while pieces:
        count = next((n for n in range(min(MOST_WORDS, len(pieces)), 1, -1) if called(", ".join(pieces[:n]))), 1)
        found.append(", ".join(pieces[:count]))
        pieces = pieces[count:]
    return found


def between(south: float, north: float, west: float, east: float, *, most: int) -> list[Town]:
    """The most populous in a piece of the map, in degrees; west > east where it lies across the date line."""
    across = "AND longitude BETWEEN ? AND ?" if west <= east else "AND (longitude >= ? OR longitude <= ?)"
    sql = f"SELECT {_COLUMNS} FROM town WHERE latitude BETWEEN ? AND ? {across} ORDER BY id LIMIT ?"
    return [Town(*row) for row in _ask(sql, [south, north, west, east, most])]


def _readings(text: str) -> Iterator[Reading]:
    first, *rest = text.split(",")
    name, which = fold(first), [folded for piece in rest if (folded := _initials(piece))]
    if name:
        yield name, which
    words = _initials(first).split()
    for count in range(1, min(MOST_WORDS, len(words) - 1) + 1) if not which else ():
        yield " ".join(words[:-count]), [" ".join(words[-count:])]


def _initials(text: str) -> str:
    """Folded, with its initials as one word."""
    return fold(_DOT.sub("", text))


def _named(name: str, which: Sequence[str]) -> tuple[str, list[Any]]:
    conditions, values = _said(which, exactly=True)
    sql = (
        f"SELECT name.own, {_COLUMNS}, town.said FROM name JOIN town ON town.id = name.town "
        f"WHERE name.folded = ?{conditions} ORDER BY town.id"
    )
    return sql, [name, *values]


def _begun(name: str, which: Sequence[str], most: int) -> tuple[str, list[Any]]:
    order = "just DESC, own DESC, town"
    # Cut off before anything is read of the towns; those of one state are sought among all of them.
    limit = [] if which else [most]
    names = (
        "SELECT town, MAX(own) AS own, MAX(own AND folded = ?) AS just FROM name WHERE folded >= ? AND folded < ? "
        f"GROUP BY town ORDER BY {order}{' LIMIT ?' * len(limit)}"
    )
    conditions, values = _said(which, exactly=False)
    sql = (
        f"SELECT {_COLUMNS} FROM ({names}) AS begun JOIN town ON town.id = begun.town "
        f"WHERE TRUE{conditions} ORDER BY {order} LIMIT ?"
    )
    return sql, [name, name, f"{name}\U0010ffff", *limit, *values, most]


def _said(which: Sequence[str], *, exactly: bool) -> tuple[str, list[Any]]:
    """Which of them: in this county, state or country. While somebody types, the word is not finished."""
    end = "|" if exactly else ""
    return " AND instr(town.said, ?)" * len(which), [f"|{word}{end}" for word in which]


def _meant(name: str, which: Sequence[str], rows: Sequence[Any]) -> list[Town]:
    if not which and _ask("SELECT 1 FROM region WHERE folded = ?", [name]):
        fitting = _beside_a_region(name, rows)
    else:
        most = max((row[6] for row in rows if row[0]), default=0)
        fitting = [row for row in rows if row[0] or row[6] >= FOREIGN * most]
    return [Town(*row[1:7]) for row in fitting]


def _beside_a_region(name: str, rows: Sequence[Any]) -> list[Any]:
    """Of towns that are called like a country or a state: none where they are elsewhere and not huge, the only large
    one without the others, else all of them."""
    inside = [row for row in rows if f"|{name}|" in row[7]]
    # Under another name than its own: one that lies there, or "Santa Cruz de la Sierra".
    fitting = [row for row in rows if row[0] or row in inside or fold(row[1]).startswith(f"{name} ")]
    large = [row for row in fitting if row[6] >= LARGE]
    if len(large) == 1 and (inside == large or (not inside and large[0][6] >= HUGE)):
        return large
    return fitting if inside or any(row[6] >= HUGE for row in large) else []


def stamp() -> int:
    """Another one for another file of towns; for whoever keeps what was read in it."""
    try:
        return (Path(settings.TOWNS_DIR) / FILE).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _ask(sql: str, values: Sequence[Any]) -> list[Any]:
    """A connection for each question: opening a file takes less than looking after one in every thread."""
    path = Path(settings.TOWNS_DIR).resolve() / FILE
    if not path.exists():  # which the staff's page says
        return []
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as book:
            return book.execute(sql, values).fetchall()
    except UnicodeError:  # no town is written with half a character
        return []
    except sqlite3.Error as error:
        # Its words alone: what somebody typed is in none of them.
        log.warning("the towns in %s cannot be looked up: %s", path, error)
        return []
