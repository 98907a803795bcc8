from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.town import Town, open_town


@pytest.fixture(scope="session")
def town(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for all tests, so each brings people of its own."""
    with open_town(browser, tmp_path_factory.mktemp("town")) as town:
        yield town
