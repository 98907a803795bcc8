"""From a curator's bench to a conversation and an answer by mail, by keyboard only; four, of whom three meet; and a no
beside a silence, which look alike. A pitch is reported in test_pitch.py. With SHOTS set it keeps pictures."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.alike import alike, seen
from tests.browser.everywhere import SESSION
from tests.browser.keyboard import button, focused, press, tab_to, write
from tests.browser.test_access import look
from tests.browser.town import Town
from tests.browser.visitor import link_in
from tests.instance import ASK_NOW
from tests.introductions.replying.answering import answer_to
from tests.introductions.replying.handing_in import forged, hand_in, reply_to
from tests.sink import text_of

pytestmark = pytest.mark.browser
NOTE = "You both set type, and neither has a press."
QUESTION = "How does one learn to cast type by hand, at my age?"
SCENE = (
    SESSION
    + """
from django.utils import timezone
from apps.introductions.services.introducing import introduce
from apps.introductions.services.ways import add_way
from apps.mail.tasks import deliver_quick
from apps.matching.services.refreshing import refresh_circle
from tests.factories import add_trait, make_circle, make_user

now = timezone.now()

def people(tag, *names):
    return [make_user(name, email=f"{name.split()[0].lower()}@{tag}.example") for name in names]

def told(circle, everybody, asked=None):
    return {
        "asked": asked and asked.pk,
        "ids": {user.profile.first_name: user.pk for user in everybody},
        "cookies": {user.profile.first_name: cookie(user) for user in everybody},
    }

def pair():
    carol, mina, jonas = everybody = people("printers", "Carol Reed", "Mina Roth", "Jonas Weber")
    for user in (mina, jonas):
        add_trait(user, "event", "Typo Berlin", visibility="introduced")
    add_way(mina, label="Phone", value="+1 555 0100")
    return told(make_circle("printers", curator=carol, members=[mina, jonas], at=now), everybody)

def group():
    carol, *four = everybody = people("quartet", "Carol Reed", "Ana Kovac", "Ben Okoro", "Cleo Marsh", "Dan Dee")
    circle = make_circle("quartet", curator=carol, members=four, at=now)
    return told(circle, everybody, introduce(circle, four, by=carol, note="Four for a quartet.", at=now))

def sealed(tag):
    # Wanda waits for Otto; she is suggested Thea.
    cora, wanda, otto, thea = everybody = people(tag, "Cora Lane", "Wanda Lis", "Otto Beck", "Thea Moss")
    for user in (wanda, otto, thea):
        add_trait(user, "interest", "#kites")
    circle = make_circle(tag, curator=cora, members=[wanda, otto, thea], at=now)
    asked = introduce(circle, [wanda, otto], by=cora, note="You two should meet.", at=now)
    refresh_circle(circle.pk, at=now)
    return told(circle, everybody, asked)

