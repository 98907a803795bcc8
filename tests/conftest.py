import os
from datetime import datetime
from pathlib import Path

# Set before Django reads its settings: tests never touch an instance that somebody uses.
os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DATA_DIR", str(Path(__file__).parent.parent / "var" / "test"))
os.environ.pop("EMAIL_URL", None)

import pytest
from pytest_django import Settings

from apps.staff.emptiness import expect_somebody
from tests.factories import AT

# Tests begin without people, and are not about setting the place up; those that are look again.
expect_somebody()


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture(autouse=True)
def _separate_files(settings: Settings, tmp_path: Path) -> None:
    """Each test has its own media and cache."""
    settings.MEDIA_ROOT = tmp_path / "media"
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": str(tmp_path)}}
