"""Every sentence that a person reads in a page or a mail stands inside {% translate %} or {% blocktranslate %}.

The template is cut into tokens by Django. Each tag becomes one character that no text holds, so that what is left is
HTML whose text and attributes can be looked at, and each tag can be judged by where it stands."""

import re
import sys
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import count

from django.template.base import Lexer, Token, TokenType

from intro_net.checks.finding import ROOT, Finding, report, sources, wordy

READ_ATTRIBUTES = {
    "title",
    "alt",
    "placeholder",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "data-label",
}
UNREAD_ELEMENTS = {"script", "style", "code", "kbd", "pre"}
# Words given to an included piece or an element under these names are shown by it.
SHOWN_ARGUMENTS = r"\b(text|label|title|heading|alt|placeholder|hint|help|sentence|message|word|words|sub|empty)="
LITERAL = r"""("[^"]*"|'[^']*')"""
TRANSLATING = {"translate", "trans", "blocktranslate", "blocktrans"}
UNREAD_BLOCKS = {name: f"end{name}" for name in ("comment", "blocktranslate", "blocktrans")}
SPEAKING_TAGS = {"firstof", "cycle"}
FIRST_MARK = 0xF0000  # a plane of characters that no text uses
MARK = f"[{chr(FIRST_MARK)}-{chr(FIRST_MARK + 0xFFFD)}]"
# Shows the look to whoever works on it, on their own machine only.
SPECIMENS = {"templates/styleguide.html", "templates/_styleguide_pages.html"}
ADVICE = "put it inside {% translate %} or {% blocktranslate %}"


class Marked:
    """A template's text with a mark in place of each tag, and the tags by their marks."""

    def __init__(self, text: str) -> None:
        self.tags: dict[str, Token] = {}
        self.text = "".join(self._pieces(Lexer(text).tokenize()))

    def _pieces(self, tokens: Iterable[Token]) -> Iterator[str]:
        marks, until = count(FIRST_MARK), ""
        for token in tokens:
            name = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
            if until:
                until = "" if token.token_type == TokenType.BLOCK and name == until else until
                yield "\n" * token.contents.count("\n")
            elif token.token_type == TokenType.TEXT:
                yield token.contents
            elif token.token_type in {TokenType.VAR, TokenType.BLOCK}:
                mark = chr(next(marks))
                self.tags[mark] = token
                until = ends(token)
                yield mark + "\n" * token.contents.count("\n")
            else:
                yield "\n" * token.contents.count("\n")

    def bare(self, text: str) -> Iterator[str]:
        """What a person would read of a piece of the text without its having been translated."""
        for words in re.split(MARK, text):
            if wordy(words):
                yield " ".join(words.split())
        for mark in text:
            if mark in self.tags:
                yield from spoken(self.tags[mark])

    def handed_on(self) -> Iterator[tuple[int, str]]:
        """Words given to another template by name, with their lines."""
        for token in self.tags.values():
            name = token.contents.split(maxsplit=1)[0]
            if token.token_type == TokenType.BLOCK and name not in TRANSLATING:
                for found in re.finditer(SHOWN_ARGUMENTS + LITERAL, token.contents):
                    if wordy(found[2]):
                        yield token.lineno or 1, found[2].strip("\"'")


def ends(token: Token) -> str:
    """The tag at which the part that this one begins is over, where nothing in it has to be looked at."""
    if token.token_type != TokenType.BLOCK:
        return ""
    if re.match(r"block \w*class$", token.contents):  # goes into a class attribute
        return "endblock"
    return UNREAD_BLOCKS.get(token.contents.split(maxsplit=1)[0], "")


def spoken(token: Token) -> Iterator[str]:
    """Literal words that a tag writes into the page, standing where it is read."""
    name = token.contents.split(maxsplit=1)[0]
    if token.token_type == TokenType.VAR:
        literals = re.findall(r"\|(?:default|default_if_none|yesno|pluralize|add):" + LITERAL, token.contents)
    else:
        literals = re.findall(LITERAL, token.contents) if name in SPEAKING_TAGS else []
    if "|pluralize" in token.contents:
        yield f"{{{{ {token.contents} }}}}"  # other languages have other plurals
    yield from (literal.strip("\"'") for literal in literals if wordy(literal))


class _Reader(HTMLParser):
    def __init__(self, marked: Marked) -> None:
        super().__init__(convert_charrefs=True)
        self.marked = marked
        self.found: list[tuple[int, str]] = []
        self.unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD_ELEMENTS:
            self.unread.append(tag)
        given = dict(attrs)
        button = tag == "input" and given.get("type") in {"submit", "button", "reset"}
        names = READ_ATTRIBUTES | ({"value"} if button else set())
        names |= {"content"} if given.get("name") == "description" else set()
        for name in names & given.keys():
            self._read(given[name] or "")

    def handle_endtag(self, tag: str) -> None:
        if self.unread and self.unread[-1] == tag:
            self.unread.pop()

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self._read(data)

    def _read(self, text: str) -> None:
        before = text[: len(text) - len(text.lstrip())].count("\n")
        self.found += [(self.getpos()[0] + before, words) for words in self.marked.bare(text)]


def findings(path: str, text: str) -> Iterator[Finding]:
    marked = Marked(text)
    found = list(marked.handed_on())
    if path.endswith(".html"):
        reader = _Reader(marked)
        reader.feed(re.sub(rf"<(/?)(?={MARK})", r"<\1x", marked.text))  # an element whose name is a tag's choice
        reader.close()
        found += reader.found
    else:
        lines = enumerate(marked.text.splitlines(), 1)
        found += [(number, words) for number, line in lines for words in marked.bare(line)]
    for line, words in found:
        yield Finding(path, line, f'"{words[:60]}" is not translatable; {ADVICE}')


def main() -> int:
    files = [*sources(ROOT / "templates", ".html", ".txt"), *sources(ROOT / "apps", ".html", ".txt")]
    return report(one for path, text in files if path not in SPECIMENS for one in findings(path, text))


if __name__ == "__main__":
    sys.exit(main())
