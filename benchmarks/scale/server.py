"""A database of its own on the server that DATABASE_URL names: made for one run, and dropped after it."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

DEFAULT = "postgres://postgres@127.0.0.1:5432/postgres"
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def private_database(kept: str = "") -> Iterator[bool]:
    """Whether it is new: its address stands in the environment meanwhile, with all tables and nobody in them. Under the
    name `kept` it stays, and is found again the next time."""
    server = os.environ.get("DATABASE_URL") or DEFAULT
    name = kept or f"bench_{secrets.token_hex(6)}"
    address = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    is_new = not _on_server(server, "SELECT 1 FROM pg_database WHERE datname = %s", name)
    if is_new:
        _on_server(server, f'CREATE DATABASE "{name}"')
    before = dict(os.environ)
    # Its cache and files are its own, too.
    folder = tempfile.mkdtemp(prefix=name)
    os.environ |= {"DATABASE_URL": address, "REDIS_PREFIX": f"{name}:", "DATA_DIR": folder}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "intro_net.settings", "DEBUG": "1"}
    try:
        subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"], check=True, cwd=ROOT)
        yield is_new
    finally:
        os.environ.clear()
        os.environ |= before
        shutil.rmtree(folder, ignore_errors=True)
        if not kept:
            _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_server(server: str, statement: str, *words: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(server.replace("postgres://", "postgresql://", 1))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, words or None)
            return cursor.fetchall() if cursor.description else []
