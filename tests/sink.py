"""A real SMTP server that keeps what it is handed."""

import asyncio
import email
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PATIENCE = 30.0  # seconds
OK = "250 OK"


@dataclass
class Rule:
    """How mail for one domain is met. `first`: the answer to whom it has not seen before, as greylisting does."""

    rcpt: str = OK
    first: str = OK
    seconds: float = 0.0  # before the mail is taken, one after the other
    answers_after: float = 0.0  # seconds, when it has been taken
    hangs: str = ""  # "rcpt" or "data": no answer
    drops: str = ""  # "data": the line breaks; "taken": it breaks after the mail was taken
    seen: set[str] = field(default_factory=set)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Sink:
    """`answer` and `delay` may be changed to make the server refuse, or slow; `rules` for one domain only. `log` is
    what a mail server's log says: a line for each mail that was taken, in the moment in which it was."""

    mails: list[EmailMessage] = field(default_factory=list)
    answer: str = OK
    delay: float = 0.0  # seconds before each answer
    port: int = 0
    rules: dict[str, Rule] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    # From whom and to whom, on the envelope.
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    # When which mail was taken, by the clock of time.monotonic().
    times: list[tuple[float, str]] = field(default_factory=list)
    rule = Rule
    _lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        rule = self._rule(address)
        answer = rule.first if address not in rule.seen else rule.rcpt
        rule.seen.add(address)
        if rule.hangs == "rcpt":
            await asyncio.sleep(PATIENCE)
        if answer == OK and rule.rcpt == OK:
            envelope.rcpt_tos.append(address)
            return OK
        return answer if answer != OK else rule.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        await asyncio.sleep(self.delay)
        rule = self._rule(envelope.rcpt_tos[0])
        if rule.hangs == "data":
            await asyncio.sleep(PATIENCE)
        if rule.seconds:
            async with rule.turn:
                await asyncio.sleep(rule.seconds)
        if rule.drops != "data":
            self._take(envelope)
        await asyncio.sleep(rule.answers_after)
        if rule.drops:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return self.answer

    def _take(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        with self._lock:
            if self.answer.startswith("250"):
                mail = email.message_from_bytes(content, policy=default)
                self.mails.append(mail)
                self.envelopes.append((envelope.mail_from or "", envelope.rcpt_tos[0] or ""))
                self.times.append((time.monotonic(), envelope.rcpt_tos[0] or ""))
                self.log.append(f"Nov 30 09:00:00 mail smtpd[1]: message-id={mail['Message-ID']} status=sent (250 OK)")

    def _rule(self, address: str | None) -> Rule:
        return self.rules.get((address or "").rpartition("@")[2], Rule())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str, subject: str = "") -> list[EmailMessage]:
        with self._lock:
            return [m for m in self.mails if m["To"] == address and re.search(subject, m["Subject"])]

    def wait_for(self, address: str, subject: str = "", *, count: int = 1, seconds: float = PATIENCE) -> EmailMessage:
        """The latest mail to an address whose subject matches, once there are `count`."""
        end = time.monotonic() + seconds
        while len(self.to(address, subject)) < count:
            if time.monotonic() > end:
                subjects = [f"{m['To']}: {m['Subject']}" for m in self.mails]
                raise AssertionError(f"no mail to {address} about {subject!r} in {seconds} s; there were {subjects}")
            time.sleep(0.1)
        return self.to(address, subject)[-1]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running_sink() -> Iterator[Sink]:
    sink = Sink()
    sink.port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
