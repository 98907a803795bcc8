"""What the inviter's list says of a person."""

import pytest
from django.test import Client

from apps.circles.models import Circle, Invitation, InvitedFact
from apps.circles.tokens import invitation_link
from apps.profiles.models import ProfileTrait, User
from tests.circles.visits import make_invitation, path, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed(circle: Circle, david: User) -> Invitation:
    return make_invitation(circle, david, "ana@example.org", name="Ana Ruiz")


def test_what_a_list_says_waits_for_the_persons_own_tick(client: Client, mailed: Invitation) -> None:
    right = InvitedFact.objects.create(invitation=mailed, kind="interest", name="yankees")
    InvitedFact.objects.create(invitation=mailed, kind="school", name="Somewhere High", year_from=1991, year_to=1995)

    landing = client.post(path(invitation_link(mailed)), {"action": "accept"})
    text = client.get("/circles/marketing/facts/").content.decode()
    assert landing.headers["Location"] == "/circles/marketing/facts/"
    assert "David\u2019s list says this of you" in text
    assert "School: Somewhere High, 1991\u20131995" in text
    assert ProfileTrait.objects.count() == 0

    client.post("/circles/marketing/facts/", {"facts": [right.pk]})
    assert [trait.topic.name for trait in ProfileTrait.objects.all()] == ["yankees"]
    assert InvitedFact.objects.count() == 0
    assert client.get("/circles/marketing/facts/").headers["Location"] == "/circles/marketing/"


def test_facts_said_of_somebody_else_cannot_be_ticked(circle: Circle, mailed: Invitation, david: User) -> None:
    mine = InvitedFact.objects.create(invitation=mailed, kind="interest", name="yankees")
    ana = make_user("Ana", email="ana@example.org")
    signed_in(ana).post(path(invitation_link(mailed)), {"action": "accept"})
    theirs = make_invitation(circle, david)
    not_mine = InvitedFact.objects.create(invitation=theirs, kind="interest", name="bees")

    response = signed_in(ana).post("/circles/marketing/facts/", {"facts": [not_mine.pk]})

    assert response.status_code == 200
    assert set(InvitedFact.objects.all()) == {mine, not_mine}
    assert ProfileTrait.objects.count() == 0
