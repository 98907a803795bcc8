import gc
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
from django.db import connection, connections, transaction
from django.test import override_settings
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker, Settings

from apps.matching import coming
from apps.staff.emptiness import expect_somebody
from tests.browser.chromium import chromium, running_chromium
from tests.factories import AT
from tests.tables import begin_run, empty_by_deleting, lend
from tests.world import World, make_world

LONG = ("test_access.py", "test_whole_instance.py")

# Tests begin without people, and are not about setting the place up; those that are look again.
expect_somebody()
begin_run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that drive browsers and processes come first, and LONG: at the end one of two workers would have nothing to
    do."""
    slow = {item.path for item in items if any(item.get_closest_marker(name) for name in ("browser", "faults"))}
    slow |= {item.path for item in items if item.path.name in LONG}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking it through for garbage again and again took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


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


@pytest.fixture(scope="module")
def _world_of_the_file(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, Path]]:
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            world = make_world()
        yield world, media
        transaction.set_rollback(True)


@pytest.fixture
def world(_world_of_the_file: tuple[World, Path], db: None, settings: Settings) -> World:
    """That of the access matrix, made once for all tests of a file, each of which is rolled back to it: not for files
    with tests that drive a browser or commit."""
    world, settings.MEDIA_ROOT = _world_of_the_file
    return world


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """The embedded default's file lies there already: see below."""
    return bool(request.config.getoption("reuse_db")) or not os.environ.get("DATABASE_URL")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Migrated once for all processes. With --create-db the test database itself is, from zero."""
    if connection.vendor == "postgresql":
        empty_by_deleting(connection.ops)
    if not (request.config.getoption("reuse_db") or request.config.getoption("create_db")):
        lend(connections["default"].settings_dict)


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
