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


@dataclass
class Sink:
    """`answer` and `delay` may be changed to make the server refuse, or slow."""

    mails: list[EmailMessage] = field(default_factory=list)
    answer: str = "250 OK"
    delay: float = 0.0  # seconds before each answer
    port: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(self.delay)
        content = envelope.content
        assert isinstance(content, bytes)
        with self._lock:
            if self.answer.startswith("250"):
                self.mails.append(email.message_from_bytes(content, policy=default))
        return self.answer

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
