"""The disk, the database and the broker are away for a while, and come back: nobody sees more than a page that asks for
patience, nothing is half done, no mail is lost or sent twice, and nobody has to start anything again."""

import json
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.caller import Answer, Caller
from tests.faults.servers import fill, postgres, redis, small_disk
from tests.faults.test_killed_worker import wait_until
from tests.instance import Instance, running
from tests.profiles.pictures import plain
from tests.sink import Sink, running_sink

pytestmark = pytest.mark.faults
SOAK = bool(os.environ.get("SOAK"))
TIMES = 5 if SOAK else 1
EVERYBODY = ("web", "beat", "quick", "bulk")
SETTLED = "SELECT count(*) FROM mail_outboxmail WHERE state IN ('queued', 'attempting')"
NOTICED = re.compile("could not ring|Connection error")
MESSAGES = "SELECT count(*) FROM introductions_message"
embedded = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="about SQLite and message files")
servers = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="about PostgreSQL and Redis")


def scene(instance: Instance) -> dict[str, str]:
    found: dict[str, str] = json.loads(
        instance.python("import json\nfrom tests.faults.scenes import two_who_met\nprint(json.dumps(two_who_met()))")
    )
    return found


def write(caller: Caller, talk: str, body: str) -> Answer:
    return caller.post(talk, {"body": body})


def is_asking_for_patience(answer: Answer) -> bool:
    plain = "Back in a moment" in answer.text and "mina" not in answer.text.lower()
    return answer.status == 503 and plain and answer.headers["Retry-After"] == "30"


def all_alive(instance: Instance) -> bool:
    return all(process.poll() is None for process in instance.processes.values())


def tracebacks(instance: Instance, *names: str) -> dict[str, str]:
    logs = {name: (instance.data / f"{name}.log").read_text(errors="replace") for name in names}
    return {name: log[log.index("Traceback") :][:3000] for name, log in logs.items() if "Traceback" in log}


def write_until_full(mina: Caller, talk: str) -> tuple[int, Answer]:
    """How many messages still fitted in, and the first answer to one that did not."""
    for number in range(2000):
        answer = write(mina, talk, f"{number} " + "words " * 800)
        if answer.status != 302:
            return number, answer
    raise AssertionError("the disk is not full")


@embedded
def test_full_disk_is_told_on_a_clean_page_and_forgotten_once_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 24) as disk, running_sink() as sink:
        with running(disk, *EVERYBODY, sink=sink) as instance:
            found = scene(instance)
            mina, talk = Caller(instance.url, found["mina"]), found["talk"]
            for round_ in range(TIMES):
                before = instance.rows(MESSAGES)[0][0]
                assert mina.get("/").status == 200  # the site is in use
                filler = fill(disk)

                written, refused = write_until_full(mina, talk)
                photo = mina.upload("/profile/", {"name": "Mina", "time_zone": "UTC"}, "photo", plain().read())
                htmx = mina.post(talk, {"body": "words " * 800}, **{"HX-Request": "true"})

                assert [is_asking_for_patience(answer) for answer in (refused, photo, htmx)] == [True] * 3
                assert refused.text == photo.text == htmx.text
                read = [mina.get(path).status for path in ("/", talk, found["person"], "/people/", "/profile/")]
                assert read == [200] * 5
                assert instance.rows(MESSAGES)[0][0] == before + written

                filler.unlink()
                assert write(mina, talk, f"Here again {round_}").status == 302
                wait_until(lambda: instance.rows(SETTLED) == [(0,)], 30, "mails still wait")
            assert all_alive(instance)
            assert tracebacks(instance, *EVERYBODY) == {}
            assert instance.rows("PRAGMA integrity_check") == [("ok",)]
            assert "broken" not in instance.manage("verify")


