"""Every page, looked at by axe at both widths and by both lights, and walked through by the keyboard alone."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.everywhere import SAME_ON_BOTH, Everywhere, everywhere

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")) and not os.environ.get("SOAK"), reason=SAME_ON_BOTH),
]
WIDTHS, LIGHTS = (1280, 390), ("light", "dark")
# Whoever has no mouse: where the focus goes, whether it can be seen there, and what it skipped.
WALK = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !e.closest('[inert]');
  const radios = new Set();
  const places = [...document.querySelectorAll('a[href],button,input,select,textarea,summary,iframe,[tabindex="0"]')]
    .filter(e => !e.disabled && e.type !== 'hidden' && e.tabIndex >= 0 && shown(e))
    .filter(e => e.type !== 'radio' || (!radios.has(e.name) && radios.add(e.name)));
  return places.length;
}"""
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  if (!e.dataset.walked) e.dataset.walked = String(++window.walked || (window.walked = 1));
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const label = e.closest('label'), around = label ? getComputedStyle(label) : style;
  const outlined = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
  return {id: e.dataset.walked, tag: e.tagName, inner: e.tagName === 'IFRAME' || (e.type || '').startsWith('date'),
          words: (e.innerText || e.name || e.id || '').slice(0, 40),
          seen: e.tagName === 'IFRAME' || outlined(style) || outlined(around), size: box.width * box.height};
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everywhere]:
    with everywhere(tmp_path_factory.mktemp("everywhere")) as found:
        yield found


def complaints(page: Page, light: str) -> list[str]:
    """What axe finds, a line each, and whether the page is wider than its window. By the second light only the colours
    differ."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if light == "dark" else {})
    if page.evaluate("typeof axe") == "undefined":  # half a megabyte, read once a page
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("async options => (await axe.run(options)).violations", options)
    found = [one for one in violations if one["id"] not in _of_mail(page)]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    lines = [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
    return lines + ([f"wider than its window by {wide}"] if wide > 0 else [])


def _of_mail(page: Page) -> set[str]:
    """A mail stands in a frame of a page, which has the landmarks."""
    return (
        {"landmark-one-main", "page-has-heading-one", "region"} if page.locator("base[target=_top]").count() else set()
    )


def look(page: Page, name: str) -> list[str]:
    """At both widths and by both lights."""
    found = []
    for width in WIDTHS:
        for light in LIGHTS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=light, reduced_motion="reduce")  # type: ignore[arg-type]  # a Literal
            found += [f"{name} {width} {light}: {line}" for line in complaints(page, light)]
    return found


def test_every_page_passes_axe_and_fits(house: Everywhere, browser: Browser) -> None:
    found, names = [], set()
    for place, page in house.pages(browser):
        names.add(place.name)
        found += look(page, f"{place.name} ({place.persona})")

    assert found == []
    assert {"home", "circles:detail", "profiles:edit", "introductions:conversation", "account_login"} <= names


def test_pages_that_nobody_gets_pass_axe(house: Everywhere, browser: Browser) -> None:
    page = house.context(browser, "anonymous").new_page()
    found = []
    for path, status in (("/nothing/", 404), ("/profile/photo/remove/", 405)):
        answer = page.goto(house.instance.url + path)
        assert answer is not None
        assert answer.status == status
        found += look(page, path)

    assert found == []


def test_forms_sent_back_with_mistakes_pass_axe(house: Everywhere, browser: Browser) -> None:
    found, sent = [], 0
    for place, page in house.pages(browser):
        forms = page.locator("main form[method=post]:has(input:not([type=hidden]),textarea,select)")
        if place.name in {"profiles:settings", "staff:styleguide"} or forms.count() == 0:
            continue
        page.evaluate("document.querySelectorAll('form').forEach(f => { f.noValidate = true })")
        shown = "input:visible:not([type=hidden]),textarea:visible,select:visible"
        filled_in = (form for form in forms.all() if form.locator(shown).count())
        form = next((form for form in filled_in if form.get_by_role("button").last.is_visible()), None)
        if form is None:
            continue
        for blank in form.locator("input[type=text],input[type=email],textarea").all():
            if blank.is_visible():
                blank.fill("")
        form.get_by_role("button").last.click()
        page.wait_for_load_state()
        if page.locator(".errorlist").count():
            sent += 1
            found += look(page, f"{place.name} with mistakes")

    assert found == []
    assert sent >= 5


def test_a_swap_leaves_a_page_that_passes_axe(house: Everywhere, browser: Browser) -> None:
    page = house.context(browser, "member").new_page()
    page.goto(f"{house.instance.url}/profile/")
    form = page.locator("#facts form").last

    form.get_by_label("A fact about you").fill("#kites")
    form.get_by_role("button", name="Add").click()
    expect(page.locator("#facts .chip").filter(has_text="kites").first).to_be_visible()
    added = look(page, "a fact added")
    page.evaluate("document.querySelectorAll('form').forEach(f => { f.noValidate = true })")
    page.locator("#facts form").last.get_by_role("button", name="Add").click()
    expect(page.locator("#facts .errorlist").first).to_be_visible()

    assert added + look(page, "a fact refused") == []


def test_the_kind_of_a_fact_stands_in_one_piece_beside_a_long_word(house: Everywhere, browser: Browser) -> None:
    page = house.context(browser, "member", viewport={"width": 390, "height": 900}).new_page()
    page.goto(f"{house.instance.url}/profile/")
    kind = page.locator("#facts .chip .soft").first
    expect(kind).to_have_text("Interest")

    lines = kind.evaluate(
        "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length }"
    )

    assert lines == 1


def walk(page: Page, name: str) -> list[str]:
    """Through the page by Tab: everything is reached, nothing holds the focus back, and it can always be seen."""
    expected, seen, found = page.evaluate(WALK), dict[str, dict[str, Any]](), []
    for _step in range(expected + 40):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here and here["inner"] and here["id"] in seen:
            continue  # still inside a frame, on its links, or in a date, on its month
        if here is None or here["id"] in seen:
            break
        seen[here["id"]] = here
        if not here["seen"]:
            found.append(f"{name}: the focus cannot be seen on {here['tag']} {here['words']!r}")
    first = next(iter(seen.values()), None)
    if first is None or first["words"] != "Skip to the page":
        found.append(f"{name}: Tab leads first to {first and first['words']!r}")
    if len(seen) < expected:
        found.append(f"{name}: Tab reached {len(seen)} of {expected}, last {list(seen.values())[-1:]}")
    return found


def test_every_page_can_be_walked_by_keyboard(house: Everywhere, browser: Browser) -> None:
    found = []
    for place, page in house.pages(browser, viewport={"width": 1280, "height": 900}):
        if place.name not in {"digests:preview_html", "mail:html"}:
            found += walk(page, f"{place.name} ({place.persona})")

    assert found == []


def test_an_introduction_is_answered_without_a_mouse(house: Everywhere, browser: Browser) -> None:
    page = house.context(browser, "member").new_page()
    page.goto(house.instance.url)

    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Yes, introduce us":
            break
    page.keyboard.press("Enter")

    expect(page.get_by_text("You said yes.").first).to_be_visible()


def test_signing_in_needs_no_mouse(house: Everywhere, browser: Browser) -> None:
    made = "make_user('Kay', email='kay@example.org', password='four words in a row')"
    house.instance.python(f"from tests.factories import make_user; {made}")
    page = house.context(browser, "anonymous").new_page()
    page.goto(f"{house.instance.url}/accounts/login/")

    page.get_by_label("Email").focus()
    page.keyboard.type("kay@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("four words in a row")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Today")).to_be_visible()
