import logging
from datetime import datetime

from apps.mail.inbound.heads import Head
from apps.mail.pausing import pause
from apps.mail.returned.addresses import returned
from apps.mail.returned.reports import read_report

log = logging.getLogger(__name__)


def take_returned(raw: bytes, head: Head, *, at: datetime) -> bool:
    """Whether a machine's mail told something of one of ours. It counts for the moment in which ours left: a report
    that comes twice, or late, tells nothing new about an address that is tried again since."""
    mail = returned(head, raw, at=at)
    # Not before: anybody can send a mail that takes long to read.
    why = read_report(raw) if mail else None
    if mail is None or why is None:
        return False
    if pause(mail.address, why, happened_at=mail.settled_at or mail.due_at):
        log.info("returned: the address of mail %d is paused (%s)", mail.pk, why.name.lower())
    return True
