from typing import Any

from django.core.management.base import BaseCommand

from apps.mail.links import absolute
from apps.staff.emptiness import nobody_is_here
from apps.staff.setup_token import token


class Command(BaseCommand):
    help = "Shows where an empty place is set up, with the token that proves that it is yours to set up."

    def handle(self, **options: Any) -> None:
        if nobody_is_here():
            self.stdout.write(f"{absolute('/setup/')}?token={token()}")
        else:
            self.stderr.write("Somebody has an account here already. manage.py make_operator EMAIL makes an operator.")
