"""Somebody with a browser that knows no scripts, on a running instance."""

import re
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener


class Visitor:
    def __init__(self, home: str) -> None:
        self.home = home
        self.url, self.headers = home, Message()
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def look(self, path: str, fields: Mapping[str, object] | None = None, **headers: str) -> str:
        """The page that comes, be it one of an error."""
        data = None if fields is None else urlencode(fields, doseq=True).encode()
        with suppress(HTTPError), self._opener.open(Request(self._full(path), data, headers), timeout=30) as answer:
            self.url, self.headers = answer.url, answer.headers
            return str(answer.read().decode())
        return ""

    def fill_in(self, path: str, page: str = "", **fields: object) -> str:
        """Posts a form; `page` is where it stands, where that is another one."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.look(page or path))
        assert found, self.url
        fields = {name.replace("__", "-"): value for name, value in fields.items()}
        return self.look(path, {"csrfmiddlewaretoken": found[1]} | fields, Referer=self._full(page or path))

    def _full(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.home}{path}"
