"""Answering mails of ours in tests, as a mail program does."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from apps.introductions.models import Message
from apps.introductions.reply_mails import reply_to
from apps.mail.inbound.taking import receive
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User

INBOUND = "reply@in.example.org"


def answer_to(
    address: str, words: str = "Tuesday works.", *, sender: str, quoted: str = "", number: int = 1, **headers: str
) -> bytes:
    """The quote below, as most programs put it."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, address, "Re: Jonas wrote to you"
    mail["Message-ID"] = f"<{number}@mail.example.org>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    below = "".join(f"> {line}\n" for line in quoted.splitlines())
    attribution = "On Sun, Nov 29, 2026 at 4:01 PM Intro Net <hello@intro.example.org> wrote:"
    mail.set_content(f"{words}\n\n{attribution}\n\n{below}" if quoted else words)
    return mail.as_bytes()


def address_of(message: Message, reader: User, at: datetime) -> str:
    """To answer a message that was mailed to them."""
    header = message_from_bytes(
        f"Reply-To: {reply_to(message, reader, at=at)['Reply-To']}".encode(), policy=policy.default
    )
    return str(header["Reply-To"].addresses[0].addr_spec)


def reply(
    message: Message,
    words: str = "Tuesday works.",
    *,
    by: User,
    at: datetime,
    sender: str = "",
    made: datetime | None = None,
    number: int = 1,
    **headers: str,
) -> None:
    """`made`: when the mail that is answered went out, else now."""
    address = address_of(message, by, made or at)
    receive(answer_to(address, words, sender=sender or by.email, number=number, **headers), at=at)


def said() -> list[tuple[str, str]]:
    rows = Message.objects.order_by("pk").values_list("author__profile__name", "body")
    return [(name.partition(" ")[0], body) for name, body in rows][1:]


def told() -> list[OutboxMail]:
    """Mails about answers that were not sent, as they read."""
    for mail in OutboxMail.objects.filter(purpose="reply_not_sent", state="queued"):
        deliver(mail.pk, at=mail.due_at)
    return list(OutboxMail.objects.filter(purpose="reply_not_sent").order_by("pk"))
