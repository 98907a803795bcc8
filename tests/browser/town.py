"""An instance with everything around it that accounts need, and what people do at its door."""

import base64
import hmac
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import PASSWORD, Visitor, visitor
from tests.instance import Instance, running
from tests.introductions.replying.handing_in import TAKES_ANSWERS
from tests.provider import Provider, running_provider
from tests.sink import Sink, running_sink

NEW_PASSWORD = "five other words in a row"


@dataclass
class Town:
    """An instance under the name localhost, where passkeys work, and what stands around it."""

    instance: Instance
    sink: Sink
    provider: Provider
    browser: Browser

    @property
    def url(self) -> str:
        return f"http://localhost:{self.instance.port}"

    def let_time_pass(self) -> None:
        """No rate limit remembers what was before."""
        self.instance.python("from django.core.cache import cache; cache.clear()")

    def suspend(self, someone: Visitor, at: str | None) -> None:
        change = f"User.objects.filter(email={someone.address!r}).update(suspended_at={at!r})"
        self.instance.python(f"from apps.profiles.models import User; {change}")

    def visitor(self, name: str, *, script: bool = True) -> Visitor:
        return visitor(self.browser, name, self.sink, script=script)

    def newcomer(self, name: str, *, script: bool = True) -> Visitor:
        someone = self.visitor(name, script=script)
        someone.sign_up(self.url)
        return someone

    def again(self, someone: Visitor, *, script: bool = True) -> Visitor:
        """The same person at another browser, nobody yet."""
        other = self.visitor(someone.name, script=script)
        other.open(f"{self.url}/accounts/login/")
        return other


@contextmanager
def open_town(browser: Browser, folder: Path) -> Iterator[Town]:
    with (
        running_sink() as sink,
        running_provider() as provider,
        running(folder, "web", "quick", sink=sink, **provider.environment, **TAKES_ANSWERS) as instance,
    ):
        yield Town(instance, sink, provider, browser)


def give_password(page: Page, address: str, password: str = PASSWORD) -> None:
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def prove(page: Page, password: str = PASSWORD) -> None:
    """Asked once more whether it is them."""
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Go on").click()


def settings(page: Page, link: str) -> None:
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("link", name=link).click()


def totp(secret: str, at: float) -> str:
    """RFC 6238, as an authenticator app reckons it."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(at) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def expect_in(page: Page) -> None:
    expect(page.get_by_role("link", name="Today")).to_be_visible()


def expect_out(page: Page, url: str) -> None:
    page.goto(f"{url}/settings/")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
