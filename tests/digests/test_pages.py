import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from apps.circles.models import Circle, JoinRequest
from apps.digests.composing import today
from apps.digests.mails import render_digest
from apps.digests.models import DigestSchedule
from apps.digests.talks import Talk
from apps.introductions.models import Conversation, ConversationMember, Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.introductions.services.letting_come import let_come
from apps.matching.models import Showing
from apps.profiles.models import User
from apps.profiles.services.profile import pause
from tests.factories import add_trait, join, make_circle, make_user
from tests.instance_room.places import place
from tests.matching.scenes import crowd, refreshed_circle

pytestmark = pytest.mark.django_db
HOME, CHOOSE = reverse("home"), reverse("digests:choose")
SCHOOLS = "You went to high schools 2 miles apart, and both like #yankees"


def ask(circle: Circle, user: User) -> None:
    """One more introduction that waits for this person."""
    other, curator = make_user(), circle.memberships.get(role="curator").user
    join(circle, other)
    introduce(circle, [user, other], by=curator, note="Meet.", at=timezone.now())


def have_written_to(circle: Circle, user: User, *, weeks: int = 0) -> None:
    """One more conversation with something new for this person."""
    other, curator = make_user(), circle.memberships.get(role="curator").user
    now = timezone.now() - timedelta(weeks=weeks)
    join(circle, other)
    introduction = introduce(circle, [user, other], by=curator, note="Meet.", at=now)
    for person in (user, other):
        made = answer(introduction, user=person, value="yes", at=now)
    write_message(made.conversation, author=other, body="Hello", at=now)


