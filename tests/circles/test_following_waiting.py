"""What a list and the pages around it say of lines and invitations that wait."""

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.models import Circle, Draft
from apps.profiles.models import User
from tests.circles.visits import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(david: User) -> Client:
    return signed_in(david)


def test_lines_that_wait_are_told_of_on_the_circles_page_and_at_home(
    client: Client, circle: Circle, david: User
) -> None:
    for position, name in enumerate(("Ana", "Ben")):
        Draft.objects.create(circle=circle, curator=david, name=name, position=position, created_at=timezone.now())

    circles, home = (client.get(path).text for path in (f"/circles/{circle.tag}/", "/"))

    assert "2 lines of your list wait to be sent." in circles
    assert f"2 lines of the list for #{circle.tag} wait to be sent." in home
