"""Folders with a network's files, and what one finds in the database afterwards."""

from collections.abc import Iterator
from pathlib import Path

from apps.circles.models import Circle, Invitation, InvitedFact, Membership
from apps.introductions.models import Connection, ImportedPerson
from apps.introductions.network_import.files import BadNetwork
from apps.introductions.network_import.network import Network, read_network
from apps.introductions.network_import.staging import TABLES
from apps.mail.models import OutboxMail
from apps.profiles.models import Profile, ProfileTrait, Topic, User

PEOPLE = "id,name\n1,Ana\n2,Ben\n3,Cleo\n"
TRAITS = "person_id,kind,trait,year_from,year_to,latitude,longitude\n1,school,Bronxville High,1991,1995,40.9,-73.8\n"
TIES = "a,b\n1,2\n"
CIRCLES = "circle_id,person_id\nmakers,1\nmakers,2\nchoir,3\n"


def write(folder: Path, **files: str | bytes) -> Path:
    """`people="…"` writes people.csv."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def small(folder: Path, **files: str) -> Path:
    """Three people, two of whom know each other, in two circles."""
    return write(folder, **{"people": PEOPLE, "traits": TRAITS, "ties": TIES, "circles": CIRCLES} | files)


def read(folder: Path, **files: str | bytes) -> Network:
    return read_network(write(folder, **files), source="net")


def problems(folder: Path, **files: str | bytes) -> list[str]:
    """What is wrong with these files; by default with three good people."""
    try:
        read(folder, **{"people": PEOPLE} | files)
    except BadNetwork as error:
        return str(error).splitlines()
    return []


def _counts() -> Iterator[tuple[str, int]]:
    tables = (User, Profile, ProfileTrait, Topic, Circle, Membership, Connection, ImportedPerson)
    for model in (*tables, Invitation, InvitedFact, OutboxMail, *TABLES):
        yield model.__name__, model._default_manager.count()


def counted() -> dict[str, int]:
    """How many rows there are of everything that an import writes, where there are any."""
    return {name: count for name, count in _counts() if count}
