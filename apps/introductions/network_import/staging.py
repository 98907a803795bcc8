"""Writes a checked network into the staging tables, a chunk a transaction, so that nobody else waits long to write."""

import re
from collections.abc import Callable, Iterable
from hashlib import blake2b
from itertools import islice
from typing import Any

from django.db import models, transaction

from apps.introductions.models import StagedMember, StagedPerson, StagedTie, StagedTrait
from apps.introductions.network_import.network import Network

CHUNK = 2000
TABLES: tuple[Any, ...] = (StagedPerson, StagedTrait, StagedTie, StagedMember)
# Told after each chunk: how many rows it had.
Progress = Callable[[int], None]


def clear(source: str) -> None:
    """Forgets what an import of this source that was cut off, or is done, has staged."""
    for table in TABLES:
        table.objects.filter(source=source).delete()


def size(network: Network) -> int:
    return len(network.people) + len(network.facts) + len(network.ties) + len(network.members)


def stage(network: Network, *, progress: Progress) -> None:
    clear(network.source)
    _write(StagedPerson, _people(network), progress)
    _write(StagedTrait, _traits(network), progress)
    _write(StagedTie, (StagedTie(source=network.source, one=a, other=b) for a, b in sorted(network.ties)), progress)
    members = (StagedMember(source=network.source, tag=tag, person=person) for tag, person in network.members)
    _write(StagedMember, members, progress)


def address_of(source: str, external_id: str) -> str:
    """Where no mail ever goes. No two people share one: a source has no full stop in it, and ids that an address would
    not tell apart, A1 and a1, are hashed."""
    plain = re.fullmatch("[a-z0-9_-]+", external_id)
    name = external_id if plain else f"x.{blake2b(external_id.encode(), digest_size=16).hexdigest()}"
    return f"{source}.{name}@import.invalid"


def keepers_address(source: str) -> str:
    return f"{source}-keeper@import.invalid"


def _people(network: Network) -> Iterable[StagedPerson]:
    for person in network.people.values():
        yield StagedPerson(
            source=network.source,
            external_id=person.external_id,
            name=person.name or f"Person {person.external_id}"[:80],
            email=address_of(network.source, person.external_id),
            headline=person.headline,
            time_zone=person.time_zone,
        )


def _traits(network: Network) -> Iterable[StagedTrait]:
    for person, fact in network.facts.values():
        yield StagedTrait(
            source=network.source,
            person=person,
            kind=fact.kind,
            vocabulary=fact.vocabulary,
            name=fact.name,
            folded=fact.folded,
            year_from=fact.year_from,
            year_to=fact.year_to,
            latitude=fact.latitude,
            longitude=fact.longitude,
        )


def _write(table: type[models.Model], rows: Iterable[Any], progress: Progress) -> None:
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        with transaction.atomic():
            table._default_manager.bulk_create(chunk)  # noqa: SLF001 - the documented default manager
        progress(len(chunk))
