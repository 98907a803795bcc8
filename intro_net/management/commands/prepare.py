import json
import sqlite3
from argparse import ArgumentParser
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from apps.digests.services.schedules import bring_forward
from apps.profiles.models import User
from apps.profiles.towns.making import is_there

FIRST_DIGEST = timedelta(seconds=30)  # by then the workers have found who should meet


class Command(BaseCommand):
    help = "Brings the database and the list of towns up to date, and fills an empty database with the demo network."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", dest="demo", action="store_false", help="leave an empty database empty")

    def handle(self, *, demo: bool, **options: Any) -> None:
        try:
            self._migrate()
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise SystemExit(f"The database cannot be used: {reason}. Look after it and start again.") from error
        self._make_towns()
        # The demo's passwords are known to everybody: only for a machine of one's own.
        if demo and settings.LOCAL and not User.objects.exists():
            self.stdout.write("          Loading the demo network")
            self._load_demo()

    def _make_towns(self) -> None:
        if not is_there(Path(settings.TOWNS_DIR)):
            self.stdout.write("          Making the list of the world's towns (once, some twenty seconds)")
            self.stdout.flush()
            try:
                call_command("make_towns", stdout=StringIO())
            except (OSError, ImportError, sqlite3.Error) as error:
                reason = str(error).strip() or type(error).__name__
                self.stdout.write(f"          The list could not be made: {reason}")
                self.stdout.write("          Places are kept as words. Mend it, and run: manage.py make_towns")

    def _load_demo(self) -> None:
        call_command("load_demo", stdout=StringIO())  # run.py names its log-ins at the end
        logins = json.loads((settings.DATA_DIR / "demo-logins.json").read_text(encoding="utf-8"))
        people = User.objects.filter(email__in=[login["email"] for login in logins])
        # Their first digest can be read today, not on Friday.
        bring_forward(people, to=timezone.now() + FIRST_DIGEST)

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if pending := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write(f"          Migrating the database ({len(pending)} steps)")
            call_command("migrate", verbosity=0, interactive=False)