scenes = {"pair": pair(), "group": group(), "no": sealed("kites-no"), "silence": sealed("kites-silence")}
deliver_quick.delay()
print(json.dumps(scenes))
"""
)
# The closing time of what was asked of somebody in a circle has come, and the worker by.
CLOSE = """
from django.utils import timezone
from apps.introductions.models import Introduction
from apps.introductions.tasks import close_introductions
Introduction.objects.filter(circle__tag__startswith="kites-").update(closes_at=timezone.now())
close_introductions()
"""


@pytest.fixture(scope="module")
def scenes(town: Town) -> Any:
    """One process makes all of them: each would take seconds."""
    return json.loads(town.instance.python(SCENE).splitlines()[-1])


@pytest.fixture
def enter(browser: Browser, town: Town) -> Iterator[Any]:
    """A browser for somebody of a scene."""
    contexts: list[BrowserContext] = []

    def enter(scene: dict[str, Any], name: str, *, script: bool = True) -> Page:
        context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=script)
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "sessionid", "value": scene["cookies"][name], "url": town.instance.url}])
        contexts.append(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("SHOTS")
    for width, height in ((1280, 900), (390, 844)) if folder else ():
        for light in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=light)
            page.wait_for_timeout(900)  # the envelope opens
            page.screenshot(path=f"{folder}/{name}-{width}-{light}.png", full_page=True)


def introduce_by_hand(carol: Page, home: str) -> None:
    carol.goto(f"{home}/circles/printers/bench/")
    press(carol, carol.get_by_role("link", name="Choose people by hand"))
    for name in ("Mina Roth", "Jonas Weber"):
        press(carol, carol.get_by_label(name), "Space")
    write(carol, carol.get_by_label("Your note to all of them"), NOTE)
    press(carol, button(carol, "Introduce them"))
    expect(carol.get_by_text("are asked in five minutes.")).to_be_visible()


def say_yes_with_something(mina: Page) -> None:
    """The first words have a link in them; the yes waits until they have not."""
    keep(mina, "ask-closed")
    tab_to(mina, button(mina, "Yes, introduce us"))
    found = focused(mina, 2)
    assert found == ["Not for me", "Something for Jonas to find when you both say yes"]
    mina.keyboard.press("Enter")
    question = mina.get_by_label("One thing you would like to ask the other")
    write(mina, question, "See www.type.example")
    assert focused(mina, 4) == [
        "mina@printers.example",
        "Phone: +1 555 0100",
        "Your ways to be reached",
        "Yes, with this",
    ]
    mina.keyboard.press("Enter")
    expect(mina.get_by_text("You have not said yes yet.")).to_be_visible()
    expect(question).to_have_value("See www.type.example")
    write(mina, question, QUESTION)
    press(mina, mina.get_by_label("Phone: +1 555 0100"), "Space")
    keep(mina, "ask-open")
    assert look(mina, "an ask with something in it") == []
    press(mina, button(mina, "Yes, with this"))
    expect(mina.get_by_text("You said yes. You will hear")).to_be_visible()
    press(mina, mina.get_by_role("link", name="Jonas Weber"))
    expect(button(mina, "Change it to a no")).to_be_visible()


def open_envelope(jonas: Page) -> None:
    """What was sealed until now stands on the page, in the mail, and on a page to keep."""
    expect(jonas.get_by_text(QUESTION)).to_have_count(0)
    press(jonas, button(jonas, "Yes, introduce us"))
    inside = (QUESTION, "+1 555 0100", "You were both at Typo Berlin")
    for words in inside:
        expect(jonas.get_by_text(words).first).to_be_visible()
    keep(jonas, "conversation-empty")
    press(jonas, jonas.get_by_role("link", name="You have put nothing into the envelope yet."))
    for words in inside:
        expect(jonas.get_by_text(words).first).to_be_visible()
    keep(jonas, "envelope")


def test_two_from_the_bench_to_a_conversation_by_keyboard(town: Town, scenes: Any, enter: Any) -> None:
    home, sink, scene = town.instance.url, town.sink, scenes["pair"]
    carol, mina = (enter(scene, name) for name in ("Carol", "Mina"))
    jonas = enter(scene, "Jonas", script=False)
    introduce_by_hand(carol, home)
    town.instance.python(ASK_NOW)

    for page, address in ((mina, "mina@printers.example"), (jonas, "jonas@printers.example")):
        asking = text_of(sink.wait_for(address, "introduce you"))
        assert NOTE in one_line(asking)
        page.goto(link_in(asking))
    say_yes_with_something(mina)
    open_envelope(jonas)
    mina.goto(f"{home}/")
    press(mina, mina.get_by_role("link", name="Write the first line"))
    mina.wait_for_url("**/conversations/*/")
    assert look(mina, "a conversation with its envelope") == []
    press(mina, mina.get_by_role("link", name="The envelope, to keep"))
    mina.wait_for_url("**/envelope/")
    assert look(mina, "an envelope") == []
    mail = one_line(text_of(sink.wait_for("jonas@printers.example", "You have met")))
    assert [words for words in (QUESTION, "+1 555 0100", "You were both at Typo Berlin") if words not in mail] == []

    press(jonas, button(jonas, "Thank Carol"))
    expect(jonas.get_by_text("It goes out within five minutes.")).to_be_visible()
    expect(jonas.get_by_label("Write to Mina")).to_have_accessible_description(f"Mina asks: {QUESTION}")
    write(jonas, jonas.get_by_label("Write to Mina"), "By ruining a great deal of lead.")
    press(jonas, button(jonas, "Send"))
    expect(jonas.get_by_text("By ruining a great deal of lead.")).to_be_visible()

    wrote = text_of(sink.wait_for("mina@printers.example", "Jonas Weber wrote to you"))
    assert "By ruining a great deal of lead." in wrote
    mina.goto(link_in(wrote))
    write(mina, mina.get_by_label("Write to Jonas"), "Then I have begun.")
    press(mina, button(mina, "Send"))
    expect(mina.locator("#thread .said")).to_have_text(["By ruining a great deal of lead.", "Then I have begun."])
    jonas_answers_by_mail(town, mina)
    press(mina, mina.get_by_role("link", name="The envelope"))
    expect(mina.get_by_text(QUESTION).first).to_be_visible()
    carol.goto(f"{home}/circles/printers/")
    press(carol, carol.get_by_role("link", name="What people let you know of it"))
    expect(carol.get_by_text("Nothing yet.")).to_be_visible()


def jonas_answers_by_mail(town: Town, mina: Page) -> None:
    """She has the thread open; his mail program has nothing but the notification."""
    mail, jonas = town.sink.wait_for("jonas@printers.example", "Mina Roth wrote to you"), "jonas@printers.example"
    for address, words in ((forged(reply_to(mail)), "Forged"), (reply_to(mail), "On paper")):
        raw = answer_to(address, words, sender=jonas, quoted=text_of(mail), number=len(words))
        assert hand_in(town.instance, raw) == 200
    said = ["By ruining a great deal of lead.", "Then I have begun.", "On paper"]
    expect(mina.locator("#thread .said")).to_have_text(said, timeout=25_000)


def test_three_of_four_meet_and_the_fourth_reads_nothing_of_it(town: Town, scenes: Any, enter: Any) -> None:
    home, sink, scene = town.instance.url, town.sink, scenes["group"]
    ana, ben, cleo, dan = (enter(scene, name, script=False) for name in ("Ana", "Ben", "Cleo", "Dan"))
    ask = f"{home}/introductions/{scene['asked']}/"
    places = (home, ask, *(f"{home}/people/{scene['ids'][name]}/" for name in ("Ana", "Ben")))
    sink.wait_for("dan@quartet.example", "introduce you")
    before = {name: seen(page, places) for name, page in (("Cleo", cleo), ("Dan", dan))}

    ana.goto(ask)
    press(ana, button(ana, "Yes, introduce us"))
    ben.goto(ask)
    press(ben, button(ben, "Yes, introduce us"))
    expect(ben.get_by_role("heading", name="You have met Ana Kovac.")).to_be_visible()
    sink.wait_for("ana@quartet.example", "You have met")
    assert {"Cleo": seen(cleo, places), "Dan": seen(dan, places)} == before

    cleo.goto(ask)
    press(cleo, button(cleo, "Yes, introduce us"))
    expect(cleo.get_by_role("heading", name="You have met Ana Kovac and Ben Okoro.")).to_be_visible()
    write(cleo, cleo.get_by_label("Write to all of you"), "Which of us has the cello?")
    press(cleo, button(cleo, "Send"))
    for page, who in ((ana, "ana"), (ben, "ben")):
        page.goto(link_in(text_of(sink.wait_for(f"{who}@quartet.example", "Cleo Marsh wrote to you"))))
        expect(page.get_by_text("Which of us has the cello?")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Cleo Marsh")
    assert seen(dan, places) == before["Dan"]
    assert len(sink.to("dan@quartet.example")) == 1


def test_a_no_and_a_silence_look_alike(town: Town, scenes: Any, enter: Any) -> None:
    home = town.instance.url
    told = {tag: scenes[tag] for tag in ("no", "silence")}
    wanda, cora = ({tag: enter(one, name, script=False) for tag, one in told.items()} for name in ("Wanda", "Cora"))
    for tag, page in wanda.items():
        page.goto(f"{home}/introductions/{told[tag]['asked']}/")
        press(page, button(page, "Yes, introduce us"))
    otto = enter(told["no"], "Otto")
    say_no_and_why(otto, f"{home}/introductions/{told['no']['asked']}/")

    def looks(tag: str) -> dict[str, list[str]]:
        one, circle = told[tag], f"{home}/circles/kites-{tag}/"
        asked, other = f"{home}/introductions/{one['asked']}/", f"{home}/people/{one['ids']['Otto']}/"
        here: dict[str, tuple[str, ...]] = {
            "Wanda": (home, asked, other, f"{home}/introductions/passed/", f"{home}/people/", circle)
        }
        here["Cora"] = (home, asked, other, circle, f"{circle}bench/", f"{circle}picture/", f"{circle}pulse/")
        pages = {"Wanda": wanda[tag], "Cora": cora[tag]}
        return {name: [alike(page, tag) for page in seen(pages[name], here[name])] for name in here}

    while_asked = looks("no")
    assert while_asked == looks("silence")
    assert "Thea Moss" in while_asked["Wanda"][0]
    town.instance.python(CLOSE)
    closed = looks("no")
    assert closed == looks("silence")
    assert "This introduction did not happen." in closed["Wanda"][1]
    assert "did not happen" in closed["Cora"][3]
    assert [len(town.sink.to(f"wanda@kites-{tag}.example")) for tag in told] == [1, 1]


def say_no_and_why(otto: Page, ask: str) -> None:
    otto.goto(ask)
    press(otto, button(otto, "Not for me"))
    tab_to(otto, button(otto, "Yes, after all"))
    found = focused(otto, 3)
    assert found == ["Something for Wanda to find when you both say yes", "Rather not say", "Keep this"]
    otto.keyboard.press("Shift+Tab")
    otto.keyboard.press("ArrowDown")
    otto.keyboard.press("ArrowDown")
    assert look(otto, "an ask after a no") == []
    press(otto, button(otto, "Keep this"))
    expect(otto.get_by_text("Kept. It changes only what is suggested to you.")).to_be_visible()
    expect(otto.get_by_label("Not this person")).to_be_checked()


def one_line(text: str) -> str:
    return " ".join(text.split())
