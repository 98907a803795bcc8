"""Knocking at the sign-in page as a browser without scripts does."""

import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener


def ask_for_code(home: str, address: str) -> None:
    """Raises HTTPError when the form is refused."""
    page = f"{home}/accounts/login/code/"
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(page, timeout=30) as answer:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
    assert found
    data = urlencode({"csrfmiddlewaretoken": found[1], "email": address}).encode()
    with browser.open(Request(page, data, {"Referer": page}), timeout=30) as answer:
        assert answer.url.endswith("/confirm/"), answer.url
