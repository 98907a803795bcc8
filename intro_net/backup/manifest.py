"""What a backup says of itself: read before anything else of it is believed."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.crypto import salted_hmac

from intro_net.version import VERSION

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive; `rows` of a table, 0 for a photo."""

    name: str
    size: int
    sha256: str
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    version: str
    made_at: str
    database: str
    # "app.0001_initial", sorted: two databases with the same ones have the same tables.
    migrations: list[str]
    # Tells whether links, suppressions and the like still fit, without telling the key.
    secret: str
    members: list[Member]

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()

    @property
    def files(self) -> int:
        return sum(member.name.startswith("media/") for member in self.members)

    @property
    def rows(self) -> int:
        return sum(member.rows for member in self.members)


def describe(members: list[Member], *, at: datetime) -> Manifest:
    made = at.isoformat(timespec="seconds")
    return Manifest(FORMAT, VERSION, made, connection.vendor, migrations(), secret_mark(), members)


def read(data: bytes) -> Manifest:
    """Raises ValueError, TypeError or KeyError for anything that is none."""
    found: dict[str, Any] = json.loads(data)
    return Manifest(**found | {"members": [Member(**member) for member in found["members"]]})


def migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def secret_mark() -> str:
    return salted_hmac("intro_net.backup", "the key's mark", algorithm="sha256").hexdigest()[:16]
