"""Django's SMTP, with a line that knows whether the mail itself has begun to go out: until then nothing can have been
accepted, whatever breaks."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend as DjangoBackend


class _Telling(smtplib.SMTP):
    has_begun = False

    def mail(self, sender: str, options: Any = ()) -> tuple[int, bytes]:
        self.has_begun = False
        return super().mail(sender, options)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.has_begun = True
        return super().data(msg)


class _TellingSSL(_Telling, smtplib.SMTP_SSL):
    pass


class EmailBackend(DjangoBackend):
    @property
    def connection_class(self) -> type[_Telling]:
        return _TellingSSL if self.use_ssl else _Telling


def has_begun(connection: object) -> bool:
    """Of another backend's line nobody knows."""
    line = getattr(connection, "connection", None)
    return line.has_begun if isinstance(line, _Telling) else True
