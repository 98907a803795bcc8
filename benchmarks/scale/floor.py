"""What the database alone takes: the same inputs out and the same results in, by COPY, and nothing worked out."""

import tempfile
from time import perf_counter, process_time

from django.db import connection

from benchmarks.scale.clock import server_cpu

INPUTS = (
    "SELECT id, user_id, topic_id, kind, year_from, year_to, latitude, longitude FROM profiles_profiletrait",
    "SELECT circle_id, user_id, role FROM circles_membership",
    "SELECT low_id, high_id FROM introductions_connection",
)
RESULTS = "matching_candidate"


class _Nowhere:
    def write(self, content: bytes) -> int:
        return len(content)


def floor() -> dict[str, float]:
    """Into a table with the same keys and indexes, and into a bare one."""
    begin, before = perf_counter(), process_time()
    with connection.cursor() as cursor:
        for query in INPUTS:
            cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT BINARY)", _Nowhere())
    out, cpu = perf_counter() - begin, server_cpu() + process_time() - before
    same, same_cpu = _in("INCLUDING ALL")
    bare, _cpu = _in("")
    return {"seconds": out + same, "cpu_s": cpu + same_cpu, "out_s": out, "in_s": same, "in_bare_s": bare}


def _in(like: str) -> tuple[float, float]:
    """Seconds, and seconds of work."""
    # As they were found: circle by circle.
    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT * FROM {RESULTS} ORDER BY circle_id) TO STDOUT (FORMAT BINARY)", file)
        file.seek(0)
        cursor.execute(f"CREATE TABLE bench_floor (LIKE {RESULTS} {like})")
        begin, cpu = perf_counter(), server_cpu() + process_time()
        cursor.copy_expert("COPY bench_floor FROM STDIN (FORMAT BINARY)", file)
        seconds, used = perf_counter() - begin, server_cpu() + process_time() - cpu
        cursor.execute("DROP TABLE bench_floor")
    return seconds, used
