"""How it all began: the evening before a call with somebody whose name sounds familiar. The invitation is brought, and
the sentence is read. PICTURES: a folder for what the phone shows."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from apps.meetings.reading.events import Person
from tests.browser.everywhere import SAME_ON_BOTH, SESSION
from tests.browser.test_access import look
from tests.instance import Instance, running
from tests.meetings.scenes import ics

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")) and not os.environ.get("SOAK"), reason=SAME_ON_BOTH),
]
STORY = (
    "You and Justin are both in #marketing, where David introduced you; "
    "you both like #yankees; your high schools are 2 miles apart."
)
SCENE = (
    SESSION
    + """
from django.utils import timezone
from apps.introductions.services.conversing import write_message
from tests.factories import add_trait, make_circle, make_user
from tests.introductions.scenes import conversation_of
from tests.matching.scenes import FOREST_HILLS, RICHMOND_HILL
writer, justin = (make_user(name, email=f"{name.split()[0].lower()}@example.org", time_zone="America/New_York")
                  for name in ("Kenneth Ward", "Justin Lee"))
add_trait(writer, "school", "Forest Hills High School", at_place=FOREST_HILLS)
add_trait(justin, "school", "Richmond Hill High School", at_place=RICHMOND_HILL)
for user in (writer, justin):
    add_trait(user, "interest", "#yankees")
david, ana, others = make_user("David Stern"), make_user("Ana Silva"), [make_user() for _number in range(9)]
circle = make_circle("marketing", curator=david, members=[writer, justin, ana, *others])
talk = conversation_of(circle, writer, justin, at=timezone.now())
write_message(talk, author=writer, body="When I am in Queens next, the first bagel is on me.", at=timezone.now())
print(json.dumps({"writer": cookie(writer), "justin": justin.email}))
"""
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Instance, dict[str, str]]]:
    with running(tmp_path, "web", sink=None) as instance:
        yield instance, json.loads(instance.python(SCENE).splitlines()[-1])


def keep_picture(page: Page, name: str) -> None:
    """As a phone shows it."""
    page.set_viewport_size({"width": 390, "height": 844})
    folder = os.environ.get("PICTURES")
    if folder:
        for light in ("light", "dark"):
            page.emulate_media(color_scheme=light)
            page.screenshot(path=Path(folder) / f"{name}-390-{light}.png", full_page=True)


def bring(page: Page, raw: bytes) -> None:
    invitation = FilePayload(name="invite.ics", mimeType="text/calendar", buffer=raw)
    page.get_by_label("An invitation or a calendar").set_input_files(invitation)
    page.get_by_role("button", name="Who do I know?").click()


def test_the_sentence_is_read_before_the_call(browser: Browser, house: tuple[Instance, dict[str, str]]) -> None:
    instance, told = house
    context = browser.new_context(viewport={"width": 390, "height": 844}, timezone_id="America/New_York")
    context.add_cookies([{"name": "sessionid", "value": told["writer"], "url": instance.url}])
    page = context.new_page()

    page.goto(instance.url)
    page.get_by_role("link", name="People I met").click()
    page.get_by_role("link", name="Before the call").click()
    expect(page.get_by_text("No meeting with somebody you know stands here.")).to_be_visible()
    assert look(page, "with nothing brought") == []
    keep_picture(page, "before-the-call-empty")
    people = [
        Person("J. Lee", told["justin"]),
        Person("Silva, Ana", "ana@work.example"),
        Person("Vera", "v@no.example"),
    ]
    bring(page, ics(*people, at=datetime.now(UTC), title="Vendor call with Vera"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Vendor call with …")
    expect(page.get_by_text(STORY)).to_be_visible()
    expect(page.get_by_text("the first bagel is on me")).to_be_visible()
    expect(page.get_by_text("Vera")).to_have_count(0)
    assert look(page, "the meeting") == []
    keep_picture(page, "before-the-call")

    page.get_by_role("button", name="It is them").click()
    expect(page.get_by_text("You and Ana are both in #marketing.")).to_be_visible()
    page.get_by_role("button", name="Ask a curator for an introduction").click()
    expect(page.get_by_text("Only the curators of #marketing see it.")).to_be_visible()
    assert look(page, "the meeting, asked") == []
    keep_picture(page, "before-the-call-asked")

    page.get_by_role("link", name="Your next meetings").click()
    expect(page.get_by_role("link", name="Vendor call with …")).to_be_visible()
    assert look(page, "what comes") == []
    keep_picture(page, "before-the-call-list")
    page.get_by_role("link", name="People I met").click()
    page.get_by_role("link", name="Conversation").click()
    expect(page.get_by_text("Your next meeting with Justin Lee")).to_be_visible()
    assert look(page, "the conversation") == []
    keep_picture(page, "before-the-call-conversation")
    context.close()


def test_what_is_no_calendar_is_said_and_nothing_is_lost(
    browser: Browser, house: tuple[Instance, dict[str, str]]
) -> None:
    instance, told = house
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": told["writer"], "url": instance.url}])
    page = context.new_page()
    page.goto(f"{instance.url}/meetings/")

    bring(page, b"%PDF-1.7")
    expect(page.get_by_text("That file is not a calendar.")).to_be_visible()
    expect(page.get_by_label("An invitation or a calendar")).to_be_focused()

    page.get_by_label("Or paste who is on it").fill("Justin Lee")
    bring(page, b"%PDF-1.7")
    expect(page.get_by_text("Bring one of the two at a time")).to_be_visible()
    expect(page.get_by_label("Or paste who is on it")).to_have_value("Justin Lee")
    page.get_by_role("button", name="Who do I know?").click()
    expect(page.get_by_text("Maybe: somebody of this name is on it.")).to_be_visible()

    for answer, said in (("It is them", "You said that it is them."), ("Somebody else", "that it is somebody else.")):
        page.get_by_role("button", name=answer).click()
        expect(page.get_by_text(said)).to_be_visible()
        expect(page.locator("[id^=person-]")).to_be_focused()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Maybe: somebody of this name is on it.")).to_be_visible()
    context.close()
