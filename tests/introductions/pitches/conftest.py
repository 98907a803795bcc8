from datetime import datetime

import pytest

from tests.introductions.pitches.scenes import Market, make_market


@pytest.fixture
def market(db: None, at: datetime) -> Market:
    return make_market(at=at)
