import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

# Set before Django reads its settings: tests never touch an instance that somebody uses.
os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DATA_DIR", str(Path(__file__).parent.parent / "var" / "test"))
os.environ.pop("EMAIL_URL", None)
# No towns: a place is the words that somebody types. Tests of towns make a few.
os.environ["TOWNS_DIR"] = str(Path(__file__).parent / "no-towns")
# Playwright leaves an event loop in the thread, and Django would take every query after it for an accident.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import pytest
from django.db import connections
from playwright.sync_api import Browser
from pytest_django import Settings

from apps.matching import coming
from apps.staff.emptiness import expect_somebody
from tests.browser.chromium import chromium, running_chromium
from tests.factories import AT

# Tests begin without people, and are not about setting the place up; those that are look again.
expect_somebody()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that drive browsers and processes come first: at the end one of two workers would have nothing to do."""
    slow = {item.path for item in items if any(item.get_closest_marker(name) for name in ("browser", "faults"))}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture(autouse=True)
def _separate_files(settings: Settings, tmp_path: Path) -> None:
    """Each test has its own media and cache."""
    settings.MEDIA_ROOT = tmp_path / "media"
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": str(tmp_path)}}


@pytest.fixture(autouse=True)
def _no_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """The strongest come first. Tests of the lot draw one."""
    monkeypatch.setattr(coming, "ONE_IN", 0)


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One for all tests of a process: a second one beside it cannot be. Beside Playwright's event loop Django has
    connections of its own; none may be left over when the database is dropped."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    connections.close_all()
    with running_chromium(path) as browser:
        yield browser
        connections.close_all()
