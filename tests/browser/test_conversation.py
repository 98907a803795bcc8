"""A conversation by keyboard: what is typed, sent and read out, and where the focus is afterwards."""

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.everywhere import SESSION
from tests.browser.test_access import look
from tests.browser.town import Town

pytestmark = pytest.mark.browser
SCENE = (
    SESSION
    + """
from datetime import timedelta
from django.utils import timezone
from apps.introductions.services.conversing import write_message
from tests.factories import make_circle, make_user
from tests.introductions.scenes import conversation_of
names = ("Mina Talks", "Jonas Talks", "Carol Talks")
mina, jonas, carol = (make_user(name, email=f"{name[:4].lower()}-TAG@example.org") for name in names)
before = timezone.now() - timedelta(days=15)
talk = conversation_of(make_circle("TAG", curator=carol, members=[mina, jonas], at=before), mina, jonas, at=before)
write_message(talk, author=jonas, body="Look: https://kind.example/one", at=before + timedelta(hours=1))
print(json.dumps({"talk": talk.pk, "cookies": {u.profile.first_name: cookie(u) for u in (mina, jonas)}}))
"""
)


def page_of(browser: Browser, town: Town, cookie: str) -> Page:
    context: BrowserContext = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": town.url}])
    return context.new_page()


def lines(page: Page) -> list[str]:
    return page.locator("#thread .said").all_inner_texts()


# By the time this comes back, whoever listens for failures has heard of it.
POLL_THAT_FAILS = """() => new Promise(done => {
    document.addEventListener("htmx:sendError", () => done(), {once: true});
    document.dispatchEvent(new Event("visibilitychange"));
})"""


def try_to_send(page: Page, address: str) -> None:
    """What does not go through says so, and keeps the words; a poll that fails says nothing."""
    failed = page.get_by_role("alert")
    page.context.set_offline(True)
    page.evaluate(POLL_THAT_FAILS)
    expect(failed).to_have_count(0)
    page.locator("#id_body").fill("Are you still there?")
    page.get_by_role("button", name="Send").press("Enter")
    expect(failed).to_contain_text("That did not go through")
    page.context.set_offline(False)
    page.route(address, lambda route: route.fulfill(status=404))
    with page.expect_response(lambda response: response.status == 404):
        page.get_by_role("button", name="Send").press("Enter")
    expect(failed).to_have_count(1)
    assert page.locator("#id_body").input_value() == "Are you still there?"
    page.unroute(address)
    page.get_by_role("button", name="Send").press("Enter")
    expect(page.locator("#thread .said").last).to_have_text("Are you still there?")
    expect(failed).to_have_count(0)


def test_two_write_to_each_other_by_keyboard(browser: Browser, town: Town) -> None:
    told = json.loads(town.instance.python(SCENE.replace("TAG", "talking")).splitlines()[-1])
    mina, jonas = (page_of(browser, town, told["cookies"][name]) for name in ("Mina", "Jonas"))
    address = f"{town.url}/conversations/{told['talk']}/"
    mina.goto(address)
    jonas.goto(address)
    problems: list[str] = []
    mina.on("pageerror", lambda error: problems.append(str(error)))
    mina.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    loaded = mina.evaluate("window.stayed = true")
    expect(mina.locator("#thread a[href^=https]")).to_have_count(0)

    # Nothing is sent, a sentence says why, and the focus is in the box.
    box = mina.locator("#id_body")
    box.focus()
    box.fill(" ")
    mina.keyboard.press("Tab")
    mina.keyboard.press("Enter")
    expect(mina.get_by_text("Write a few words first.")).to_be_visible()
    expect(mina.locator("#id_body")).to_be_focused()
    mina.keyboard.type("It is mine: https://kind.example/two")
    mina.keyboard.press("Tab")
    mina.keyboard.press("Enter")

    expect(mina.locator("#thread .said")).to_have_count(2)
    expect(mina.locator("#id_body")).to_be_focused()
    assert (loaded, mina.evaluate("window.stayed"), mina.locator("#id_body").input_value()) == (True, True, "")
    assert lines(mina) == ["Look: https://kind.example/one", "It is mine: https://kind.example/two"]
    # Both have written: what comes from now on has links; the log that reads it out is the one that was there.
    rel = mina.locator("#thread li:last-child a[href='https://kind.example/two']").get_attribute("rel")
    assert rel == "nofollow noopener noreferrer ugc"
    # The other's page, which stayed open, has it, too.
    expect(jonas.locator("#thread .said")).to_have_count(2, timeout=25_000)
    assert problems == [problem for problem in problems if "422" in problem]
    assert look(mina, "conversation") == []
    try_to_send(mina, address)


