from datetime import datetime

import pytest
from pytest_django import Settings

from apps.circles.models import Circle
from apps.introductions.models import Conversation, Message
from apps.introductions.services.conversing import write_message
from apps.profiles.models import User
from tests.introductions.replying.answering import INBOUND
from tests.introductions.scenes import conversation_of


@pytest.fixture(autouse=True)
def _open(settings: Settings) -> None:
    settings.INBOUND_ADDRESS, settings.INBOUND_SECRET = INBOUND, "s" * 50


@pytest.fixture
def conversation(circle: Circle, mina: User, jonas: User, at: datetime) -> Conversation:
    return conversation_of(circle, mina, jonas, at=at)


@pytest.fixture
def asked(conversation: Conversation, jonas: User, at: datetime) -> Message:
    """What Mina answers."""
    return write_message(conversation, author=jonas, body="Shall we meet?", at=at)
