"""Addresses in messages: which become links, and what these say of where they lead."""

import pytest

from apps.introductions.addresses import with_links

RELATION = 'rel="nofollow noopener noreferrer ugc"'


def link(address: str) -> str:
    return f'<a href="{address}" {RELATION}>{address}</a>'


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("See https://example.org/a_(b).", f"See {link('https://example.org/a_(b)')}."),
        ("http://example.org:8080/", link("http://example.org:8080/")),
        ("<https://example.org>", f"&lt;{link('https://example.org')}&gt;"),
        ("https://example.org/?a=1&b=2", link("https://example.org/?a=1&amp;b=2")),
    ],
)
def test_an_address_that_is_written_out_is_a_link(words: str, shown: str) -> None:
    assert with_links(words) == shown


@pytest.mark.parametrize(
    "words",
    [
        "example.org, www.example.org and me@example.org",
        "javascript:alert(1) ftp://example.org //example.org mailto:me@example.org data:text/html,x",
        "https://bank.example@evil.example/",
        "https://user:word@evil.example/",
        "https://example.org\\@evil.example/",
        "https://example.org/\u202egpj.exe",
        "https://exa\u200bmple.org/",
        "https://[::1",
    ],
)
def test_what_is_no_plain_address_stays_words(words: str) -> None:
    assert "<a " not in with_links(words)


def test_letters_that_look_like_others_are_told() -> None:
    cyrillic = "https://\u0430pple.example/"

    assert with_links(cyrillic) == f"{link(cyrillic)} (xn--pple-43d.example)"


def test_words_around_a_link_are_escaped() -> None:
    assert with_links('<b>"x" https://example.org/"onclick') == (
        f"&lt;b&gt;&quot;x&quot; {link('https://example.org/')}&quot;onclick"
    )