def test_it_is_muted_and_left_and_come_back_to(browser: Browser, town: Town) -> None:
    told = json.loads(town.instance.python(SCENE.replace("TAG", "muting")).splitlines()[-1])
    mina = page_of(browser, town, told["cookies"]["Mina"])
    mina.goto(f"{town.url}/")
    expect(mina.get_by_text("Did you and Jonas Talks talk?")).to_be_visible()
    mina.get_by_role("button", name="Not yet").press("Enter")
    expect(mina.get_by_text("Nobody else reads what you said.")).to_be_visible()

    mina.goto(f"{town.url}/conversations/{told['talk']}/")
    mina.get_by_text("Mute, leave or block").press("Enter")
    mina.get_by_role("button", name="Mute").press("Enter")
    expect(mina.get_by_role("button", name="Unmute")).to_be_visible()
    assert look(mina, "muted") == []
    mina.get_by_role("button", name="Leave the conversation").press("Enter")
    expect(mina.get_by_text("You left the conversation. Nobody is told.")).to_be_visible()
    mina.locator("main").get_by_role("link", name="Conversations you left").press("Enter")
    mina.get_by_role("button", name="Come back").press("Enter")
    expect(mina.locator("#id_body")).to_be_visible()
    mina.get_by_role("link", name="Block Jonas Talks").press("Enter")
    assert look(mina, "block") == []
    mina.get_by_role("button", name="Block Jonas").press("Enter")
    expect(mina.get_by_text("You will not see Jonas Talks any more, nor they you.")).to_be_visible()


HIDE = """hidden => {
    Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
    document.dispatchEvent(new Event("visibilitychange"));
}"""
WRITTEN = """
from django.utils import timezone
from apps.introductions.models import Conversation
from apps.introductions.services.conversing import write_message
talk = Conversation.objects.get(pk={talk})
jonas = next(member.user for member in talk.members.all() if member.user.profile.first_name == "Jonas")
write_message(talk, author=jonas, body="Are you there?", at=timezone.now())
"""
READ = """
from apps.introductions.models import ConversationMember, Message
mina = ConversationMember.objects.get(conversation={talk}, user__profile__name__startswith="Mina")
print(mina.read_at >= Message.objects.filter(conversation={talk}).latest("sent_at").sent_at)
"""


def test_a_hidden_tab_reads_nothing(browser: Browser, town: Town) -> None:
    told = json.loads(town.instance.python(SCENE.replace("TAG", "hiding")).splitlines()[-1])
    mina = page_of(browser, town, told["cookies"]["Mina"])
    mina.clock.install()
    mina.goto(f"{town.url}/conversations/{told['talk']}/")
    asked: list[str] = []
    mina.on("request", lambda request: asked.append(request.url) if "after=" in request.url else None)

    mina.evaluate(HIDE, True)
    town.instance.python(WRITTEN.format(talk=told["talk"]))
    for _poll in range(5):
        mina.clock.run_for(10_000)
    mina.wait_for_timeout(1_000)
    assert (asked, lines(mina)) == ([], ["Look: https://kind.example/one"])
    assert town.instance.python(READ.format(talk=told["talk"])).splitlines()[-1] == "False"

    # Shown again, without waiting for the next of the ten seconds.
    mina.evaluate(HIDE, False)
    expect(mina.locator("#thread .said")).to_have_count(2)
    assert town.instance.python(READ.format(talk=told["talk"])).splitlines()[-1] == "True"
    # And from then on as before.
    with mina.expect_request(lambda request: "after=" in request.url):
        mina.clock.run_for(10_000)
