"""Imports point down, and import-linter holds it. This holds the same for names in strings: no room may reach a higher
one (or one beside it) by a dotted path, by the label of a model or a migration, by the name of a page or a template."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator

from intro_net.checks.finding import ROOT, Finding, report, sources

BY_LABEL = {"get_model", "get_app_config", "get_registered_model"}
ADVICE = "use a register, a Change row, or the funnel below"


def layers(pyproject: str) -> list[set[str]]:
    """The rooms from the highest to the lowest, as import-linter's contract names them."""
    contracts = tomllib.loads(pyproject)["tool"]["importlinter"]["contracts"]
    ordered = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [{name.strip(" ()").removeprefix("apps.") for name in layer.split("|")} for layer in ordered]


def forbidden(room: str, order: list[set[str]]) -> set[str]:
    """The rooms above and beside a room; all of them for a room in no layer."""
    own = next((number for number, layer in enumerate(order) if room in layer), len(order))
    return set().union(*order[: own + 1]) - {room}


def in_code(path: str, text: str, order: list[set[str]]) -> Iterator[Finding]:
    """`path` is apps/<room>/…"""
    room = path.split("/")[1]
    rooms = "|".join(sorted(forbidden(room, order)))
    tree = ast.parse(text)
    expressions = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    docstrings = {id(value) for value in expressions if isinstance(value, ast.Constant)}
    for node in ast.walk(tree):
        if rooms and id(node) not in docstrings and (name := _reached(node, rooms)):
            line: int = node.lineno  # type: ignore[attr-defined]  # what reaches is an expression
            yield Finding(path, line, f'"{name}" reaches up from {room}; {ADVICE}')


def _reached(node: ast.AST, rooms: str) -> str:
    match node:
        case ast.Constant(value=str(text)):
            # A dotted path anywhere in it, or nothing but room.Model, room.permission, room:page, room/template.
            if re.search(rf"\bapps\.({rooms})\b", text) or re.fullmatch(rf"({rooms})[.:/][\w./-]+", text):
                return text
        case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=str(text)), *_]) if name in BY_LABEL:
            if re.fullmatch(rooms, text):
                return text
        case ast.Tuple(elts=[ast.Constant(value=str(text)), ast.Constant(value=str(migration))]):
            if re.fullmatch(rooms, text) and re.match(r"\d{4}_|__(first|latest)__", migration):
                return f"{text}.{migration}"
    return ""


def in_template(path: str, text: str, order: list[set[str]]) -> Iterator[Finding]:
    """`path` is templates/<room>/…; what stands elsewhere belongs to no room, and templates/mail/ to all of them."""
    room = path.split("/")[1]
    rooms = "|".join(sorted(forbidden(room, order)))
    if not rooms or room == "mail" or room not in set().union(*order):
        return
    for number, line in enumerate(text.splitlines(), 1):
        for found in re.finditer(rf"""["'](({rooms})[:/][\w./-]+)["']""", line):
            yield Finding(path, number, f'"{found[1]}" reaches up from {room}; {ADVICE}')


def main() -> int:
    order = layers((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    code = [one for path, text in sources(ROOT / "apps", ".py") for one in in_code(path, text, order)]
    pages = sources(ROOT / "templates", ".html", ".txt")
    return report(code + [one for path, text in pages for one in in_template(path, text, order)])


if __name__ == "__main__":
    sys.exit(main())
