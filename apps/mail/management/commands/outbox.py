from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count
from django.utils import timezone

from apps.mail.models import OutboxMail
from apps.mail.outbox import RESTORED, release_restored


class Command(BaseCommand):
    help = "Shows how many mails are in which state, and which ended uncertain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--release",
            action="store_true",
            help="queue what a restore has held; only where nothing was sent since the backup",
        )

    def handle(self, *, release: bool, **options: Any) -> None:
        if release:
            self.stdout.write(f"released: {release_restored(at=timezone.now())}")
        counts = OutboxMail.objects.values("state", "purpose").annotate(mails=Count("pk")).order_by("state", "purpose")
        for row in counts:
            self.stdout.write(f"{row['state']:<11} {row['purpose']:<24} {row['mails']}")
        uncertain = OutboxMail.objects.filter(state=OutboxMail.State.UNCERTAIN)
        if held := uncertain.filter(reason=RESTORED).count():
            self.stdout.write(
                f"held by a restore: {held}; if nothing was sent since the backup: manage.py outbox --release"
            )
        for mail in uncertain.exclude(reason=RESTORED).order_by("pk"):
            self.stdout.write(
                f"uncertain: {mail.pk} {mail} ({mail.reason}); look for outbox-{mail.pk} in the server's log"
            )
