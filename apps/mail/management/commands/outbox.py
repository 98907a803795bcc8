import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from apps.mail import mail_log
from apps.mail.deciding import NotAgain, confirm, retry, uncertain
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.outbox import RESTORED, release_restored


class Command(BaseCommand):
    help = (
        "Shows how many mails are in which state, which ended uncertain, and which domains do not answer. "
        "With an option it decides about mails first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--release",
            action="store_true",
            help="queue what a restore has held; only where nothing was sent since the backup",
        )
        parser.add_argument(
            "--retry",
            nargs="+",
            metavar="ID",
            default=[],
            help="send these once more: uncertain, bounced, or could not be written",
        )
        parser.add_argument(
            "--reconcile",
            metavar="FILE",
            help="the mail server's log (- for standard input): what is uncertain and found in it was sent",
        )
        parser.add_argument(
            "--not-in-log",
            choices=["keep", "resend"],
            default="keep",
            help="with --reconcile: send again what is uncertain and not in the log. Only where the log is whole",
        )

    def handle(self, *, retry: list[str], reconcile: str | None, not_in_log: str, release: bool, **_: Any) -> None:
        at = timezone.now()
        if not_in_log == "resend" and not reconcile:
            raise CommandError("--not-in-log needs a log: name it with --reconcile FILE.")
        if release:
            self.stdout.write(f"released: {release_restored(at=at)}")
        if reconcile:
            self.reconcile(reconcile, again=not_in_log == "resend", at=at)
        self.send_again(self.numbers(retry), at)
        self.show()

    def numbers(self, words: list[str]) -> list[int]:
        wrong = [word for word in words if not (word.isascii() and word.isdecimal() and len(word) < 19)]
        if wrong:
            raise CommandError(
                f"{wrong[0]} is no number of a mail. Write them like --retry 17 18. Nothing was changed."
            )
        return sorted({int(word) for word in words})

    def send_again(self, numbers: list[int], at: datetime) -> None:
        for number in numbers:
            try:
                self.stdout.write(f"queued again: {retry(number, at=at).pk}")
            except NotAgain as refusal:
                self.stderr.write(str(refusal))

    def reconcile(self, name: str, *, again: bool, at: datetime) -> None:
        found = self.read(name)
        if not found.taken | found.doubtful:
            raise CommandError(
                f"{name} names no mail of this place. Is it the right log, and of the right days? Nothing was changed."
            )
        waiting = list(uncertain().values_list("pk", flat=True))
        confirmed = sum(confirm(number, at=at) for number in waiting if number in found.taken)
        doubtful = [number for number in waiting if number in found.doubtful]
        missing = [number for number in waiting if number not in found.taken | found.doubtful]
        self.stdout.write(f"found in the log: {confirmed}; in doubt: {len(doubtful)}; not in it: {len(missing)}")
        for number in doubtful:
            self.stdout.write(f"in doubt: {number}; read what the log says of outbox-{number}")
        if again:
            self.send_again(missing, at)

    def read(self, name: str) -> mail_log.Found:
        try:
            if name == "-":
                return mail_log.read(sys.stdin)
            with Path(name).open(encoding="utf-8", errors="replace") as lines:
                return mail_log.read(lines)
        except OSError as error:
            raise CommandError(f"{name} cannot be read ({error.strerror}). Nothing was changed.") from error

    def show(self) -> None:
        counts = OutboxMail.objects.values("state", "purpose").annotate(mails=Count("pk")).order_by("state", "purpose")
        for row in counts:
            self.stdout.write(f"{row['state']:<11} {row['purpose']:<24} {row['mails']}")
        if held := uncertain().filter(reason=RESTORED).count():
            self.stdout.write(
                f"held by a restore: {held}; if nothing was sent since the backup: manage.py outbox --release"
            )
        for mail in uncertain().exclude(reason=RESTORED):
            self.stdout.write(
                f"uncertain: {mail.pk} {mail} ({mail.reason}); look for outbox-{mail.pk} in the server's log"
            )
        for domain in TroubledDomain.objects.order_by("since", "pk"):
            name = domain.name or "the line to the mail server"
            until = timezone.localtime(domain.rests_until).isoformat(" ", "seconds")
            self.stdout.write(f"in trouble: {name} ({domain.reason}); tried again from {until}")
