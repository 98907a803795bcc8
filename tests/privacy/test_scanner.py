"""Programs that read mail open its links, run what is on the pages, and some press the buttons. A real browser does the
same here: looking changes no row, and pressing says no yes."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.instance import Instance, running
from tests.sink import Sink, running_sink

LIVE = "from tests.privacy.scanning.life import live; live()"
HASHES = "import json; from tests.privacy.scanning.life import hashes; print(json.dumps(hashes()))"
# Whatever says yes, or will.
YESES = """
SELECT (SELECT count(*) FROM introductions_answer WHERE value = 'yes'),
       (SELECT count(*) FROM matching_wish), (SELECT count(*) FROM introductions_mailedyes)
"""
WHAT_BUTTONS_DO = """
import json
from apps.digests.models import DigestSchedule
from apps.introductions.models import Answer
from apps.matching.models import Dismissal
from apps.meetings.models import Evening
from apps.profiles.models import Profile
print(json.dumps([Answer.objects.filter(value="no").exists(), Dismissal.objects.exists(),
                  Profile.objects.exclude(paused_at=None).exists(),
                  DigestSchedule.objects.filter(cadence="never").exists(), not Evening.objects.exists()]))
"""
LINK = re.compile(r"https?://[^\s\"'<>]+")
BY_MAIL = ("/introductions/by-mail/", "/suggestions/by-mail/", "/digest/pause/", "/digest/unsubscribe/", "/mails/stop/",
           "/meetings/evenings/stop/", "/answer/", "/conversations/talked/")  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Instance, list[str]]]:
    """With a life behind it, and the links of all its mails. No worker runs: only a look could change a row."""
    with running_sink() as sink, running(tmp_path_factory.mktemp("scanned"), "web", sink=sink) as instance:
        instance.python(LIVE)
        yield instance, links_of(sink)


def links_of(sink: Sink) -> list[str]:
    """Of both forms and of the headers, each once."""
    found = dict.fromkeys(
        unescape(link).rstrip(".,)>")
        for mail in sink.mails
        for text in (
            *(str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"),
            str(mail["List-Unsubscribe"] or ""),
        )
        for link in LINK.findall(text)
    )
    return list(found)


def look(browser: Browser, links: list[str]) -> None:
    context = browser.new_context()
    page = context.new_page()
    for link in links:
        page.goto(link, wait_until="networkidle")
    context.close()


def press(instance: Instance, browser: Browser, links: list[str]) -> list[str]:
    """Each form of each page as it stands: by each of its buttons, and past what the browser would ask for first. After
    which links there was another yes than before: looked at each time, because the next one may say no, or undo it."""
    said, yes, seen = instance.rows(YESES), dict[str, None](), set[str]()
    for link in links:
        context = browser.new_context()
        page = context.new_page()
        page.goto(link)
        # Many lead to the same page: the one to sign in.
        if (landed := page.url.partition("?")[0]) in seen:
            context.close()
            continue
        seen.add(landed)
        for form in range(page.locator("form").count()):
            for button in (None, *range(_buttons(page, link, form))):
                _submit(page, link, form, button)
                if instance.rows(YESES) != said:
                    yes[link] = None
        context.close()
    return list(yes)


def _buttons(page: Page, link: str, form: int) -> int:
    page.goto(link)
    return page.locator("form").nth(form).locator("button:not([type=button])").count()


def _submit(page: Page, link: str, form: int, button: int | None) -> None:
    page.goto(link)
    one = page.locator("form").nth(form)
    if one.count() and button is None:
        with page.expect_navigation():
            one.evaluate("form => HTMLFormElement.prototype.submit.call(form)")
    elif one.count():
        pressed = one.locator("button:not([type=button])").nth(button or 0)
        if pressed.count():
            pressed.evaluate("button => button.click()")
            page.wait_for_load_state("networkidle")


def read(instance: Instance, code: str) -> object:
    return json.loads(instance.python(code))


def changed(instance: Instance, before: object) -> set[str]:
    now = read(instance, HASHES)
    assert isinstance(now, dict)
    assert isinstance(before, dict)
    return {table for table in now if now[table] != before[table]}


@pytest.mark.faults
def test_looking_at_every_link_changes_no_row_and_pressing_every_button_says_no_yes(
    place: tuple[Instance, list[str]], browser: Browser
) -> None:
    instance, links = place
    assert [kind for kind in BY_MAIL if not any(kind in link for link in links)] == []
    before = read(instance, HASHES)

    look(browser, links)

    assert changed(instance, before) == set()
    assert press(instance, browser, links) == []
    # Buttons were pressed.
    assert read(instance, WHAT_BUTTONS_DO) == [True] * 5


@pytest.mark.faults
def test_a_look_that_writes_and_a_yes_that_is_chosen_beforehand_would_be_found(
    tmp_path: Path, browser: Browser
) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.privacy.scanning.faulty"}
    with running_sink() as sink, running(tmp_path, "web", sink=sink, **settings) as instance:
        instance.python(LIVE)
        links = [link for link in links_of(sink) if "/introductions/by-mail/" in link]
        before = read(instance, HASHES)

        look(browser, links[:1])

        assert changed(instance, before) == {"introductions.Introduction"}
        assert press(instance, browser, links) != []
