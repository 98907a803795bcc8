"""Forwarding invitations in tests, as a mail program does, and what comes of it."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.meetings.forwarding_mails import NOT_READ
from apps.meetings.models import Meeting
from apps.meetings.reading.events import Person

STRANGER = Person("Vera Unseen", "vera@nowhere.example")
WORDS = """See you there.

---------- Forwarded message ---------
From: Vera Unseen <vera@nowhere.example>
Date: Mon, Mar 2, 2026 at 9:00 AM
Subject: Planning
To: Justin Lee <{address}>, Mina Park

Let us plan the next months.
"""


def mail(
    to: str,
    sender: str,
    *,
    calendar: bytes | None = None,
    text: str = "FYI",
    html: str = "",
    number: int = 1,
    subject: str = "Fwd: WG: Planning",
    part: bool = False,
    headers: dict[str, str] | None = None,
) -> bytes:
    """As mail programs forward; `part`: the calendar is one of the ways in which it is said, and no file."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{number}@mail.example.org>"
    for name, value in (headers or {}).items():
        message[name] = value
    if html:
        message.set_content(html, subtype="html")
    else:
        message.set_content(text)
    if calendar is not None and part:
        message.add_alternative(calendar.decode(), subtype="calendar", params={"method": "REQUEST"})
    elif calendar is not None:
        message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")
    return message.as_bytes()


def titles() -> list[str]:
    return list(Meeting.objects.order_by("pk").values_list("title", flat=True))


def told(at: datetime) -> list[tuple[str, str, str]]:
    """To whom, and what."""
    found = []
    for row in OutboxMail.objects.filter(purpose=NOT_READ).order_by("pk"):
        deliver(row.pk, at=at)
        row.refresh_from_db()
        found.append((row.address, row.subject, row.text))
    return found
