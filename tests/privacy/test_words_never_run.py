"""What a browser does with words that want to be run: nothing."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.everywhere import SAME_ON_BOTH, SESSION
from tests.instance import Instance, running
from tests.privacy.attacks import attacks

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")) and not os.environ.get("SOAK"), reason=SAME_ON_BOTH),
]
# In the page as the browser has built it: whatever would run on a click, a touch or a look.
LIVE = """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
  .filter(a => /^(data-)?(on|hx-on)/.test(a.name) || a.name === 'srcdoc' || /^\\s*(javascript|data):/i.test(a.value)
    && !['placeholder', 'value', 'content', 'aria-label', 'title'].includes(a.name))
  .map(a => e.tagName + ' ' + a.name + '=' + a.value))"""


@dataclass(frozen=True)
class Attacked:
    instance: Instance
    cookie: str
    paths: list[str]


SCENE = (
    SESSION
    + """
from tests.privacy.attacked import make_attacked_world
vera, paths = make_attacked_world()
print(json.dumps({"cookie": cookie(vera), "paths": paths}))
"""
)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    folder: Path = tmp_path_factory.mktemp("attacked")
    with running(folder, "web", sink=None) as instance:
        told: dict[str, Any] = json.loads(instance.python(SCENE).splitlines()[-1])
        yield Attacked(instance, told["cookie"], told["paths"])


def test_words_are_never_run_even_where_no_policy_forbids_it(attacked: Attacked, browser: Browser) -> None:
    ran, found, shown = list[str](), list[str](), set[int]()
    context = browser.new_context(bypass_csp=True)
    context.add_cookies([{"name": "sessionid", "value": attacked.cookie, "url": attacked.instance.url}])
    page = context.new_page()
    page.on("dialog", lambda dialog: ran.append(f"{page.url} {dialog.message}"))
    page.expose_function("hit", lambda number: ran.append(f"{page.url} {attacks()[number]}"))
    for path in attacked.paths:
        answer = page.goto(attacked.instance.url + path)
        assert answer is not None
        assert answer.status == 200, path
        found += [f"{path} {line}" for line in page.evaluate(LIVE)]
        words = page.inner_text("body")
        shown |= {number for number, attack in enumerate(attacks()) if f"hit({number})" in words}

    assert ran == []
    assert found == []
    # They were there, as words.
    assert len(shown) >= len(attacks()) - 1


def test_policy_has_nothing_to_forbid(attacked: Attacked, browser: Browser) -> None:
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": attacked.cookie, "url": attacked.instance.url}])
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(f"{page.url} {message.text}"))
    for path in attacked.paths[:20]:
        page.goto(attacked.instance.url + path)

    assert said == []
