"""That it runs; its figures are for people."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from benchmarks import matching

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="the benchmark is PostgreSQL's"
)
def test_benchmark_runs_and_leaves_no_database(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["matching", "--people", "300", "--changes", "5", "--json"])
    before = databases()

    matching.main()

    said = capsys.readouterr()
    found = json.loads(said.out)
    timed = ("refresh_s", "io_floor_s", "kernel_s", "sql_self_join_s", "per_person_s", "topn_library_s")
    assert found["people"] == 300
    assert min(found[name] for name in (*timed, "peak_mib", "change_p95_ms")) > 0
    assert found["pairs"] > 0
    told = re.findall(r"^ +[\d.]+ s  (\d+) of 10: (\w+)$", said.err, re.MULTILINE)
    assert ([int(number) for number, _ in told], told[0][1], told[-1][1]) == ([*range(1, 11)], "fill", "topn_library")
    assert databases() <= before


def test_a_circle_of_everybody_is_measured_without_settings() -> None:
    """As docs/decisions.md says: there need be no instance."""
    settings = {"SECRET_KEY", "DEBUG", "DATA_DIR", "DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    bare = {name: value for name, value in os.environ.items() if name not in settings} | {"NUMBA_DISABLE_JIT": "1"}
    words = [sys.executable, "-m", "benchmarks.scale.everyone", "--people", "60"]

    told = subprocess.run(words, cwd=ROOT, env=bare, capture_output=True, text=True, check=True)

    assert json.loads(told.stdout)["pairs"] > 0


def databases() -> set[str]:
    address = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1)
    with psycopg2.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'")
        return {name for (name,) in cursor.fetchall()}
