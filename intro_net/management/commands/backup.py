from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from apps.mail.errors import DomainError
from intro_net.backup.writing import back_up


class Command(BaseCommand):
    help = (
        "Writes the database and the photos into one file, while the instance goes on. The server's own secrets are "
        "not in it; those of people's authenticator apps and recovery codes are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="like intro-net.zip")
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")

    def handle(self, *, file: Path, overwrite: bool, **options: Any) -> None:
        with tqdm(desc="backing up", unit="row", disable=not self.stderr.isatty()) as bar:
            try:
                made = back_up(file, at=timezone.now(), overwrite=overwrite, progress=lambda *step: move(bar, *step))
            except DomainError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {made.rows} rows and {made.files} files, {file.stat().st_size:,} bytes")


def move(bar: Any, total: int, done: int) -> None:
    bar.total = total
    bar.update(done)
