"""Somebody signed in who asks a running instance for pages, one request at a time, without following redirects."""

import http.client
import time
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

CSRF = "a" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    seconds: float


@dataclass(frozen=True)
class Caller:
    home: str
    session: str = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, data: dict[str, str] | None = None, **headers: str) -> Answer:
        form = {"csrfmiddlewaretoken": CSRF} | (data or {})
        return self._ask("POST", path, urlencode(form).encode(), FORM | headers)

    def upload(self, path: str, data: dict[str, str], name: str, content: bytes) -> Answer:
        parts = [_part(field, value.encode()) for field, value in ({"csrfmiddlewaretoken": CSRF} | data).items()]
        parts.append(_part(name, content, f'; filename="{name}.jpg"'))
        return self._ask("POST", path, b"".join(parts) + b"--edge--\r\n", UPLOAD)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        cookies = f"csrftoken={CSRF}" + (f"; sessionid={self.session}" if self.session else "")
        begin = time.monotonic()
        with closing(http.client.HTTPConnection(urlsplit(self.home).netloc, timeout=60)) as line:
            line.request(method, path, body, {"Cookie": cookies} | headers)
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
            return Answer(answer.status, dict(answer.getheaders()), text, time.monotonic() - begin)


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UPLOAD = {"Content-Type": "multipart/form-data; boundary=edge"}


def _part(field: str, value: bytes, more: str = "") -> bytes:
    return f'--edge\r\nContent-Disposition: form-data; name="{field}"{more}\r\n\r\n'.encode() + value + b"\r\n"
