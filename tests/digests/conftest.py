from datetime import datetime

import pytest
from celery import Task
from django.test import Client

from apps.circles.models import Circle
from apps.introductions.models import Conversation, Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import introduce
from apps.profiles.models import User
from tests.factories import make_user
from tests.matching.scenes import crowd, golden_pair, refreshed_circle


@pytest.fixture
def carol(db: None) -> User:
    return make_user("Carol Curator")


@pytest.fixture
def pair(db: None) -> tuple[User, User]:
    """Mina and Jonas, who have a school and the Yankees to talk about."""
    return golden_pair()


@pytest.fixture
def mina(pair: tuple[User, User]) -> User:
    return pair[0]


@pytest.fixture
def jonas(pair: tuple[User, User]) -> User:
    return pair[1]


@pytest.fixture
def circle(carol: User, pair: tuple[User, User], at: datetime) -> Circle:
    """Kept by Carol; the workers found that Mina and Jonas should meet."""
    return refreshed_circle("marketing", [*pair, *crowd(12)], curator=carol, at=at)


@pytest.fixture
def asked(circle: Circle, carol: User, pair: tuple[User, User], at: datetime) -> Introduction:
    return introduce(circle, pair, by=carol, note="You two should meet.", at=at)


@pytest.fixture
def conversation(asked: Introduction, pair: tuple[User, User], at: datetime) -> Conversation:
    for user in pair:
        answer(asked, user=user, value="yes", at=at)
    return asked.conversation


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which workers were rung; nobody is there to hear it."""
    bells: list[str] = []
    monkeypatch.setattr(Task, "delay", lambda task, *_: bells.append(task.name))
    return bells


@pytest.fixture
def client(mina: User) -> Client:
    """Mina's browser."""
    client = Client()
    client.force_login(mina)
    return client
