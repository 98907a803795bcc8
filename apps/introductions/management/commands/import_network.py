import hashlib
import resource
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.text import slugify
from tqdm import tqdm

from apps.introductions.network_import import staging
from apps.introductions.network_import.importing import import_network
from apps.introductions.network_import.inviting import invite_network
from apps.introductions.network_import.network import Network, read_network
from apps.mail.errors import DomainError
from apps.profiles.models import User


class Command(BaseCommand):
    help = (
        "Reads a network: people.csv (id[,name,email,headline,timezone,why]), traits.csv (person_id,kind,trait"
        "[,year_from,year_to,latitude,longitude]), ties.csv (a,b), circles.csv (circle_id,person_id), also as .gz. "
        "A trait of more than 80 characters is cut. "
        "People become invitations; with --evaluate (pseudonymous networks) they become members at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, metavar="DIR")
        parser.add_argument("--evaluate", action="store_true", help="a pseudonymous network: members at once, no mail")
        parser.add_argument("--source", default="", help="what the network is called; default: the folder's name")
        parser.add_argument("--curator", default="", help="address of the account that keeps the circles")
        parser.add_argument("--why", default="", help="the sentence of invitations for which people.csv has none")

    def handle(self, *, dir: Path, evaluate: bool, source: str, curator: str, why: str, **options: Any) -> None:  # noqa: A002 - the option's name
        start = time.monotonic()
        source = _short(slugify(source or dir.resolve().name).replace("_", "-"))
        if not source:
            raise CommandError("The folder's name cannot be used as the network's. Give one with --source.")
        try:
            network = read_network(dir, source=source)
            added = self._members(network, curator) if evaluate else self._invitations(network, curator, why)
        except DomainError as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        self._report(network, added, time.monotonic() - start)

    def _members(self, network: Network, address: str) -> dict[str, int]:
        curator = _account(address) if address else None
        total, shown = staging.size(network), self.stderr.isatty()
        with tqdm(total=total, desc="importing", unit="row", disable=not shown) as bar:
            return import_network(
                network,
                curator=curator,
                purpose=f"Imported from {network.source}.",
                at=timezone.now(),
                progress=lambda rows: _move(bar, rows),
            )

    def _invitations(self, network: Network, address: str, why: str) -> dict[str, int]:
        if not address:
            raise CommandError("Say who invites these people: --curator with the address of an account here.")
        added = invite_network(network, curator=_account(address), why=why, at=timezone.now())
        if network.ties:
            self.stdout.write(f"ties left out     {len(network.ties)} (knowing each other needs a tick from both)")
        return added

    def _report(self, network: Network, added: dict[str, int], seconds: float) -> None:
        for name, rows in added.items():
            self.stdout.write(f"{name:<17} {rows}")
        self.stdout.write(f"in no circle      {network.in_no_circle}")
        self.stdout.write(f"said twice        {network.repeated}")
        self.stdout.write(f"seconds           {seconds:.1f}")
        self.stdout.write(f"peak MiB          {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")


def _short(name: str) -> str:
    """At most 30 characters, and still not the same as another long name that begins alike."""
    return name if len(name) <= 30 else f"{name[:21]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _account(address: str) -> User:
    found = User.objects.present().filter(email=address.strip().lower()).first()
    if found is None:
        raise CommandError(f"There is no account with the address {address}. Sign up with it first.")
    return found


def _move(bar: Any, rows: int) -> None:
    bar.update(rows)
