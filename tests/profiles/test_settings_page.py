import json
import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.mail.models import OutboxMail
from apps.profiles import bells, slots
from apps.profiles.models import Block, Change, Profile, User
from apps.profiles.services.profile import end_pauses
from tests.factories import PASSWORD, add_trait, make_user
from tests.profiles.conftest import signed_in

SETTINGS = reverse("profiles:settings")


def page_of(client: Client) -> str:
    return client.get(SETTINGS).content.decode()


def test_pausing_and_coming_back(client: Client, mina: User) -> None:
    for value, words in [("yes", "You are paused: nobody is suggested to you"), ("no", "Welcome back.")]:
        page = client.post(reverse("profiles:pause"), {"paused": value}, follow=True).content.decode()
        assert words in page
        assert (Profile.objects.get(user=mina).paused_at is not None) == (value == "yes")
    assert Change.objects.filter(user_id=mina.pk).count() == 2


def test_a_pause_ends_by_itself_on_its_day_by_ones_own_clock(client: Client, mina: User) -> None:
    Profile.objects.filter(user=mina).update(time_zone="America/New_York")
    day = (timezone.now() + timedelta(days=9)).date()

    client.post(reverse("profiles:pause"), {"paused": "yes", "until": day.isoformat()})

    morning = datetime.combine(day, time.min, tzinfo=ZoneInfo("America/New_York"))
    assert "You are back on" in page_of(client)
    assert Profile.objects.get(user=mina).paused_until == morning
    assert [end_pauses(at=morning - timedelta(seconds=1)), User.objects.reachable().filter(pk=mina.pk).count()] == [
        [],
        0,
    ]
    Change.objects.all().delete()
    assert [end_pauses(at=morning), end_pauses(at=morning)] == [[mina.pk], []]
    assert [User.objects.reachable().filter(pk=mina.pk).count(), Change.objects.count()] == [1, 1]


@pytest.mark.parametrize("until", ["2001-01-01", "9999-01-01", "tomorrow"])
def test_a_pause_ends_on_a_day_within_a_year(client: Client, mina: User, until: str) -> None:
    answer = client.post(reverse("profiles:pause"), {"paused": "yes", "until": until})

    assert (answer.status_code, "Choose a day after today, within a year." in answer.text) == (422, True)
    assert Profile.objects.get(user=mina).paused_at is None


def test_coming_back_by_hand_forgets_the_day(client: Client, mina: User) -> None:
    day = (timezone.now() + timedelta(days=9)).date().isoformat()
    client.post(reverse("profiles:pause"), {"paused": "yes", "until": day})

    client.post(reverse("profiles:pause"), {"paused": "no"})

    assert Profile.objects.get(user=mina).paused_until is None


@pytest.mark.parametrize(("answer", "kept"), [("yes", True), ("no", False)])
def test_being_named_is_asked_once_and_kept(answer: str, kept: bool, client: Client, mina: User) -> None:
    assert " checked" not in page_of(client).split('id="privacy"')[1]

    client.post(reverse("profiles:privacy"), {"may_be_named": answer})

    assert Profile.objects.get(user=mina).may_be_named is kept
    assert f'value="{answer}"' in page_of(client).split(" checked")[-2][-200:]


def test_no_answer_gets_a_sentence(client: Client, mina: User) -> None:
    page = client.post(reverse("profiles:privacy"), follow=True).content.decode()

    assert ("Choose yes or no." in page, Profile.objects.get(user=mina).may_be_named) == (True, None)


