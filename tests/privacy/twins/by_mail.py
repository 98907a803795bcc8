"""Answers by mail: what everybody may send in answer to the last mail of a conversation that reached them, and what the
one sends whose conduct is hidden."""

from datetime import timedelta
from email.utils import parseaddr

from apps.introductions import limits
from apps.introductions.models import Message
from apps.introductions.reply_mails import reply_to
from apps.introductions.services.conversing import write_message
from apps.mail.inbound.addresses import SIGNS
from apps.mail.inbound.taking import receive
from apps.profiles.models import User
from tests.introductions.replying.answering import answer_to
from tests.privacy.twins.world import Act, World

WORDS, ANOTHER = "By mail: the mulberries are ripe.", "somebody@example.net"
TOO_LATE = limits.REPLY_BY_MAIL + timedelta(days=2)


def answer_letter(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """With words, without, or from an address that is not theirs."""
    if address := world.letters.get(doer.pk):
        words = f"Mulberries by mail at {world.at:%H:%M}!"
        said, sender = [(words, doer.email), (words, doer.email), ("", doer.email), (words, ANOTHER)][ids[0] % 4]
        _send(world, doer, address, said, sender=sender)


def _send(world: World, doer: User, address: str, words: str, *, sender: str) -> None:
    """Each is another mail; the same again would be nothing."""
    number = next(world.numbers)
    mail = answer_to(address, words, sender=sender, number=number, quoted="Hello! Which knot is it?")
    receive(mail, at=world.at)


def answered(doer: User) -> Message | None:
    """The last that another wrote to them, wherever they are now."""
    theirs = Message.objects.filter(conversation__members__user=doer).exclude(author=doer)
    return theirs.order_by("-sent_at", "-pk").first()


def answers(*, another: bool = False, late: bool = False, forged: bool = False) -> Act:
    def sent(world: World, doer: User, ids: tuple[int, ...]) -> None:
        last = answered(doer)
        if last is None:
            return
        mailed_at = world.at - TOO_LATE if late else world.at
        address = parseaddr(reply_to(last, doer, at=mailed_at)["Reply-To"])[1]
        if forged:
            name, _plus, rest = address.partition("+")
            address = f"{name}+{'a' * SIGNS}{rest[SIGNS:]}"
        _send(world, doer, address, WORDS, sender=ANOTHER if another else doer.email)

    return sent


REFUSED = (answers(another=True), answers(late=True), answers(forged=True))


def writes_the_same(world: World, doer: User, ids: tuple[int, ...]) -> None:
    """On the page."""
    if last := answered(doer):
        write_message(last.conversation, author=doer, body=WORDS, at=world.at)


BY_MAIL: dict[str, Act] = {"answers by mail": answer_letter}
