from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.profiles.towns.making import is_there, make
from apps.profiles.towns.sources import packaged


class Command(BaseCommand):
    help = "Makes the file in which towns are looked up, from packages that are installed; no network is needed."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="also where it is there already")

    def handle(self, *, again: bool, **options: Any) -> None:
        folder = Path(settings.TOWNS_DIR)
        if not again and is_there(folder):
            self.stdout.write(f"The towns are there: {folder}")
            return
        self.stdout.write(f"{make(packaged(), folder)} towns are in {folder}")
