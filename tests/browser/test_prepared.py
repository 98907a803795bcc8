"""David prepares whom somebody meets who is invited only; her first page after the welcome is that introduction."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.everywhere import SESSION
from tests.browser.visitor import Visitor, visitor
from tests.instance import running
from tests.sink import running_sink, text_of

pytestmark = pytest.mark.browser
NOTE = "Ana, Tom: you both fold paper, and neither of you knows anybody else who does."
SCENE = (
    SESSION
    + """
from django.utils import timezone
from apps.circles.services.inviting import Invitee, invite
from apps.mail.tasks import deliver_quick
from tests.factories import make_circle, make_user

now = timezone.now()
david, tom = make_user("David Stern", email="david@example.org"), make_user("Tom Reed", email="tom@example.org")
circle = make_circle("makers", curator=david, members=[tom], at=now, purpose="People who make things by hand.")
invite(circle, [Invitee("ana@example.org", "Ana Kovac")], sentence="Nobody folds paper as you do.", by=david, at=now)
deliver_quick.delay()
print(json.dumps(cookie(david)))
"""
)


def prepare(david: Visitor, home: str) -> None:
    """By keyboard and plain forms, from the list of the invited. With axe both pages are in test_access."""
    david.open(f"{home}/circles/makers/")
    david.page.get_by_role("link", name="Prepare an introduction for somebody you have invited").click()
    for name in ("Ana Kovac", "Tom Reed"):
        david.page.get_by_label(name).focus()
        david.page.keyboard.press("Space")
    david.page.get_by_label("Your note to all of them").fill(NOTE)
    david.page.get_by_role("button", name="Introduce them").focus()
    david.page.keyboard.press("Enter")
    expect(david.page.get_by_text("Tom Reed and Ana Kovac are asked once all")).to_be_visible()
    expect(david.page.get_by_text("waits for Ana Kovac")).to_be_visible()


def test_her_first_page_after_the_welcome_is_the_introduction(browser: Browser, tmp_path: Path) -> None:
    with running_sink() as sink, running(tmp_path, "web", "quick", sink=sink) as instance:
        session = json.loads(instance.python(SCENE))
        david, ana = (visitor(browser, name, sink, script=name == "Ana") for name in ("David", "Ana"))
        david.page.context.add_cookies([{"name": "sessionid", "value": session, "url": instance.url}])
        david.page.set_viewport_size({"width": 390, "height": 844})
        prepare(david, instance.url)

        ana.follow_link_in("invites you")
        expect(ana.page.get_by_text(NOTE)).to_have_count(0)
        ana.page.get_by_role("button", name="Come in").click()
        expect(ana.page.get_by_text(NOTE)).to_have_count(0)
        ana.page.get_by_role("button", name="Straight to the circle").click()

        expect(ana.page.get_by_text(NOTE)).to_be_visible()
        expect(ana.page.get_by_role("button", name="Yes, introduce us")).to_be_visible()
        # Both are written to, too.
        assert NOTE in " ".join(text_of(sink.wait_for("tom@example.org", "introduce you")).split())