@embedded
def test_locked_database_is_told_on_the_same_page(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/intro_net.sqlite3?timeout=1"
    with running(tmp_path, "web", sink=None, DATABASE_URL=url) as instance:
        found = scene(instance)
        mina, talk = Caller(instance.url, found["mina"]), found["talk"]
        with closing(sqlite3.connect(instance.data / "intro_net.sqlite3", isolation_level=None)) as somebody:
            somebody.execute("BEGIN EXCLUSIVE")

            refused, read = write(mina, talk, "Hello"), mina.get("/")

            somebody.execute("ROLLBACK")
        assert (is_asking_for_patience(refused), read.status, refused.seconds < 5) == (True, 200, True)
        assert write(mina, talk, "Hello").status == 302
        assert instance.rows(MESSAGES) == [(2,)]
        assert tracebacks(instance, "web") == {}


@servers
def test_database_goes_and_comes_back(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    people, times = (400, 10) if SOAK else (30, 1)
    with postgres() as server, running_sink() as sink:
        with running(tmp_path, "web", sink=sink, DATABASE_URL=server.url, MAIL_LEASE="4") as instance:
            found = scene(instance)
            instance.python(f"from tests.faults.scenes import digests_due; digests_due({people})")
            mina, talk = Caller(instance.url, found["mina"]), found["talk"]
            sink.delay = 0.02
            instance.start("beat", "quick", "bulk")
            for number in range(1, times + 1):
                goal = number * people // (times + 2)
                wait_until(lambda goal=goal: len(sink.mails) >= goal, 60, f"fewer than {goal} mails")  # type: ignore[misc]  # a lambda with a default
                server.stop()

                answers = [mina.get("/"), write(mina, talk, "Hello"), Caller(instance.url).get("/accounts/login/")]
                wait_until(lambda: "put off by an outage" in everything_said(instance), 30, "no worker noticed")

                server.start()
                assert [is_asking_for_patience(answer) for answer in answers] == [True, True, True]
                assert max(answer.seconds for answer in answers) < 3
                assert (mina.get("/").status, write(mina, talk, f"Back {number}").status) == (200, 302)
            wait_until(lambda: _sent_everything(instance, people), 90, "digests still wait")

            states = dict(instance.rows("SELECT state, count(*) FROM mail_outboxmail GROUP BY state"))
            digests = Counter(mail["To"] for mail in sink.mails if mail["To"].startswith("m"))
            record_property("database_away", {"people": people, "times": times, "states": states})
            assert states.get("uncertain", 0) <= 2 * times
            assert len(digests) + states.get("uncertain", 0) >= people
            assert all_alive(instance)
            assert tracebacks(instance, *EVERYBODY) == {}
            assert "broken" not in instance.manage("verify")


def _sent_everything(instance: Instance, people: int) -> bool:
    digests = "SELECT count(*) FROM mail_outboxmail WHERE purpose = 'digest'"
    return instance.rows(digests) == [(people,)] and instance.rows(SETTLED) == [(0,)]


def everything_said(instance: Instance) -> str:
    return "".join(instance.log(name) for name in instance.processes)


def writes_and_reads(mina: Caller, talk: str, words: str) -> dict[str, Any]:
    answers = [write(mina, talk, f"{words} {number}") for number in range(3)] + [mina.get("/"), mina.get(talk)]
    return {"status": [answer.status for answer in answers], "slow": [a.seconds for a in answers if a.seconds > 2]}


@servers
def test_redis_goes_and_comes_back(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    with redis(tmp_path / "redis") as server, running_sink() as sink:
        with running(tmp_path, *EVERYBODY, sink=sink, REDIS_URL=server.url, REDIS_PREFIX="mine:") as instance:
            _the_bell_is_lost_and_nothing_else(instance, sink, server.stop, server.start)


@embedded
def test_full_broker_folder_keeps_nobody_from_writing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "data" / "broker", 0.1) as folder, running_sink() as sink:
        instance = Instance(tmp_path, sink=sink)
        try:
            instance.manage("migrate", "-v0")
            instance.start(*EVERYBODY)
            _the_bell_is_lost_and_nothing_else(
                instance, sink, lambda: fill(folder), lambda: (folder / "filler").unlink()
            )
        finally:
            instance.stop()
            left = instance.processes_left()
        assert left == []


def _the_bell_is_lost_and_nothing_else(
    instance: Instance, sink: Sink, take_away: Callable[[], object], bring_back: Callable[[], object]
) -> None:
    found = scene(instance)
    mina, talk = Caller(instance.url, found["mina"]), found["talk"]
    for round_ in range(1, TIMES + 1):
        take_away()

        met = writes_and_reads(mina, talk, f"Round {round_}")
        met_again = writes_and_reads(mina, talk, f"Round {round_} again")

        assert met == met_again == {"status": [302] * 3 + [200] * 2, "slow": []}
        wait_until(lambda: NOTICED.search(instance.log("beat")) is not None, 30, "beat noticed nothing")
        bring_back()
        sink.wait_for("tom@example.org", count=1, seconds=60)
        wait_until(lambda: instance.rows(SETTLED) == [(0,)], 60, "mails still wait")
    assert (
        len(sink.to("tom@example.org"))
        == instance.rows("SELECT count(*) FROM mail_outboxmail WHERE state = 'sent'")[0][0]
    )
    assert all_alive(instance)
    assert tracebacks(instance, "web", "beat") == {}
    assert "broken" not in instance.manage("verify")
