"""Every sentence that code says to a person goes through gettext: notices, refusals, the words of forms and choices."""

import ast
import sys
from collections.abc import Iterator
from itertools import chain

from intro_net.checks.finding import ROOT, Finding, report, sources, wordy

# How many of their arguments are words.
GETTEXT = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "pgettext": 2,
    "pgettext_lazy": 2,
}
NOTICES = {"debug", "info", "success", "warning", "error", "add_message"}
# Argument names and dictionaries whose words a form, a field or a page shows.
SHOWN_TOGETHER = {"labels", "help_texts", "error_messages"}
SHOWN = SHOWN_TOGETHER | {"label", "help_text", "empty_label"}
SHOWN_ATTRIBUTES = {"placeholder", "title", "alt", "aria-label"}
REFUSALS = {"DomainError", "ValidationError"}
CHOICES = {"Choices", "TextChoices", "IntegerChoices"}


def name_of(node: ast.AST) -> str:
    """`forms.ValidationError` and `ValidationError` are both ValidationError, `Form[Circle]` is Form."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=inner):
            return name_of(inner)
    return ""


def bare(node: ast.AST | None) -> Iterator[ast.expr]:
    """The literal words in an expression that went through no gettext function."""
    match node:
        case ast.Constant(value=str(text)) if wordy(text):
            yield node
        case ast.JoinedStr(values=parts):
            yield from (node for part in parts if isinstance(part, ast.Constant) for _ in bare(part))
        case ast.BinOp(left=left, right=right):
            yield from chain(bare(left), bare(right) if isinstance(node.op, ast.Add) else ())
        case ast.IfExp(body=yes, orelse=no):
            yield from chain(bare(yes), bare(no))
        case ast.Call(func=ast.Attribute(value=text, attr="format")):
            yield from bare(text)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            yield from chain.from_iterable(map(bare, elements))
        case ast.Dict(values=elements):
            yield from chain.from_iterable(map(bare, elements))


def refusals(trees: list[ast.Module]) -> set[str]:
    """The names of all exceptions whose text a person reads, however far they derive."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found: set[str] = set()
    while len(more := found | {one.name for one in classes if {*map(name_of, one.bases)} & (found | REFUSALS)}) > len(
        found
    ):
        found = more
    return found | REFUSALS


def said(node: ast.AST, refusing: set[str]) -> Iterator[ast.expr]:
    """Words without gettext in whatever this piece of code shows to a person."""
    match node:
        case ast.Call():
            yield from _called(node, refusing)
        case ast.ClassDef(bases=bases, body=body) if {*map(name_of, bases)} & refusing:
            yield from chain.from_iterable(map(_given_up, body))
        case ast.ClassDef(bases=bases, body=body) if {*map(name_of, bases)} & CHOICES:
            yield from chain.from_iterable(map(_choice, body))
        case ast.keyword(arg=name, value=value) if name in SHOWN:
            yield from bare(value)
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in SHOWN_TOGETHER:
            yield from bare(value)
        case ast.Dict(keys=keys, values=values):
            yield from chain.from_iterable(bare(value) for key, value in zip(keys, values, strict=True) if _shown(key))


def _called(call: ast.Call, refusing: set[str]) -> Iterator[ast.expr]:
    name, args = name_of(call.func), call.args
    if name in GETTEXT:
        # What is put together beforehand is in no catalogue.
        yield from (text for text in args[: GETTEXT[name]] if _composed(text))
    elif name in refusing:
        yield from chain.from_iterable(map(bare, args[:1]))
    elif name == "add_error" or (name in NOTICES and isinstance(call.func, ast.Attribute) and _messages(call.func)):
        yield from chain.from_iterable(map(bare, args[1:]))


def _composed(text: ast.expr) -> bool:
    formatted = isinstance(text, ast.Call) and name_of(text.func) == "format"
    return formatted or isinstance(text, ast.JoinedStr | ast.BinOp)


def _messages(function: ast.Attribute) -> bool:
    return isinstance(function.value, ast.Name) and function.value.id == "messages"


def _shown(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value in SHOWN_ATTRIBUTES


def _given_up(member: ast.stmt) -> Iterator[ast.expr]:
    """In an exception's own class: what it hands to super().__init__."""
    for node in ast.walk(member):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"), args=args):
                yield from chain.from_iterable(map(bare, args))


def _choice(member: ast.stmt) -> Iterator[ast.expr]:
    """NAME = "value", "What is shown"."""
    match member:
        case ast.Assign(value=ast.Tuple(elts=[*_, shown])):
            yield from bare(shown)


def findings(files: dict[str, str]) -> Iterator[Finding]:
    trees = {path: ast.parse(text) for path, text in files.items()}
    refusing = refusals(list(trees.values()))
    for path, tree in trees.items():
        for node in ast.walk(tree):
            for words in said(node, refusing):
                shown = ast.unparse(words)[:60]
                yield Finding(path, words.lineno, f"{shown} is not translatable; give gettext the whole literal")


def main() -> int:
    files = dict(chain(sources(ROOT / "apps", ".py"), sources(ROOT / "intro_net", ".py")))
    return report(set(findings({path: text for path, text in files.items() if "/migrations/" not in path})))


if __name__ == "__main__":
    sys.exit(main())
