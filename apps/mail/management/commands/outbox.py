from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from apps.mail.models import OutboxMail


class Command(BaseCommand):
    help = "Shows how many mails are in which state, and which ended uncertain."

    def handle(self, **options: Any) -> None:
        counts = OutboxMail.objects.values("state", "purpose").annotate(mails=Count("pk")).order_by("state", "purpose")
        for row in counts:
            self.stdout.write(f"{row['state']:<11} {row['purpose']:<24} {row['mails']}")
        for mail in OutboxMail.objects.filter(state=OutboxMail.State.UNCERTAIN).order_by("pk"):
            self.stdout.write(
                f"uncertain: {mail.pk} {mail} ({mail.reason}); look for outbox-{mail.pk} in the server's log"
            )
