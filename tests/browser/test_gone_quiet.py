"""It has gone quiet: David asks his circle, and Una answers from her digest with one press."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_main_job import send_digests
from tests.browser.visitor import Visitor, visitor
from tests.instance import Instance, running
from tests.sink import running_sink, text_of

pytestmark = pytest.mark.browser
QUESTION = "What would you do with a free Saturday?"
AN_HOUR_LATER = """
from datetime import timedelta
from apps.circles.models import CircleQuestion
row = CircleQuestion.objects.get()
hour = timedelta(hours=1)
CircleQuestion.objects.update(made_at=row.made_at - hour, goes_at=row.goes_at - hour, ends_at=row.ends_at - hour)
"""
JOIN = """
from django.utils import timezone
from apps.circles.models import Circle, Membership
from apps.profiles.models import User
una = User.objects.get(email="una@example.org")
Membership.objects.create(circle=Circle.objects.get(), user=una, joined_at=timezone.now())
"""


def start_choir(david: Visitor, una: Visitor, instance: Instance) -> None:
    for someone in (david, una):
        someone.sign_up(instance.url)
        someone.fill_profile()
    david.open(f"{instance.url}/circles/new/")
    david.page.get_by_label("tag").fill("choir")
    david.page.get_by_label("purpose").fill("People who sing on Thursdays.")
    david.page.get_by_role("button", name="Start it").click()
    instance.python(JOIN)


def ask(david: Visitor, home: str) -> None:
    david.open(f"{home}/circles/choir/")
    david.page.get_by_role("link", name="Keep it going").click()
    david.page.get_by_label(QUESTION).check()
    david.page.get_by_role("button", name="Ask this one").click()
    expect(david.page.get_by_text("it goes to the members. Until then")).to_be_visible()


def test_a_question_is_answered_from_the_digest_with_one_press(browser: Browser, tmp_path: Path) -> None:
    with running_sink() as sink, running(tmp_path, "web", "beat", "quick", "bulk", sink=sink) as instance:
        david, una = (visitor(browser, name, sink) for name in ("David", "Una"))
        start_choir(david, una, instance)
        ask(david, instance.url)
        instance.python(AN_HOUR_LATER)
        send_digests(instance)
        digest = text_of(sink.wait_for(una.address, QUESTION))
        link = re.search(r"- museums: (\S+)", digest)
        assert link, digest

        # Without a log-in, as in the mail program of another machine.
        elsewhere = browser.new_context(java_script_enabled=False).new_page()
        elsewhere.goto(link.group(1))
        expect(elsewhere.get_by_label("museums")).to_be_checked()
        elsewhere.get_by_role("button", name="Put it on my page").click()
        expect(elsewhere.get_by_text("“#museums” is on your page.")).to_be_visible()

        una.page.get_by_role("link", name="You", exact=True).click()
        expect(una.page.locator("#facts .chip").filter(has_text="museums")).to_be_visible()
        una.open(instance.url)
        expect(una.page.get_by_text(QUESTION)).to_have_count(0)
