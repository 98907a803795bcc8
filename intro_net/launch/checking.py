"""`run.py check`: everything about the code that a machine can judge without running the tests."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

from intro_net.launch import packages
from intro_net.launch.children import tied_to_us
from intro_net.launch.places import PYTHON, ROOT, VENV, environment, without
from intro_net.launch.progress import Progress

# Nothing of the machine's own instance: the checks judge the code alone.
SERVERS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")
# Exactly what docs/operations.md asks of a server.
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "8mXq2vT7-this-key-is-long-enough-and-guards-nothing-pL4wZ9",
    "ALLOWED_HOSTS": "intro.example.org",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
}

MODULE = [str(PYTHON), "-m"]
MANAGE = [str(PYTHON), "manage.py"]
CHECKS: dict[str, list[str]] = {
    "ruff": [*MODULE, "ruff", "check"],
    "formatting": [*MODULE, "ruff", "format", "--check"],
    "types": [*MODULE, "mypy"],
    "layers": [str(PYTHON), str(VENV / "bin" / "lint-imports")],
    "upward strings": [*MODULE, "intro_net.checks.upward_strings"],
    "sizes": [*MODULE, "intro_net.checks.sizes"],
    "templates": [*MODULE, "djlint", "--lint", "--quiet", "templates"],
    "sentences in templates": [*MODULE, "intro_net.checks.translatable_templates"],
    "sentences in code": [*MODULE, "intro_net.checks.translatable_code"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
}


def check(words: Sequence[str]) -> int:
    """All of them in order, or those named, even after one has failed; what a failed one said follows its line."""
    packages.ready(packages.DEVELOP, Progress())
    chosen = [name for name in CHECKS if not words or name in words]
    if len(chosen) < len(words):
        print(f"There are these checks: {', '.join(CHECKS)}.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        failed = [name for name in chosen if not _passes(name, folder)]
    print(f"Failed: {', '.join(failed)}." if failed else f"All {len(chosen)} checks passed.")
    return 1 if failed else 0


def _passes(name: str, folder: str) -> bool:
    begin = time.monotonic()
    chosen = {"DATA_DIR": folder} | (PRODUCTION if name == "deployment" else {"DEBUG": "1"})
    done = subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        env=without(environment(), *SERVERS) | chosen,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        preexec_fn=tied_to_us(),
    )
    print(f"{'FAILED' if done.returncode else 'ok':6}  {name:24} {time.monotonic() - begin:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout.rstrip(), end="\n\n", flush=True)
    return done.returncode == 0
