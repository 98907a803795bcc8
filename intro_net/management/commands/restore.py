from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from apps.mail.errors import DomainError
from intro_net.backup.restoring import restore
from intro_net.management.commands.backup import move


class Command(BaseCommand):
    help = "Takes a backup over into an empty, migrated database of either kind. Stop all processes before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--new-secret", action="store_true", help="go on although the backup was made under another SECRET_KEY"
        )

    def handle(self, *, file: Path, new_secret: bool, **options: Any) -> None:
        with tqdm(desc="restoring", unit="row", disable=not self.stderr.isatty()) as bar:
            try:
                told = restore(file, at=timezone.now(), new_secret=new_secret, progress=lambda *step: move(bar, *step))
            except DomainError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {told.rows} rows and {told.files} files of {told.made_at}. Now: manage.py verify")
