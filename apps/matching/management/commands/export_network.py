from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from apps.matching.network_export import HEADERS, export_network


class Command(BaseCommand):
    help = "Writes what the engine sees of this network, without a name in it, for `manage.py evaluate`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the four files are written")

    def handle(self, *, folder: Path, **options: Any) -> None:
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder} is a file. Give a folder.")
        there = [file for file in HEADERS if (folder / file).exists()]
        if there:
            raise CommandError(f"{folder} holds {there[0]} already. Give a folder without these files.")
        try:
            with _one_moment():
                written = export_network(folder)
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}. Give another folder.") from error
        for file, rows in written.items():
            self.stdout.write(f"{file:<12} {rows}")
        self.stdout.write(
            "No names, but who knows these people well may guess who is who: keep it as you keep a backup."
        )


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything is read as of one moment, as SQLite does anyway."""
    is_first = connection.vendor == "postgresql" and not connection.in_atomic_block
    with transaction.atomic():
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
