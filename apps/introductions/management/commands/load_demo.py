import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.introductions.demo.loading import PASSWORD, AlreadyThere, load_demo
from apps.mail.errors import DomainError


class Command(BaseCommand):
    help = "Loads an invented network of 400 people in 12 circles, to look around in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when it is there already")

    def handle(self, *, if_empty: bool, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("The demo's passwords are known to everybody. Load it with DEBUG=1 only.")
        try:
            people = load_demo(at=timezone.now())
        except DomainError as error:
            if if_empty and isinstance(error, AlreadyThere):
                return
            raise CommandError(str(error)) from error
        logins = [
            {"role": person.role, "who": person.role, "name": person.name, "email": person.email, "password": PASSWORD}
            for person in people
            if person.role
        ]
        path = settings.DATA_DIR / "demo-logins.json"
        path.write_text(json.dumps(logins, indent=2, ensure_ascii=False), encoding="utf-8")
        self.stdout.write(f"{len(people)} invented people. Log in as one of them:")
        for login in logins:
            self.stdout.write(f"  {login['role']:<9} {login['email']}  {login['password']}")
