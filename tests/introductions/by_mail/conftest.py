import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.profiles.models import User
from tests.introductions.scenes import ask


@pytest.fixture
def asked(circle: Circle, mina: User, jonas: User) -> Introduction:
    return ask(circle, mina, jonas, at=timezone.now())


@pytest.fixture
def client() -> Client:
    """Of a mail program: signed in nowhere, and without a cookie."""
    return Client(enforce_csrf_checks=True)
