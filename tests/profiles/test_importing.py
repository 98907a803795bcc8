"""A profile that is exported at one place comes in at another."""

import json
from datetime import datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from apps.circles.services.showing import show_in
from apps.profiles import bells
from apps.profiles.models import Change, Profile, ProfileTrait, User
from apps.profiles.services import taking_over
from apps.profiles.services.photos import set_photo
from apps.profiles.services.traits import NewFact, add_traits
from apps.profiles.services.traits import add_trait as say
from tests.factories import add_trait, make_circle
from tests.profiles.conftest import signed_in
from tests.profiles.importing import (
    FACT,
    TAKE,
    UNDO,
    bring,
    carried,
    choose,
    exported,
    file,
    hidden,
    newcomer,
    photo,
    take,
    ticks,
)
from tests.profiles.pictures import opened, squared_bytes


@pytest.fixture
def full(mina: User, at: datetime) -> User:
    """Somebody who says all there is to say."""
    Profile.objects.filter(user=mina).update(about="Grew up\nabove a print shop", time_zone="Europe/Oslo")
    set_photo(mina, squared_bytes())
    say(mina, kind="interest", name="#yankees", at=at)
    say(mina, kind="school", name="P.S. 81", year_from=1991, year_to=1995, visibility="hidden", at=at)
    say(mina, kind="offers", name="advice on patents", year_from=2001, visibility="introduced", at=at)
    say(mina, kind="health", name="Asthma", visibility="introduced", may_match=True, at=at)
    return User.objects.get(pk=mina.pk)


def test_what_is_exported_here_is_the_same_there(client: Client, full: User) -> None:
    data = exported(client)
    there, theirs = newcomer()

    page = bring(theirs, data, all_of_them=True)

    assert "Your profile came along" in page
    assert carried(exported(theirs)) == carried(data)
    kept = Profile.objects.get(user=there).photo
    with kept.open("rb") as picture:
        image = opened(picture.read())
    assert (image.size, image.getpixel((256, 256))) == ((512, 512), opened(squared_bytes()).getpixel((256, 256)))
    assert (data["format"], exported(theirs)["account"]["email"]) == (1, there.email)
    assert Change.objects.filter(user_id=there.pk).exists()


def test_an_export_of_this_place_says_nothing_that_it_does_not_know(client: Client, full: User) -> None:
    """A part or key that is new in the export is read in imports/brought.py, or named there as one that stays."""
    page = choose(newcomer()[1], exported(client)).content.decode()

    assert "This place does not know what these mean:" not in page
    assert "What cannot be taken over" not in page


def test_twice_is_once(client: Client, full: User) -> None:
    data = exported(client)
    _there, theirs = newcomer()
    bring(theirs, data, all_of_them=True)
    before = exported(theirs)

    page = choose(theirs, data).content.decode()

    assert "There is nothing in it that you do not say here already" in page
    assert (ticks(page), "You say this here already" in page) == ([], True)
    assert (carried(exported(theirs)), exported(theirs)["profile"]) == (carried(before), before["profile"])


def test_ones_own_file_brings_nothing_new(client: Client, full: User) -> None:
    assert "There is nothing in it that you do not say here already" in choose(client, exported(client)).text


def test_only_what_is_ticked_is_taken_over(mina: User, client: Client) -> None:
    page = choose(client, file(headline="Another", about="Words", facts=[FACT, FACT | {"name": "P.S. 82"}])).text
    assert ticks(page) == ["about", "fact-0", "fact-1"]

    take(client, page, "fact-1")

    assert [trait.name for trait in mina.traits.all()] == ["P.S. 82"]
    assert (Profile.objects.get(user=mina).headline, Profile.objects.get(user=mina).about) == ("Reads streets", "")


def test_words_that_are_here_already_are_replaced_only_where_that_is_ticked(mina: User, client: Client) -> None:
    page = choose(client, file(name="Mina P.", headline="Another")).text
    assert "It would take the place of “Reads streets”." in page
    assert ticks(page) == []

    take(client, page, "headline")

    assert Profile.objects.get(user=mina).name == "Mina Park"
    assert Profile.objects.get(user=mina).headline == "Another"


def test_a_fact_comes_in_with_its_years_and_who_saw_it(mina: User, client: Client) -> None:
    bring(client, file(facts=[FACT | {"seen_by": "introduced"}]))

    trait = mina.traits.get()
    assert (trait.kind, trait.name, trait.year_from, trait.year_to) == ("school", "P.S. 81", 1991, 1995)
    assert trait.visibility == "introduced"


@pytest.mark.parametrize(("ticked", "seen"), [(False, ("hidden", False)), (True, ("circle_mates", True))])
def test_a_sensitive_fact_is_ones_own_unless_that_is_ticked(
    ticked: bool, seen: tuple[str, bool], mina: User, client: Client
) -> None:
    fact = {"kind": "health", "name": "Asthma", "seen_by": "circle_mates", "in_circles": "all", "may_match": True}

    bring(client, file(facts=[fact]), all_of_them=ticked)

    trait = mina.traits.get()
    assert (trait.visibility, trait.may_match) == seen


def test_a_fact_that_not_all_circles_saw_is_ones_own(mina: User, client: Client, at: datetime) -> None:
    circle = make_circle("choir", members=[mina])
    show_in(add_trait(mina, "interest", "#canary"), [circle], later=False, at=at)
    data = exported(client)
    there, theirs = newcomer()

    page = choose(theirs, data).text
    take(theirs, page)

    assert "Circles cannot be brought along, so only you see it here at first." in page
    assert (there.traits.get().visibility, there.traits.get().reach) == ("hidden", "all")


