from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.mail import pausing


class Command(BaseCommand):
    help = (
        "Writes again to addresses that mail came back from, or where it was reported as unwanted. Whoever has one can "
        "do so on their home page; with --since it is done for all at once, where your own server was wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("addresses", nargs="*", metavar="ADDRESS")
        parser.add_argument(
            "--since",
            metavar="WHEN",
            help="all that mail came back from since then, like 2026-11-30T09:00; not where a mail was reported",
        )

    def handle(self, *, addresses: list[str], since: str | None, **_: Any) -> None:
        if not addresses and not since:
            raise CommandError("Name an address, or say --since WHEN.")
        at, moment = timezone.now(), self.moment(since) if since else None
        for address in addresses:
            found = pausing.try_again(address, at=at)
            self.stdout.write(f"{address}: {'written to again' if found else 'it was not paused'}")
        if moment:
            self.stdout.write(f"written to again: {pausing.rounded(pausing.try_all_again(since=moment, at=at))}")

    def moment(self, text: str) -> datetime:
        try:
            found = datetime.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"{text} is no moment. Write it like 2026-11-30T09:00. Nothing was changed.") from error
        return found if found.tzinfo else timezone.make_aware(found)
