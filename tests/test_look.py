"""The house rules of the look that a reader of one file cannot see."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client

TEMPLATES = [p for p in (Path(settings.BASE_DIR) / "templates").rglob("*.html") if "mail" not in p.parts]
SHEETS = sorted((Path(settings.BASE_DIR) / "static" / "css").rglob("*.css"))
COMPONENTS = [sheet for sheet in SHEETS if sheet.name != "mail.css"]
INLINE = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)
TAG = re.compile(r"{%.*?%}", re.DOTALL)
TAGS = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# The frame of a whole page, what is shown only to who is signed in, and what comes and goes with a swap.
FRAMES = {"alone", "front", "front-parts", "opening", "lead", "rooms", "mail-frame", "qr"} | {
    f"htmx-{state}" for state in ("added", "indicator", "request", "settling", "swapping")
}
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", re.IGNORECASE)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.name)
def test_a_page_holds_no_inline_style_or_script(template: Path) -> None:
    assert INLINE.findall(TAG.sub("", template.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.name)
def test_a_comment_that_django_would_print_is_not_there(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if "{#" in line and "#}" not in line] == []


@pytest.mark.parametrize("room", ["bench", "circles", "digests", "introductions", "matching"])
def test_no_line_of_a_page_begins_with_a_dot(room: str) -> None:
    """A dot between two things stays with the first of them, where the line breaks."""
    pages = (path for path in TEMPLATES if path.parent.name == room)
    beginning = {page.name: re.findall(r"\s· ", TAGS.sub("", page.read_text(encoding="utf-8"))) for page in pages}
    assert {name for name, found in beginning.items() if found} == set()


def test_the_stylesheet_is_every_component_joined() -> None:
    found = finders.find("css/site.css")
    assert isinstance(found, str)
    joined = Path(found).read_text(encoding="utf-8")
    assert [p.name for p in COMPONENTS if p.read_text(encoding="utf-8") not in joined] == []


@pytest.mark.parametrize("sheet", [p for p in COMPONENTS if p.name != "tokens.css"], ids=lambda p: p.name)
def test_colours_come_from_the_tokens(sheet: Path) -> None:
    assert COLOUR.findall(sheet.read_text(encoding="utf-8")) == []


def test_mails_write_out_colours_of_the_tokens() -> None:
    said = {sheet.name: set(COLOUR.findall(sheet.read_text(encoding="utf-8"))) for sheet in SHEETS}
    assert said["mail.css"] - said["tokens.css"] == set()


def test_the_page_that_is_not_there_takes_nothing_from_its_reader() -> None:
    page = render_to_string("404.html")
    assert re.findall(r"<form|csrf|nonce", page) == []


@pytest.mark.django_db
@pytest.mark.parametrize("sheet", [p for p in COMPONENTS if p.parent.name == "components"], ids=lambda p: p.name)
def test_the_style_guide_shows_every_component(client: Client, sheet: Path) -> None:
    shown = set(" ".join(re.findall(r'class="([^"]*)"', client.get("/styleguide/").content.decode())).split())
    selectors = re.findall(r"([^{}]*)\{", COMMENT.sub("", sheet.read_text(encoding="utf-8")))
    assert set(re.findall(r"\.([a-z][\w-]*)", " ".join(selectors))) - shown - FRAMES == set()


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_pages_of_allauth_stand_in_our_frame(client: Client, url: str) -> None:
    page = client.get(url).content.decode()
    assert ('class="brand"' in page, page.count("btn do")) == (True, 1)
