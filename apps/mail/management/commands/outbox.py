import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from apps.mail import mail_log, pausing
from apps.mail.deciding import NotAgain, confirm, retry, uncertain
from apps.mail.giving_up import NO_ANSWER
from apps.mail.keeping import AGAIN
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.outbox import RESTORED, release_restored

LISTED = 20


class Command(BaseCommand):
    help = (
        "Shows how many mails are in which state, which ended uncertain, and which domains do not answer. "
        "With an option it decides about mails first. A mail is queued (it waits), attempting (it is being handed "
        "over), sent (the server has taken it), kept (to be read in the mailbox), dropped (there was nothing to say, "
        "or nobody to say it to), bounced (the server refused it) or uncertain (a worker stopped between handing it "
        "over and noting it)."
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
        waiting = {mail.name_in_logs: mail.pk for mail in uncertain()}
        confirmed = sum(confirm(number, at=at) for name, number in waiting.items() if name in found.taken)
        doubtful = [name for name in waiting if name in found.doubtful]
        missing = [number for name, number in waiting.items() if name not in found.taken | found.doubtful]
        self.stdout.write(f"found in the log: {confirmed}; in doubt: {len(doubtful)}; not in it: {len(missing)}")
        for name in doubtful:
            self.stdout.write(f"in doubt: {waiting[name]}; read what the log says of {name}")
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
                f"uncertain: {mail.pk} {mail} ({mail.reason}); look for {mail.name_in_logs} in the server's log"
            )
        again = OutboxMail.objects.filter(AGAIN).exclude(state=OutboxMail.State.UNCERTAIN).exclude(reason=NO_ANSWER)
        for mail in again.order_by("-settled_at", "-pk")[:LISTED]:
            self.stdout.write(f"{mail.state}: {mail.pk} {mail} ({mail.reason}); again: outbox --retry {mail.pk}")
        if given_up := OutboxMail.objects.filter(state=OutboxMail.State.BOUNCED, reason=NO_ANSWER).count():
            self.stdout.write(f"bounced: {given_up} ({NO_ANSWER})")
        for domain in TroubledDomain.objects.order_by("since", "pk"):
            name = domain.name or "the line to the mail server"
            until = timezone.localtime(domain.rests_until).isoformat(" ", "seconds")
            self.stdout.write(f"in trouble: {name} ({domain.reason}); tried again from {until}")
        for why, count in pausing.numbers().items():
            self.stdout.write(f"not written to: {pausing.rounded(count)} addresses ({pausing.IN_WORDS[why]})")
