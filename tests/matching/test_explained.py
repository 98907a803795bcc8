"""docs/matching.md is the page about matching, picture and all. With WRITE_DOCS set the files are written anew."""

import os
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from textwrap import fill
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from apps.introductions import paces
from apps.matching import suggesting
from apps.matching.explaining import figures

ROOT = Path(__file__).parents[2]
TEXT, PICTURE = ROOT / "docs" / "matching.md", ROOT / "docs" / "pictures" / "matching.svg"
CSS = ROOT / "static" / "css"
# What the page says, in its order: headings, paragraphs, and the picture.
SAID = re.compile(r'<(h1|h2|p|svg)\b[^>]*?(?: aria-label="([^"]*)")?>(.*?)</\1>', re.DOTALL)


def text() -> str:
    page = render_to_string("matching/explained.html", {"figures": figures()})
    article = page.partition("<article")[2].partition("</article>")[0]
    return "\n\n".join(_block(*found.groups()) for found in SAID.finditer(article)) + "\n"


def _block(element: str, label: str | None, words: str) -> str:
    if element == "svg":
        return f"![{unescape(label or '')}](pictures/{PICTURE.name})"
    plain = unescape(" ".join(words.split()))
    heading = {"h1": "# ", "h2": "## "}.get(element)
    return f"{heading}{plain}" if heading else fill(plain, 120, break_long_words=False, break_on_hyphens=False)


def picture() -> str:
    drawing = render_to_string("components/_weighing.html", {"enough": figures()["enough"]}).strip()
    opened = '<svg xmlns="http://www.w3.org/2000/svg" width="540" height="690"'
    return drawing.replace("<svg", opened, 1).replace(">\n", f">\n  <style>{_style()}</style>\n", 1) + "\n"


def _style() -> str:
    rules = (CSS / "components" / "weighing.css").read_text().partition("@media")[0]
    rules = "".join(line for line in rules.splitlines() if line.startswith(".weighing ") and "{ display" not in line)
    light, dark = (_tokens(rules, by_night=by_night) for by_night in (False, True))
    return f"svg{{{light}}}@media(prefers-color-scheme:dark){{svg{{{dark}}}}}{rules}"


def _tokens(rules: str, *, by_night: bool) -> str:
    tokens = dict(re.findall(r"--([\w-]+): (.*?);", (CSS / "tokens.css").read_text().partition("@media")[0]))
    used = sorted(set(re.findall(r"var\(--([\w-]+)\)", rules)))
    values = {name: re.sub(r"light-dark\((.*), (.*)\)", r"\2" if by_night else r"\1", tokens[name]) for name in used}
    return "".join(f"--{name}:{value};" for name, value in values.items())


@pytest.mark.parametrize(("path", "content"), [(TEXT, text), (PICTURE, picture)])
def test_the_docs_say_what_the_page_says(path: Path, content: Callable[[], str]) -> None:
    if os.environ.get("WRITE_DOCS"):
        path.write_text(content())

    assert path.read_text() == content()


def test_the_page_tells_the_figures_that_the_code_goes_by(monkeypatch: pytest.MonkeyPatch) -> None:
    before = text()
    monkeypatch.setattr(paces, "SUGGESTIONS", 7)
    monkeypatch.setattr(suggesting, "SHOWN", 9)

    changed = [line for line in text().splitlines() if line not in before]

    assert "at most one a week" in before
    assert "at most seven a week" in " ".join(changed)


def test_the_picture_is_well_formed_and_has_words_for_those_who_do_not_see_it() -> None:
    svg = ET.fromstring(picture())

    assert (svg.get("role"), "four bits" in (svg.get("aria-label") or "")) == ("img", True)


@pytest.mark.django_db
def test_the_page_is_that_text(client: Client) -> None:
    page = " ".join(unescape(client.get(reverse("matching:explained")).text).split())

    paragraphs = [" ".join(block.split()) for block in text().split("\n\n") if not block.startswith(("#", "!"))]
    assert [words for words in paragraphs if words not in page] == []
    assert len(paragraphs) > 15
