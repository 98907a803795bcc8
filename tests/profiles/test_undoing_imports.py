"""What somebody brought along is taken back."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from apps.profiles.models import Profile, ProfileTrait, User
from apps.profiles.services import placing
from apps.profiles.towns import reading
from tests.profiles.importing import FACT, UNDO, bring, file, hidden, photo


def test_a_first_photo_is_taken_back(mina: User, client: Client) -> None:
    done = bring(client, file(photo=photo("red")))
    assert Profile.objects.get(user=mina).photo

    client.post(UNDO, {"undo": hidden(done, "undo")})

    assert not Profile.objects.get(user=mina).photo


@pytest.mark.usefixtures("towns")
def test_what_was_put_on_the_map_after_it_is_not_taken_back(mina: User, client: Client, at: datetime) -> None:
    place = FACT | {"kind": "place", "name": "Springfield"}
    done = bring(client, file(facts=[FACT, FACT | {"name": "P.S. 82"}, place]))
    for name in ("P.S. 81", "Springfield"):
        trait, town = mina.traits.get(topic__name=name), reading.labelled("Springfield, IL")
        assert town
        placing.put_in_town(trait, town, at=at)

    page = client.post(UNDO, {"undo": hidden(done, "undo")}, follow=True).text

    assert "P.S. 81 was changed in the meantime, and stays as it is." in page
    assert "Springfield, IL was changed in the meantime, and stays as it is." in page
    assert sorted(trait.name for trait in mina.traits.all()) == ["P.S. 81", "Springfield, IL"]


def test_what_was_changed_after_it_is_not_taken_back(mina: User, client: Client) -> None:
    done = bring(client, file(about="Theirs", facts=[FACT, FACT | {"name": "P.S. 82"}]))
    Profile.objects.filter(user=mina).update(about="Newer")
    ProfileTrait.objects.filter(topic__name="P.S. 81").update(visibility="hidden")

    page = client.post(UNDO, {"undo": hidden(done, "undo")}, follow=True).text

    assert "About was changed in the meantime, and stays as it is." in page
    assert "P.S. 81 was changed in the meantime, and stays as it is." in page
    assert [trait.name for trait in mina.traits.all()] == ["P.S. 81"]


def test_a_name_that_was_changed_too_often_today_stays_and_the_rest_is_taken_over(mina: User, client: Client) -> None:
    Profile.objects.filter(user=mina).update(renames=3, renames_since=timezone.now())

    done = bring(client, file(name="Other", about="Theirs", facts=[FACT]), all_of_them=True)

    assert "A name can be changed three times a day." in done
    profile = Profile.objects.get(user=mina)
    assert (profile.name, profile.about, mina.traits.count()) == (mina.profile.name, "Theirs", 1)


def test_a_name_that_was_changed_too_often_today_stays_and_the_rest_is_taken_back(mina: User, client: Client) -> None:
    done = bring(client, file(name="Other", about="Theirs", photo=photo("red"), facts=[FACT]), all_of_them=True)
    Profile.objects.filter(user=mina).update(renames=3, renames_since=timezone.now())

    page = client.post(UNDO, {"undo": hidden(done, "undo")}, follow=True).text

    assert "Taken back, but for what follows." in page
    assert "A name can be changed three times a day." in page
    profile = Profile.objects.get(user=mina)
    assert (profile.name, profile.about, profile.photo.name, mina.traits.count()) == ("Other", "", "", 0)
