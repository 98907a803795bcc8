"""The whole job, as people do it: a browser each, real workers, a real mail server."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import Visitor, visitor
from tests.instance import ASK_NOW, Instance, running
from tests.sink import running_sink, text_of

pytestmark = pytest.mark.browser
PATIENCE = 30.0  # seconds


def reload_until(someone: Visitor, url: str, text: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    someone.open(url)
    while not someone.page.get_by_text(text).first.is_visible():
        assert time.monotonic() < end, f"{text!r} is not on {url} after {seconds} s:\n{someone.page.inner_text('body')}"
        time.sleep(0.5)
        someone.open(url)


def start_circle(carol: Visitor, instance: Instance, *addresses: str) -> None:
    carol.page.get_by_role("link", name="Circles").first.click()
    carol.page.get_by_role("link", name="Start a circle").first.click()
    carol.page.get_by_label("tag").fill("#Marketing")
    carol.page.get_by_label("purpose").fill("People who read a street the way others read a paper.")
    carol.page.get_by_role("button", name="Start it").click()
    expect(carol.page.get_by_role("heading", name="Invite people to #marketing")).to_be_visible()
    carol.page.get_by_label("Email addresses").fill("\n".join(addresses))
    carol.page.get_by_label("Why do they belong here?").first.fill("Nobody I know reads a street the way you do.")
    carol.page.get_by_role("button", name="Send the invitations").click()


def come_in(someone: Visitor) -> None:
    someone.follow_link_in("invites you")
    expect(someone.page.get_by_text("Nobody I know reads a street the way you do.")).to_be_visible()
    someone.page.get_by_role("button", name="Come in").click()


def say_yes(someone: Visitor) -> None:
    someone.follow_link_in("introduce you")
    expect(someone.page.get_by_text("You two and the Yankees")).to_be_visible()
    expect(someone.page.get_by_text("You both like #yankees").first).to_be_visible()
    someone.page.get_by_role("button", name="Yes, introduce us").click()


def introduce(carol: Visitor, instance: Instance, *names: str) -> None:
    carol.open(f"{instance.url}/circles/marketing/introduce/")
    for name in names:
        carol.page.get_by_label(name).check()
    carol.page.get_by_label("Your note to all of them").fill("You two and the Yankees: an hour will not be enough.")
    carol.page.get_by_role("button", name="Introduce them").click()
    expect(carol.page.get_by_text("are asked in five minutes.")).to_be_visible()
    instance.python(ASK_NOW)


def send_digests(instance: Instance) -> None:
    """The hour has come: everybody's next digest is due, and the worker is rung."""
    instance.manage("shell", "-v0", "-c", (
        "from django.utils import timezone\n"
        "from apps.digests.models import DigestSchedule\n"
        "from apps.digests.services.schedules import ensure_schedules\n"
        "from apps.digests.tasks import run_due_digests\n"
        "ensure_schedules(at=timezone.now())\n"
        "DigestSchedule.objects.update(next_at=timezone.now())\n"
        "run_due_digests.delay()\n"
    ))  # fmt: skip


def test_main_job_from_sign_up_to_digest(browser: Browser, tmp_path: Path) -> None:
    with running_sink() as sink, running(tmp_path, "web", "beat", "quick", "bulk", sink=sink) as instance:
        carol, mina, jonas, tom = (visitor(browser, name, sink) for name in ("Carol", "Mina", "Jonas", "Tom"))
        for someone in (carol, mina, jonas):
            someone.sign_up(instance.url)
        carol.fill_profile(("#maps", "interest"))
        mina.fill_profile(("#yankees", "interest"), ("Riverdale High", "school"), ("Leeds", "place"))
        jonas.fill_profile(("#yankees", "interest"), ("Truman High", "school"))

        start_circle(carol, instance, mina.address, jonas.address, tom.address)
        for someone in (mina, jonas, tom):
            come_in(someone)
        tom.fill_profile(("Leeds", "place"), ("#kites", "interest"))

        # The worker has found the pair, and says why.
        reload_until(mina, instance.url, "You both like #yankees")
        expect(mina.page.get_by_role("heading", name="Jonas")).to_be_visible()

        introduce(carol, instance, "Mina", "Jonas")
        say_yes(mina)
        expect(mina.page.get_by_text("You said yes.").first).to_be_visible()
        say_yes(jonas)
        expect(jonas.page.get_by_role("heading", name="You have met Mina")).to_be_visible()

        jonas.page.get_by_label("Write to Mina").fill("It was in Hoboken, and it had only one word on it.")
        jonas.page.get_by_role("button", name="Send").click()
        mina.follow_link_in("Jonas wrote to you")
        expect(mina.page.get_by_text("It was in Hoboken, and it had only one word on it.")).to_be_visible()
        carol.open(f"{instance.url}/circles/marketing/")
        expect(carol.page.get_by_text("met", exact=False).first).to_be_visible()

        send_digests(instance)
        digest = sink.wait_for(tom.address, "Mina")
        assert "You have both lived in Leeds" in text_of(digest)
        assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