def test_home_of_somebody_unknown_says_what_this_is(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path

    response = Client().get(HOME)

    assert (response.status_code, response.templates[0].name) == (200, "front.html")


def test_home_of_whoever_said_nothing_yet_leads_to_their_first_facts(circle: Circle) -> None:
    newcomer, client = make_user("Nora New"), Client()
    join(circle, newcomer)
    client.force_login(newcomer)
    link = f'href="{reverse("profiles:edit")}#facts-title"'

    before = client.get(HOME).text
    ask(circle, newcomer)
    asked = client.get(HOME).text
    add_trait(newcomer, "interest", "#kites", visibility="hidden")
    after = client.get(HOME).text

    assert [(link in page, "you have said nothing yet" in page) for page in (before, asked, after)] == [
        (True, True),
        (True, True),
        (False, False),
    ]
    assert 'id="facts-title"' in client.get(reverse("profiles:edit")).text
    assert "Nothing waits for you today." not in before


@pytest.mark.parametrize("local", [True, False])
def test_home_says_how_to_try_the_invented_network_on_ones_own_machine_only(
    local: bool, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR, settings.LOCAL = tmp_path, local
    login = {"email": "demo@example.org", "password": "CANARY", "name": "Demo"}
    (tmp_path / "demo-logins.json").write_text(json.dumps([login]))

    assert ("demo@example.org" in Client().get(HOME).text) == local


def test_home_shows_what_there_is_to_say_and_remembers_it(circle: Circle, client: Client, mina: User) -> None:
    have_written_to(circle, mina)
    ask(circle, mina)

    page = client.get(HOME).text

    for words in ("An introduction waits for your answer", "Somebody wrote", SCHOOLS, "#marketing"):
        assert words in page
    assert [row.place for row in Showing.objects.filter(user=mina)] == ["home"]


def test_home_says_when_nothing_waits_and_when_there_is_no_circle(client: Client, mina: User) -> None:
    alone = client.get(HOME).text
    assert "You are in no open circle." in alone
    assert [f'<a href="{reverse(page)}">' in alone for page in ("profiles:edit", "circles:create")] == [True, True]
    place(circle_makers="staff")
    assert f'<a href="{reverse("profiles:edit")}">Say something about yourself' in client.get(HOME).text

    make_circle(members=[mina], at=timezone.now())

    assert "Nothing waits for you today." in client.get(HOME).text


def test_home_leads_back_to_what_one_said_yes_to_until_it_is_made(circle: Circle, client: Client, mina: User) -> None:
    ask(circle, mina)
    introduction = Introduction.objects.get()
    path, other = reverse("introductions:detail", args=[introduction.pk]), introduction.people[-1]
    answer(introduction, user=mina, value="yes", at=timezone.now())

    page = client.get(HOME).text
    assert ["You said yes" in page, page.count(f'href="{path}"')] == [True, 1]
    told = Client()
    told.force_login(other)
    assert "You said yes" not in told.get(HOME).text

    answer(introduction, user=other, value="yes", at=timezone.now())
    assert "You said yes" not in client.get(HOME).text


def test_home_says_that_one_is_paused_and_until_when(client: Client, mina: User, at: datetime) -> None:
    assert "You are paused" not in client.get("/").text

    pause(mina, at=timezone.now(), until=timezone.now().date() + timedelta(days=5))

    page = client.get("/").text
    assert "You are paused: nobody new is suggested or asks." in page
    assert "You are back on" in page


def test_home_and_digest_say_what_waits_in_a_circle(circle: Circle, carol: User, at: datetime) -> None:
    browser = Client()
    browser.force_login(carol)
    assert "All quiet." in browser.get(HOME).text

    JoinRequest.objects.create(circle=circle, user=make_user("Una"), asked_at=at)

    page = browser.get(HOME).text
    for words in ("Something waits for your answer.", "Una asks to join #marketing.", "Let them in, or not"):
        assert words in page
    assert ["All quiet." in page, "Nothing waits" in page] == [False, False]
    now = today(carol, at=at)
    mail = render_digest(carol, replace(now, unread=[Talk(Conversation(pk=1), [make_user("Tom")])]))
    for text in (mail.text, mail.html):
        assert "Una asks to join #marketing." in text
    assert not now.worth_a_mail


@pytest.mark.parametrize(
    ("asks", "cards", "sentence"),
    [
        (1, 0, "An introduction waits for your answer. Somebody wrote to you."),
        (2, 1, "Introductions wait for your answer. Somebody wrote to you. There is somebody you might like to meet."),
        (0, 2, "Somebody wrote to you. There are people you might like to meet."),
    ],
)
def test_summary_fits_what_follows(asks: int, cards: int, sentence: str) -> None:
    now = {"asks": range(asks), "cards": range(cards), "unread": [1], "waiting": [], "is_quiet": False}

    said = render_to_string("digests/_summary.html", {"today": now})

    assert " ".join(said.split()) == sentence


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_number_of_queries_for_many(
    count: int, mina: User, client: Client, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    alike = [make_user() for _ in range(count)]
    for user in [mina, *alike]:
        add_trait(user, "interest", "#bees")
        add_trait(user, "interest", "#maps")
    circle = refreshed_circle("marketing", [mina, *alike, *crowd(40)], at=at)
    let_come(mina, suggestions=count, at=at)
    for number in range(count):
        have_written_to(circle, mina, weeks=2 + count - number)
        make_circle(members=[mina])
    ask(circle, mina)
    first = client.get(HOME).text
    assert (first.count('id="suggestion-'), ConversationMember.objects.filter(user=mina).count()) == (count, count)

    with django_assert_num_queries(62):
        client.get(HOME)


def test_home_leads_a_curator_to_the_bench_and_nobody_else(mina: User, client: Client) -> None:
    make_circle("kept", curator=mina)
    make_circle("joined", members=[mina])

    page = client.get(HOME).text

    benches = [reverse("bench:sitting", args=[tag]) in page for tag in ("kept", "joined")]
    assert benches == [True, False]


def test_choosing_asks_for_a_log_in() -> None:
    assert Client().post(CHOOSE).headers["Location"] == "/accounts/login/?next=%2F"


def test_choosing_a_schedule_is_saved_and_shown(client: Client, mina: User) -> None:
    form = {"cadence": "weekly", "weekday": "1", "hour": "18"}

    page = client.post(CHOOSE, form, follow=True).text

    row = DigestSchedule.objects.get(user=mina)
    assert (row.cadence, row.weekday, row.hour, row.next_at is not None) == ("weekly", 1, 18, True)
    assert ["Saved." in page, "Your time zone is New York." in page] == [True, True]
    assert ['value="1" selected' in page, 'value="18" selected' in page] == [True, True]


@pytest.mark.parametrize("cadence", ["fortnightly", "monthly"])
def test_settings_say_when_the_next_one_comes(
    cadence: str, client: Client, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)
    client.post(CHOOSE, {"cadence": cadence, "weekday": "1", "hour": "18"})

    pages = [" ".join(client.get(reverse(name)).text.split()) for name in ("profiles:settings", "digests:preview")]

    day = {"fortnightly": "March 10", "monthly": "April 7"}[cadence]
    said = ["The next one is due: Tuesday, " in page and f">{day}, 6 p.m.</time>" in page for page in pages]
    assert (said, f'value="{cadence}"' in pages[0]) == ([True, True], True)

    pause(mina, at=at)
    assert "The next one is due" not in client.get(reverse("profiles:settings")).text


def test_settings_say_of_no_next_one_when_none_is_wanted(client: Client) -> None:
    page = client.post(CHOOSE, {"cadence": "never", "weekday": "1", "hour": "18"}, follow=True).text

    assert ["Saved." in page, "The next one is due" in page] == [True, False]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"cadence": "hourly", "weekday": "1", "hour": "18"},
        {"cadence": "weekly", "weekday": "7", "hour": "18"},
        {"cadence": "weekly", "weekday": "1", "hour": "24"},
        {"cadence": "weekly", "weekday": "1", "hour": "\x00"},
    ],
)
def test_choosing_something_else_gets_a_sentence(form: dict[str, str], client: Client) -> None:
    page = client.post(CHOOSE, form, follow=True).text

    assert "Choose how often, a day and an hour." in page
    assert DigestSchedule.objects.count() == 0
