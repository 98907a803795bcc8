"""Somebody who has no mouse: every step is a key."""

from playwright.sync_api import Locator, Page, expect

FOCUSED = """() => {
  const e = document.activeElement;
  const label = e.labels && e.labels[0] || e.closest('fieldset') && e.closest('label') || e;
  return label.innerText.trim().split('\\n')[0];
}"""


def tab_to(page: Page, what: Locator) -> None:
    """By Tab alone, from where the focus is."""
    expect(what).to_be_visible()
    for _step in range(60):
        if what.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {what}")


def press(page: Page, what: Locator, key: str = "Enter") -> None:
    tab_to(page, what)
    page.keyboard.press(key)


def write(page: Page, where: Locator, words: str) -> None:
    """In the place of what stands there."""
    tab_to(page, where)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name).first


def focused(page: Page, steps: int) -> list[str]:
    """What Tab comes to next."""
    found = []
    for _step in range(steps):
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUSED))
    return found
