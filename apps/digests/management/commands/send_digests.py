import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.mail import get_connection
from django.core.management.base import BaseCommand
from django.db.models import Count
from django.utils import timezone
from tqdm import tqdm

from apps.circles.models import Membership
from apps.digests.mails import PURPOSE
from apps.digests.services.running import run_due
from apps.digests.services.schedules import ensure_schedules
from apps.mail import outbox
from apps.mail.models import OutboxMail
from apps.profiles.models import User


class Command(BaseCommand):
    help = "Queues the digests that are due and delivers them, with the same services as the workers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", type=_moment, help="as if it were this time (ISO 8601, like 2026-11-27T09:00+01:00)"
        )
        parser.add_argument("--everybody", action="store_true", help="also those who are not due (once a day at most)")

    def handle(self, *, at: datetime | None, everybody: bool, **options: Any) -> None:
        start, at = time.monotonic(), at or timezone.now()
        ensure_schedules(at=at)
        queued = run_due(at=at, everybody=everybody)
        waiting = OutboxMail.objects.due(at).filter(purpose=PURPOSE).order_by("pk").values_list("pk", flat=True)
        connection, ids = get_connection(), list(waiting)
        for mail_id in tqdm(ids, desc="digests", unit="mail", disable=not self.stderr.isatty()):
            outbox.deliver(mail_id, at=at, connection=connection)
        connection.close()
        self._report(ids, queued, time.monotonic() - start)

    def _report(self, ids: list[int], queued: int, seconds: float) -> None:
        counts: dict[str, int] = {}
        for first in range(0, len(ids), 500):
            rows = (
                OutboxMail.objects.filter(pk__in=ids[first : first + 500]).values("state").annotate(mails=Count("pk"))
            )
            for row in rows:
                counts[row["state"]] = counts.get(row["state"], 0) + row["mails"]
        people = User.objects.present().count()
        alone = people - User.objects.present().filter(pk__in=Membership.objects.values("user")).count()
        self.stdout.write(f"people            {people}")
        self.stdout.write(f"in no circle      {alone}")
        self.stdout.write(f"digests queued    {queued}")
        for state, mails in sorted(counts.items()):
            label = "nothing to say" if state == OutboxMail.State.DROPPED else state
            self.stdout.write(f"{label:<17} {mails}")
        self.stdout.write(f"seconds           {seconds:.1f}")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a time. Write it like 2026-11-27T09:00+01:00.") from error
    return moment if moment.tzinfo else timezone.make_aware(moment)
