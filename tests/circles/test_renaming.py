"""Taking another name: where it looks like that of a member, a curator has a look first."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle, Held
from apps.circles.services import holding
from apps.circles.services.circles import create_circle
from apps.mail.models import OutboxMail
from apps.profiles import personal_data
from apps.profiles.models import Block, Profile, User
from apps.profiles.services.profile import save_profile
from apps.profiles.services.renaming import MOST_A_DAY, TooManyNames
from tests.circles.visits import is_held, is_in, page, signed_in
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db

EDIT = reverse("profiles:edit")
LOOK = "A curator of this circle will have a look at your name."
SAVED = "Saved. Where your new name looks like that of a member, a curator of the circle has a look first."


def rename(user: User, name: str) -> str:
    words = {"name": name, "time_zone": "UTC", "headline": "Still here"}
    return signed_in(user).post(EDIT, words, follow=True).text


def test_whoever_takes_the_name_of_a_member_waits(circle: Circle, david: User, mina: User) -> None:
    tom = make_user("Tom")
    far = make_circle("far", members=[tom])
    join(circle, tom)

    assert SAVED in rename(tom, "Mina Okafor")

    assert (is_held(tom, circle), is_in(tom, far)) == (True, True)
    assert "Was called Tom here until now." in page(david, "detail", circle.tag)
    assert SAVED in rename(tom, "Tommy")
    assert (is_in(tom, circle), Held.objects.count(), OutboxMail.objects.count()) == (True, 0, 0)
    assert personal_data.profile(User.objects.get(pk=tom.pk))["name_changed"]["times"] == 2


def test_what_looks_as_before_changes_nothing(circle: Circle, namesake: User, held: Held, david: User) -> None:
    holding.let_in(held, by=david, at=held.since)

    rename(namesake, "Mina Okafor 🌻")

    assert (is_in(namesake, circle), Profile.objects.get(user=namesake).renames) == (True, 0)


def test_no_chain_of_small_changes_leads_past_the_look(circle: Circle) -> None:
    join(circle, make_user("ivan"))
    tom = make_user("lvan")
    join(circle, tom)

    rename(tom, "Ivan")

    assert is_held(tom, circle)


def test_a_curator_is_never_held_from_their_circle(circle: Circle, david: User, mina: User, at: datetime) -> None:
    rename(david, "Mina Okafor")
    made = create_circle("own", purpose="Mine", by=david, at=at)

    assert (is_in(david, circle), is_in(david, made), Held.objects.count()) == (True, True, 0)


def test_a_name_is_changed_three_times_a_day(circle: Circle, mina: User) -> None:
    tom = make_user("Tom")
    join(circle, tom)
    for number in range(MOST_A_DAY):
        assert SAVED in rename(tom, f"Tom {'abc'[number]}")

    refused = rename(tom, "Mina Okafor")

    assert "A name can be changed three times a day. Try again tomorrow." in refused
    assert "Still here" in refused
    assert (Profile.objects.get(user=tom).name, is_in(tom, circle)) == ("Tom c", True)
    assert "Saved." in rename(tom, "Tom c")


def test_the_next_day_it_may_be_changed_again(at: datetime) -> None:
    tom = make_user("Tom")
    for number in range(MOST_A_DAY):
        save_profile(tom, {"name": f"Tom {'abc'[number]}"}, at=at)

    with pytest.raises(TooManyNames):
        save_profile(tom, {"name": "Tom d"}, at=at + timedelta(hours=23))
    save_profile(tom, {"name": "Tom d"}, at=at + timedelta(days=1))

    assert Profile.objects.get(user=tom).renames == 1


def test_the_answer_is_the_same_whether_or_not_somebody_is_called_so(circle: Circle, david: User, mina: User) -> None:
    """Also where the one who is called so has blocked the one who tries."""
    one, other = make_user("Tom"), make_user("Jerry")
    join(circle, one)
    Block.objects.create(blocker=mina, blocked=one, since=circle.created_at)

    pages = [rename(one, "Mina Okafor"), rename(other, "Nobody at all")]

    assert [SAVED in text for text in pages] == [True, True]


def test_a_newcomer_without_a_name_waits_once_they_have_one(circle: Circle, mina: User, client: Client) -> None:
    newcomer = make_user()
    Profile.objects.filter(user=newcomer).update(name="")
    join(circle, newcomer, welcome_step=1)
    client.force_login(newcomer)

    answer = client.post(reverse("circles:welcome_step", args=[circle.tag, 1]), {"name": "Mina Okafor"}, follow=True)

    assert (answer.status_code, LOOK in answer.text, is_held(newcomer, circle)) == (200, True, True)
    assert Profile.objects.get(user=newcomer).renames == 0


def test_a_name_that_is_given_up_counts_as_one_that_is_taken(circle: Circle, at: datetime) -> None:
    """As an undo of an import does: else one could try one name after the other."""
    tom = make_user("Tom")
    join(circle, tom)
    Profile.objects.filter(user=tom).update(name="")

    for name in ("Ana", "", "Bea", "", "Cleo", ""):
        save_profile(tom, {"name": name}, at=at)
    save_profile(tom, {"name": "Dina"}, at=at)

    with pytest.raises(TooManyNames):
        save_profile(tom, {"name": ""}, at=at)


def test_turning_a_member_away_is_asked_once_more_and_says_what_it_does(
    circle: Circle, david: User, mina: User
) -> None:
    tom = make_user("Tom")
    join(circle, tom)
    rename(tom, "Mina Okafor")

    seen = page(david, "detail", circle.tag)
    url = reverse("circles:answer_held", args=[circle.tag, tom.pk])
    done = signed_in(david).post(url, {"action": "turn_away"}, follow=True).text

    assert ["They leave the circle" in seen, "Yes, show them again" in seen] == [True, True]
    assert ("They are not in this circle." in done, is_in(tom, circle)) == (True, False)
