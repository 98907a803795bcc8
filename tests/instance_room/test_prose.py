"""The place's own texts: a very small language, and nothing in it becomes HTML."""

import pytest
from django.template.loader import render_to_string

from apps.instance.prose import Block, blocks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One.\nTwo.\n\n\n \nThree.", [Block("paragraph", ["One.", "Two."]), Block("paragraph", ["Three."])]),
        ("# Head\n- a\n- b\n", [Block("heading", ["Head"]), Block("list", ["a", "b"])]),
        ("# Head", [Block("heading", ["Head"])]),
        ("#tag is no heading", [Block("paragraph", ["#tag is no heading"])]),
        ("- a\nand on", [Block("paragraph", ["- a", "and on"])]),
        ("# a\n# b", [Block("heading", ["a"]), Block("heading", ["b"])]),
    ],
)
def test_blocks_are_paragraphs_headings_and_lists(text: str, expected: list[Block]) -> None:
    assert blocks(text) == expected


def test_markup_is_shown_as_it_was_written() -> None:
    page = render_to_string("instance/_prose.html", {"blocks": blocks("<script>a()</script>\n\n# <b>b</b>\n- <i>")})

    assert [tag in page for tag in ("<script", "<b>", "<i>", "&lt;script&gt;", "<h2>&lt;b&gt;")] == [
        False,
        False,
        False,
        True,
        True,
    ]