def test_other_rooms_add_their_sections(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    section = slots.Section("components/_empty.html", {"sentence": "From another room"})
    monkeypatch.setitem(slots._fillers, "settings", [lambda request: section])

    assert "From another room" in page_of(client)


def test_changes_ring_whoever_works_on_them(client: Client, mina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(bells, "_bells", [rung.append])

    client.post(reverse("profiles:pause"), {"paused": "yes"})
    client.post(reverse("profiles:privacy"), {"may_be_named": "yes"})

    assert rung == [mina.pk, mina.pk]


def test_the_export_is_a_file_of_ones_own(client: Client, mina: User, tom: User, at: datetime) -> None:
    add_trait(mina, "school", "P.S. 81", year_from=1991, visibility="hidden")
    add_trait(tom, "school", "CANARY-FACT")
    Profile.objects.filter(user=tom).update(about="CANARY-ABOUT")
    Block.objects.create(blocker=mina, blocked=make_user("Bob"), since=at)
    Block.objects.create(blocker=make_user("CANARY-BLOCKER"), blocked=mina, since=at)

    response = client.post(reverse("profiles:export"))

    data = json.loads(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="intro-net.json"'
    assert (data["account"]["email"], data["account"]["addresses"][0]["verified"]) == (mina.email, True)
    fact = {"kind": "school", "name": "P.S. 81", "from": 1991, "to": None}
    fact |= {"town": "", "latitude": None, "longitude": None}
    assert data["profile"]["facts"] == [
        fact | {"seen_by": "hidden", "in_circles": "all", "may_match": None, "since": None}
    ]
    assert [row["name"] for row in data["profile"]["blocked"]] == ["Bob"]
    assert "CANARY" not in response.content.decode()


def test_the_export_tells_mails_that_left_and_no_others(client: Client, mina: User, tom: User, at: datetime) -> None:
    for state in OutboxMail.State.values:
        OutboxMail.objects.create(
            purpose=f"p-{state}", key="1", user=mina, address=mina.email, state=state, due_at=at, settled_at=at
        )
    # A log-in code is addressed to the person, without naming them.
    OutboxMail.objects.create(purpose="code", key="2", address=mina.email, state="sent", due_at=at)
    OutboxMail.objects.create(purpose="other", key="3", user=tom, address=tom.email, state="sent", due_at=at)

    mails = json.loads(client.post(reverse("profiles:export")).content)["mails"]

    assert [row["about"] for row in mails] == ["p-sent", "p-kept", "p-bounced", "p-uncertain", "code"]


def test_deleting_takes_fourteen_days_and_can_be_taken_back(client: Client, mina: User) -> None:
    before = timezone.now()
    assert "After 14 days everything about you is erased" in client.get(reverse("profiles:delete")).content.decode()
    assert leaving_at(mina) is None

    page = client.post(reverse("profiles:delete"), follow=True).content.decode()

    end = leaving_at(mina)
    assert end is not None
    assert timedelta(days=14) <= end - before < timedelta(days=14, minutes=1)
    assert ("Your account will be erased on" in page, "Keep my account" in page) == (True, True)
    page = client.post(reverse("profiles:keep"), follow=True).content.decode()
    assert (leaving_at(mina), "Your account stays." in page, "Keep my account" in page) == (None, True, False)


def leaving_at(user: User) -> datetime | None:
    return User.objects.get(pk=user.pk).leaving_at


def test_asking_twice_does_not_make_it_longer(client: Client, mina: User, at: datetime) -> None:
    User.objects.filter(pk=mina.pk).update(leaving_at=at)

    client.post(reverse("profiles:delete"))

    assert leaving_at(mina) == at


def test_the_page_pins_its_queries(
    client: Client,
    mina: User,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setitem(slots._fillers, "settings", [])
    for _ in range(10):
        Block.objects.create(blocker=mina, blocked=make_user(), since=at)

    # session, user, profile, blocks with their people
    with django_assert_num_queries(5):
        client.get(SETTINGS)


@pytest.mark.django_db
@pytest.mark.parametrize("has_one", [True, False])
def test_a_new_password_is_asked_for_in_plain_words_and_leads_back_to_the_settings(has_one: bool) -> None:
    browser = signed_in(make_user("Mina", password=PASSWORD if has_one else None))
    url = reverse("account_change_password" if has_one else "account_set_password")
    new = {"password1": "five other words in a row", "password2": "five other words in a row"}

    page = browser.get(url).content.decode()
    answer = browser.post(url, new | ({"oldpassword": PASSWORD} if has_one else {}))

    labels = ["Your password now</label>", "A new password</label>", "The new password again</label>", "placeholder"]
    assert [label in page for label in labels] == [has_one, True, True, False]
    assert answer["Location"] == reverse("profiles:settings")


def test_a_past_day_is_told_at_the_top_with_the_cursor_in_the_field(client: Client, mina: User) -> None:
    page = client.post(reverse("profiles:pause"), {"paused": "yes", "until": "2001-01-01"}).content.decode()

    assert page.index('role="alert"') < page.index("<h1>")
    assert 'href="#id_until"' in page
    assert re.search(r'<input(?=[^>]* autofocus)[^>]*id="id_until"', page)
    assert 'aria-current="true">You</a>' in page
