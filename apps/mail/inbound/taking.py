"""Mail that comes in: the register of who takes a mail that went to which kind of address, and the one way in."""

import logging
from collections.abc import Callable
from datetime import datetime

from apps.mail.inbound.addresses import ReplyAddress, read_address
from apps.mail.inbound.reading import Incoming, read_head, read_mail
from apps.mail.returned.taking import take_returned

log = logging.getLogger(__name__)

# One transaction: it has taken the mail or told its writer why not, or it raises and has done nothing.
Take = Callable[[Incoming, ReplyAddress, datetime], None]
_takers: dict[str, Take] = {}
_whole = set[str]()


def register(kind: str, take: Take, *, whole: bool = False) -> None:
    """`kind`: one small letter, see `reply_address`. `whole`: it takes what is forwarded, and not only what its writer
    wrote."""
    _takers[kind] = take
    if whole:
        _whole.add(kind)


def receive(raw: bytes, *, at: datetime) -> None:
    """Whoever hands it in learns nothing of what became of it. Raises what the database raises: it is to be handed in
    again then, and twice is once."""
    head = read_head(raw)
    if head is None:
        return
    if head.is_automatic:
        if not take_returned(raw, head, at=at):
            log.info("inbound: an automatic mail was let go")
        return
    address = next((found for found in map(read_address, head.signs) if found and found.kind in _takers), None)
    if address is None:
        log.warning("inbound: a mail to no address of ours was let go")
        return
    # Not before: anybody can send a mail that takes long to read, and only who was written to has such an address.
    mail = read_mail(raw, head, whole=address.kind in _whole)
    if mail is not None:
        _takers[address.kind](mail, address, at)
