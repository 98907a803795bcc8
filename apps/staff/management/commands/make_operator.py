from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from apps.mail.errors import DomainError
from apps.staff.services.operators import make_operator


class Command(BaseCommand):
    help = "Makes the account of an address an operator's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--new", action="store_true", help="Make the account, too, where there is none.")

    def handle(self, *, email: str, new: bool, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an email address.") from error
        try:
            user = make_operator(email, new=new, at=timezone.now())
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.email} is an operator now, and finds /staff/ after signing in.")
        if not user.has_usable_password():
            self.stdout.write(
                "There is no password: sign in by a mailed code, or set one with manage.py changepassword."
            )
