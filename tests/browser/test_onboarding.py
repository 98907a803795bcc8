"""From the invitation in the mail to a profile out of which a suggestion comes, with a thumb on a phone."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.test_access import look
from tests.browser.visitor import Visitor, link_in
from tests.instance import Instance, running
from tests.sink import running_sink, text_of

pytestmark = pytest.mark.browser
MOST = 12  # interactions
ZONE = "SELECT time_zone FROM profiles_profile WHERE name = 'Ana Kovač'"
KNOWN = "SELECT p.name FROM circles_acquaintance a JOIN profiles_profile p ON p.user_id = a.known_id"
WORDS = "Nobody folds paper the way you do."
# A circle of thirty: a handful share what they like, and Carol invites Ana, whom she knows by her address alone.
SCENE = f"""
from django.utils import timezone
from apps.circles.addresses import Invitee
from apps.circles.models import Question
from apps.circles.services.inviting import invite
from apps.mail.tasks import deliver_quick
from tests.factories import add_trait, make_circle, make_user

now = timezone.now()
people = [make_user(f"Person {{n}} Hill", email=f"p{{n}}@example.org") for n in range(30)]
carol = make_user("Carol Stern", email="carol@example.org")
circle = make_circle("makers", curator=carol, members=people, at=now, purpose="People who make things by hand.")
for n, person in enumerate(people):
    add_trait(person, "place", f"Town {{n}}")
    add_trait(person, "seeks", f"help with {{n}}")
for name, holders in (("#letterpress", people[:3]), ("#origami", people[2:5]), ("#cycling", people[5:11])):
    for person in holders:
        add_trait(person, "interest", name)
Question.objects.create(circle=circle, position=1, words="Which team do you shout for?", kind="team")
invite(circle, [Invitee("ana@example.org")], sentence={WORDS!r}, by=carol, at=now)
deliver_quick.delay()
"""


class Thumb:
    """Whatever Ana does is counted."""

    def __init__(self, someone: Visitor) -> None:
        self.someone, self.done = someone, 0

    def follow(self, about: str) -> None:
        self.done += 1
        self.someone.follow_link_in(about)

    def tap(self, target: Locator) -> None:
        self.done += 1
        target.tap()

    def write(self, label: str, words: str) -> None:
        self.done += 1
        self.someone.page.get_by_label(label, exact=True).fill(words)

    def press(self, name: str) -> None:
        self.tap(self.someone.page.get_by_role("button", name=name, exact=True))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Instance, Visitor]]:
    with running_sink() as sink, running(tmp_path, "web", "beat", "quick", "bulk", sink=sink) as instance:
        instance.python(SCENE)
        yield instance, Visitor("Ana", "ana@example.org", None, sink)  # type: ignore[arg-type]  # a page each test opens


def on_a_phone(browser: Browser, someone: Visitor, *, script: bool = True) -> Visitor:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        java_script_enabled=script,
        timezone_id="America/New_York",
    )
    context.set_default_timeout(15_000)
    return Visitor(someone.name, someone.address, context.new_page(), someone.sink)


def wait_for_words(someone: Visitor, url: str, words: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    someone.open(url)
    while not someone.page.get_by_text(words).first.is_visible():
        assert time.monotonic() < end, f"{words!r} is not on {url}:\n{someone.page.inner_text('body')}"
        time.sleep(0.5)
        someone.open(url)


def test_an_invited_person_has_a_profile_within_twelve_touches(
    browser: Browser, town: tuple[Instance, Visitor]
) -> None:
    instance, ana = town[0], on_a_phone(browser, town[1])
    page, thumb = ana.page, Thumb(ana)

    thumb.follow("invites you")
    expect(page.get_by_text(WORDS)).to_be_visible()
    thumb.press("Come in")
    expect(page.get_by_role("heading", name="What do people call you?")).to_be_visible()
    assert look(page, "step 1") == []
    page.set_viewport_size({"width": 390, "height": 844})

    thumb.write("Name", "Ana Kovač")
    expect(page.locator("#preview .name")).to_have_text("Ana Kovač")
    thumb.press("Go on")
    expect(page.get_by_role("heading", name="What are you into?")).to_be_visible()
    thumb.tap(page.get_by_text("#letterpress", exact=True))
    thumb.tap(page.get_by_text("#origami", exact=True))
    thumb.tap(page.get_by_text("#cycling", exact=True))
    expect(page.locator("#preview .chip")).to_have_text(["#cycling", "#letterpress", "#origami"])
    expect(page.get_by_text("Six people here show #cycling too.")).to_be_visible()
    expect(page.get_by_text("Several people here show where they have lived.")).to_be_visible()
    thumb.write("Which team do you shout for?", "Yankees")
    thumb.press("Go on")
    expect(page.get_by_role("heading", name="Where have you been?")).to_be_visible()
    assert look(page, "step 3") == []
    page.set_viewport_size({"width": 390, "height": 844})
    for _step in (3, 4):
        thumb.press("Leave this out")
    expect(page.get_by_role("heading", name="Who here do you already know?")).to_be_visible()
    assert look(page, "who knows whom") == []
    page.set_viewport_size({"width": 390, "height": 844})
    thumb.press("Leave this out")
    expect(page.get_by_role("heading", name="#makers")).to_be_visible()

    wait_for_words(ana, instance.url, "You both like #letterpress")
    assert instance.rows(ZONE) == [("America/New_York",)]
    assert thumb.done <= MOST, thumb.done


def test_it_can_be_left_and_taken_up_again_without_any_script(browser: Browser, town: tuple[Instance, Visitor]) -> None:
    instance, ana = town[0], on_a_phone(browser, town[1], script=False)
    page = ana.page
    page.goto(link_in(text_of(ana.sink.wait_for(ana.address, "invites you"))))
    page.get_by_role("button", name="Come in", exact=True).tap()
    page.get_by_role("button", name="Leave this out").tap()
    expect(page.get_by_role("heading", name="What are you into?")).to_be_visible()

    page.goto(instance.url)
    page.get_by_role("link", name="Go on where you left off").tap()
    page.get_by_label("What else are you into?").fill("#bees, " + "x" * 81)
    page.get_by_role("button", name="Go on", exact=True).tap()
    expect(page.get_by_text("Keep a fact to 80 characters.")).to_be_visible()
    page.get_by_label("What else are you into?").fill("#bees")
    page.get_by_role("button", name="Go on", exact=True).tap()
    page.get_by_label("A school").fill("Truman High")
    page.get_by_role("button", name="Go on", exact=True).tap()
    expect(page.locator("#preview .chip")).to_have_text(["#bees", "Truman High"])
    page.get_by_role("button", name="That is me").tap()
    expect(page.get_by_role("heading", name="Who here do you already know?")).to_be_visible()
    page.get_by_label("Part of a name").fill("PERSON 7")
    page.get_by_role("button", name="Show", exact=True).tap()
    page.get_by_label("Person 7 Hill").check()
    page.get_by_label("No, leave me out").check()
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_role("heading", name="#makers")).to_be_visible()
    assert instance.rows(KNOWN) == [("Person 7 Hill",)]
    page.goto(instance.url)
    expect(page.get_by_text("Go on where you left off")).to_have_count(0)
