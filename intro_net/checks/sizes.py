"""Files of at most 300 lines, functions of at most 50. Migrations are written by Django and are as long as they are."""

import ast
import sys
from collections.abc import Iterator

from intro_net.checks.finding import ROOT, Finding, report, sources

FILE, FUNCTION = 300, 50  # lines


def findings(path: str, text: str) -> Iterator[Finding]:
    lines = len(text.splitlines())
    if lines > FILE:
        yield Finding(path, 1, f"{lines} lines; split it at {FILE}")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION:
                yield Finding(path, node.lineno, f"{node.name} has {length} lines; at most {FUNCTION}")


def main() -> int:
    files = [("run.py", (ROOT / "run.py").read_text(encoding="utf-8"))]
    for folder in ("apps", "intro_net", "tests", "benchmarks"):
        files += sources(ROOT / folder, ".py")
    return report(found for path, text in files if "/migrations/" not in path for found in findings(path, text))


if __name__ == "__main__":
    sys.exit(main())
