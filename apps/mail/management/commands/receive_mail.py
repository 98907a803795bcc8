"""For a mail server's pipe. Whatever goes wrong is tried again later: the server keeps a mail until it is taken."""

import logging
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.mail.doorbell import ring
from apps.mail.inbound.taking import receive
from apps.mail.tasks import deliver_quick

log = logging.getLogger(__name__)

# What sendmail and Postfix understand (sysexits.h). Any other but 0 sends the mail back to whoever it says it is from.
LATER = 75


class Command(BaseCommand):
    help = "Reads one mail, an answer to one of ours, from standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = sys.stdin.buffer.read(most + 1)
        if not settings.INBOUND_ADDRESS:
            self.put_off("INBOUND_ADDRESS is not set.")
        if len(raw) > most:
            log.warning("inbound: a mail that is too large was let go")
            return
        try:
            receive(raw, at=timezone.now())
        except Exception as error:
            log.warning("inbound: put off (%s)", type(error).__name__)
            self.put_off("It is to be tried again.")
        ring(deliver_quick)

    def put_off(self, why: str) -> None:
        self.stderr.write(why)
        sys.exit(LATER)
