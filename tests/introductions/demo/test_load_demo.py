import json
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from apps.circles.models import Circle, Invitation, Membership
from apps.introductions.demo.loading import load_demo
from apps.introductions.models import Connection, Conversation, Introduction
from apps.mail import invariants
from apps.matching.models import Refresh
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import suggestions_for
from apps.profiles.models import Profile, ProfileTrait, User
from tests.factories import AT, make_circle
from tests.introductions.scenes import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def load(*words: str) -> str:
    out = StringIO()
    call_command("load_demo", *words, stdout=out)
    return out.getvalue()


def loaded() -> list[int]:
    tables = (User, Profile, ProfileTrait, Circle, Membership, Invitation, Introduction, Connection)
    return [model._default_manager.count() for model in tables]


def test_demo_has_four_hundred_people_in_twelve_circles_with_a_curator_each() -> None:
    load_demo(at=AT)

    assert loaded()[:2] == [400, 400]
    assert (Circle.objects.count(), Membership.objects.curators().values("circle").distinct().count()) == (12, 12)
    assert not User.objects.filter(memberships__isnull=True).exists()
    assert set(Refresh.objects.due(AT).values_list("pk", flat=True)) == set(Circle.objects.values_list("pk", flat=True))


def test_golden_story_is_found() -> None:
    load_demo(at=AT)
    mina = User.objects.get(profile__name="Mina Roth")
    for circle in Circle.objects.filter(memberships__user=mina):
        refresh_circle(circle.pk, at=AT)

    cards = {card.person.profile.name: card for card in suggestions_for(mina, at=AT)}

    jonas = cards["Jonas Weber"]
    assert jonas.circle.tag == "marketing"
    assert jonas.reasons[0].sentence == "You went to high schools 2 miles apart, and both like #yankees"


def test_log_ins_that_are_told_work(data_dir: Path) -> None:
    told = load()

    logins = json.loads((data_dir / "demo-logins.json").read_text(encoding="utf-8"))
    assert [login["role"] for login in logins] == ["curator", "member", "newcomer"]
    for login in logins:
        assert f"{login['email']}  {login['password']}" in told
        user = authenticate(username=login["email"], password=login["password"])
        assert user == User.objects.get(email=login["email"], profile__name=login["name"])


def test_nobody_else_of_the_demo_can_log_in() -> None:
    load_demo(at=AT)

    assert sum(user.has_usable_password() for user in User.objects.all()) == 3


def test_loading_twice_is_refused_and_changes_nothing() -> None:
    load()
    before = loaded()

    with pytest.raises(CommandError) as caught:
        load()

    assert str(caught.value) == "The demo network is loaded already. Start with run.py --fresh for a new one."
    assert loaded() == before


def test_loading_twice_is_quiet_if_that_is_wanted(data_dir: Path) -> None:
    assert load("--if-empty").startswith("400 invented people.")
    before = loaded()
    (data_dir / "demo-logins.json").unlink()

    assert load("--if-empty") == ""
    assert loaded() == before
    assert not (data_dir / "demo-logins.json").exists()


@pytest.mark.parametrize("words", [[], ["--if-empty"]])
def test_demo_is_refused_where_others_can_come_in(settings: Settings, words: list[str]) -> None:
    settings.LOCAL = False

    with pytest.raises(CommandError, match="Load it with DEBUG=1 only"):
        load(*words)

    assert User.objects.count() == 0


@pytest.mark.parametrize("words", [[], ["--if-empty"]])
def test_demo_is_refused_where_its_tags_are_taken(words: list[str]) -> None:
    make_circle("marketing")
    before = loaded()

    with pytest.raises(CommandError) as caught:
        load(*words)

    assert str(caught.value) == "Circles here have the tags of the demo's. Load it into an instance of its own."
    assert loaded() == before


def test_one_can_log_in_as_somebody_who_has_met_somebody_lately() -> None:
    """With an envelope and a conversation that goes on, through somebody else whom one can log in as; all of it as
    invariants want it."""
    now = timezone.now()
    load_demo(at=now)
    david, mina, ada = (User.objects.get(profile__name=name) for name in ("David Stern", "Mina Roth", "Ada Roos"))
    talk = Conversation.objects.get(members__user=mina)

    page = read(mina, "conversation", talk.pk)
    for words in ("Through David Stern, in #marketing", "that stay up for thirty years", "a brush in hand", "New"):
        assert words in page
    envelope = read(mina, "envelope", talk.introduction.pk)
    for words in ("Ada Roos asks", "What was the last thing on a wall", "the shed behind the tea shop", mina.email):
        assert words in envelope
    assert "It has begun, with frogs." in read(david, "tidings")
    assert Connection.objects.of(mina).of(ada).get().through == david
    assert [rule for rule, check in invariants.checks().items() if list(check(now))] == []