@pytest.mark.parametrize("said", [{}, {"seen_by": "everybody"}, {"seen_by": None}, {"seen_by": ["hidden"]}])
def test_a_fact_of_which_nobody_knows_who_saw_it_is_ones_own(said: dict[str, Any], mina: User, client: Client) -> None:
    bring(client, file(facts=[{"kind": "school", "name": "P.S. 81"} | said]))

    assert mina.traits.get().visibility == "hidden"


def test_what_this_place_has_not_heard_of_is_named(client: Client) -> None:
    data = file(name="Mina", shoe_size=38, facts=[FACT | {"smell": "chalk"}]) | {"zodiac\u202e\ud800": "Leo"}

    page = choose(client, data).text

    assert [f"<q>{key}</q>" in page for key in ("zodiac", "shoe_size", "smell")] == [True] * 3


def test_what_was_changed_since_the_preview_stays(mina: User, client: Client, at: datetime) -> None:
    page = choose(client, file(headline="Theirs", about="Theirs", facts=[FACT])).text
    Profile.objects.filter(user=mina).update(headline="Newer")
    say(mina, kind="school", name="P.S. 81", visibility="hidden", at=at)

    done = take(client, page, "headline", "about", "fact-0")

    assert "Headline was changed in the meantime, and stays as it is." in done
    assert "P.S. 81 is on your page already, and stays as it is." in done
    profile = Profile.objects.get(user=mina)
    assert (profile.headline, profile.about, mina.traits.get().visibility) == ("Newer", "Theirs", "hidden")


def test_a_photo_that_is_newer_than_the_preview_stays(mina: User, client: Client, full: User) -> None:
    page = choose(client, file(photo=photo("red"))).text
    set_photo(mina, squared_bytes("green"))
    newer = Profile.objects.get(user=mina).photo.name

    done = take(client, page, "photo")

    assert "Photo was changed in the meantime, and stays as it is." in done
    assert Profile.objects.get(user=mina).photo.name == newer


def test_all_of_it_is_taken_back(
    mina: User, client: Client, full: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    before = exported(client)
    data = file(
        name="Other", headline="Other", time_zone="Asia/Tokyo", photo=photo("red"), facts=[FACT | {"name": "X"}]
    )
    with django_capture_on_commit_callbacks(execute=True):
        done = bring(client, data, all_of_them=True)
    assert exported(client)["profile"]["name"] == "Other"
    assert exported(client)["profile"]["photo"] != before["profile"]["photo"]

    page = client.post(UNDO, {"undo": hidden(done, "undo")}, follow=True).text

    assert "Taken back. Your page is as it was before." in page
    # That the name was another for a while counts: else one could try names by undoing.
    after = exported(client)["profile"]
    assert after.pop("name_changed")["times"] == 2
    del before["profile"]["name_changed"]
    assert after == before["profile"]


@pytest.mark.usefixtures("towns")
def test_facts_are_taken_over_in_the_order_in_which_they_are_added(
    mina: User, tom: User, client: Client, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else two people with the same new words would wait for each other. Towns: by the name that is looked up."""
    names = ["Springfield, Missouri", "東京", "Springfield, Illinois", "Zürich"]
    added = [fact.name for fact in add_traits(tom, [NewFact("place", name) for name in names], at=at)]
    taken: list[str] = []

    def noted(*user: User, **fact: Any) -> ProfileTrait:
        trait = say(*user, **fact)
        taken.append(trait.name)
        return trait

    monkeypatch.setattr(taking_over, "add_trait", noted)

    bring(client, file(facts=[FACT | {"kind": "place", "name": name} for name in reversed(names)]))

    assert taken == added == ["Springfield, IL", "Springfield, MO", "Tokyo, Japan", "Zürich"]


@pytest.mark.parametrize(("address", "field"), [(TAKE, "offer"), (UNDO, "undo")])
@pytest.mark.parametrize("written", ["", "nonsense", "a:b:c", "\x00"])
def test_what_this_page_did_not_write_is_not_read(address: str, field: str, written: str, client: Client) -> None:
    page = client.post(address, {field: written, "take": "about"}, follow=True).text

    assert "This page is too old. Choose the file again." in page


def test_a_page_of_somebody_else_is_not_read(mina: User, tom: User, client: Client) -> None:
    page = choose(client, file(about="Mine")).text

    take(signed_in(tom), page, "about")

    assert Profile.objects.get(user=tom).about == ""


def test_somebody_elses_file_brings_what_they_say_and_not_who_they_are(mina: User, client: Client, full: User) -> None:
    data = exported(client)
    there, theirs = newcomer()
    email = there.email

    bring(theirs, data, all_of_them=True)

    there.refresh_from_db()
    assert (there.email, EmailAddress.objects.get(user=there).email) == (email, email)
    assert mina.email not in json.dumps(exported(theirs))


def test_whoever_works_on_facts_is_told(client: Client, mina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(bells, "_bells", [rung.append])

    done = bring(client, file(facts=[FACT]))
    client.post(UNDO, {"undo": hidden(done, "undo")})

    assert rung == [mina.pk, mina.pk]


def test_nothing_ticked_takes_nothing_over(client: Client) -> None:
    page = choose(client, file(about="Words")).text

    done = client.post(TAKE, {"offer": hidden(page, "offer")}).text

    assert ("Nothing was ticked." in done, "Undo" in done) == (True, False)


def test_something_that_fails_takes_nothing_over(
    client: Client, mina: User, full: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = choose(client, file(about="Theirs", photo=photo("red"), facts=[FACT | {"name": "X"}])).text
    before = exported(client)
    monkeypatch.setattr("apps.profiles.services.taking_over._take_fact", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        take(client, page, "about", "photo", "fact-0")

    assert exported(client) == before
