"""Dana wishes to meet Yara, with a note; Yara is shown her next, wishes it too, and reads the note. By keyboard."""

import json

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.everywhere import SESSION
from tests.browser.test_access import look
from tests.browser.town import Town

pytestmark = pytest.mark.browser
HOPE = "Which platform do you stand on?"
# Three have more in common with Yara than Dana has, and fill her page.
SCENE = (
    SESSION
    + """
from apps.matching.services.refreshing import refresh_circle
from django.utils import timezone
from tests.factories import add_trait, make_circle, make_user
yara, dana = make_user("Yara Holm"), make_user("Dana Reyes")
strong = [make_user(name) for name in ("Ada Ling", "Ben Okoro", "Cleo Marsh")]
others = [make_user(f"Passer By {number}") for number in range(20)]
for number, user in enumerate(strong):
    for what in (f"#one{number}", f"#two{number}"):
        add_trait(yara, "interest", what)
        add_trait(user, "interest", what)
for user in (yara, dana):
    add_trait(user, "interest", "#trainspotting")
circle = make_circle("railways", members=[yara, dana, *strong, *others])
refresh_circle(circle.pk, at=timezone.now())
print(json.dumps({u.profile.name.split()[0]: cookie(u) for u in (dana, yara)}))
"""
)


def sign_in(browser: Browser, town: Town, cookie: str) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": town.url}])
    return context.new_page()


def press(what: Locator, key: str = "Enter") -> None:
    # What has just come in takes the focus once more when htmx has settled it, a fiftieth of a second later.
    expect(what.page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
    what.focus()
    expect(what).to_be_focused()
    what.press(key)


def card_of(page: Page, name: str) -> Locator:
    return page.locator("article").filter(has=page.get_by_role("heading", name=name))


def test_a_wish_with_a_note_is_met_by_another(browser: Browser, town: Town) -> None:
    cookies = json.loads(town.instance.python(SCENE).splitlines()[-1])
    dana, yara = (sign_in(browser, town, cookies[name]) for name in ("Dana", "Yara"))

    dana.goto(town.url)
    # What comes in the place of the card that was pressed has the focus, and so has what its undo says above it.
    for button, sentence in (("d like that", "you will be introduced"), ("Undo", "Taken back.")):
        press(dana.locator("article").get_by_role("button", name=button))
        said = dana.locator("[autofocus]").filter(has_text=sentence)
        expect(said).to_be_focused()
    press(card_of(dana, "Yara Holm").get_by_role("button", name="d like that"))
    expect(dana.locator("article").filter(has_text="you will be introduced")).to_be_focused()
    press(dana.get_by_role("link", name="Add a note"))
    note = dana.get_by_label("Your note")
    note.focus()
    dana.keyboard.type(HOPE)
    assert look(dana, "note") == []
    press(dana.get_by_role("button", name="Save", exact=True))
    expect(dana.get_by_text("It stays sealed until you are introduced.")).to_be_visible()

    yara.goto(town.url)
    names = yara.locator("article h3").all_inner_texts()
    assert (len(names), names[-1]) == (1, "Dana Reyes")
    expect(yara.get_by_text(HOPE)).to_have_count(0)
    press(card_of(yara, "Dana Reyes").get_by_role("button", name="d like that"))

    expect(yara.get_by_role("heading", level=1)).to_contain_text("You have met")
    expect(yara.get_by_text("Dana wrote, wishing to meet you")).to_be_visible()
    expect(yara.get_by_text(HOPE)).to_be_visible()
    assert look(yara, "conversation with a note") == []
    yara.context.close()
    dana.context.close()
