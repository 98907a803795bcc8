"""Everything that somebody can come to by following links."""

import re

from django.test import Client

MOST = 300  # more is a circle of links
_LINK = re.compile(r'(?:href|hx-get|src)="(/[^"#]*)"')
_NO_PAGES = re.compile(r"^/(static|media|__)")


def pages_of(browser: Client, *more: str) -> dict[str, str]:
    """By address: what is there, beginning at the home page; `more` are addresses that somebody might guess."""
    waiting, found = ["/", *more], dict[str, str]()
    while waiting:
        assert len(found) < MOST, f"There is no end to the links: {waiting[:5]}"
        address = waiting.pop(0).replace("&amp;", "&")
        if address in found or _NO_PAGES.match(address):
            continue
        response = browser.get(address)
        is_text = response.get("Content-Type", "").startswith("text/")
        found[address] = response.content.decode() if is_text and not response.streaming else ""
        if response.status_code == 302:
            waiting.append(response["Location"])
        waiting += _LINK.findall(found[address])
    return found
