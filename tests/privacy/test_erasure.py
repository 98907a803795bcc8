"""What somebody wrote anywhere is nowhere any more once they are erased: no row, no file, no message, no log."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.utils import timezone

from apps.mail.models import PausedAddress
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from apps.profiles.services.vocabulary import GRACE, forget_unheld
from tests.instance import Instance, running
from tests.privacy.life import CANARY, everything, live, rows_of
from tests.privacy.visitor import Visitor
from tests.sink import running_sink

PROCESSES = ("web", "beat", "quick", "bulk")
# Run inside the instance.
LIVE = """
from tests.privacy.life import live
user = live()
user.set_password("four words in a row")
user.save()
"""
# Fourteen days later, and again when what nobody holds has been marked.
LEAVE = """
from apps.profiles.models import User
User.objects.filter(email__startswith="quetz").update(leaving_at="2020-01-01T00:00Z")
"""
ERASE = "from apps.profiles.tasks import erase_accounts; erase_accounts.delay()"
SWEEP = """
from apps.profiles.models import Topic
from apps.profiles.tasks import keep_vocabulary
Topic.objects.filter(unheld_since__isnull=False).update(unheld_since='2020-01-01T00:00Z')
keep_vocabulary.delay()
"""
ROWS = """
import json
from tests.privacy.life import CANARY, everything
print(json.dumps(sorted({name for name, value in everything() if CANARY.lower() in value.lower()})))
"""
ERASED = "SELECT count(*) FROM profiles_user WHERE email LIKE 'erased-%'"
UNHELD = "SELECT count(*) FROM profiles_topic WHERE unheld_since IS NOT NULL"


@pytest.mark.django_db
def test_no_row_says_anything_of_an_erased_person() -> None:
    user = live()
    planted = {name for name, value in everything() if CANARY.lower() in value.lower()}
    assert len(planted) > 20
    assert PausedAddress.objects.exists()

    erase(user, at=timezone.now())
    forget_unheld(at=timezone.now())
    forget_unheld(at=timezone.now() + 2 * GRACE)

    assert {name for name, value in everything() if CANARY.lower() in value.lower()} == set()
    assert "192.0.2.77" not in {value for _, value in everything()}
    # Their address is known by a hash alone, which no word of theirs is found by.
    assert not PausedAddress.objects.exists()


@pytest.mark.django_db
def test_what_is_left_of_an_erased_person_is_a_number() -> None:
    user = live()

    erase(user, at=timezone.now())

    left = {name for name, _ in rows_of(User.objects.get(pk=user.pk))}
    assert {name.rpartition(".")[0] for name in left} == {
        "admin.LogEntry",
        "introductions.Answer",
        "introductions.ImportedPerson",
        "introductions.Introduction",
        "introductions.Outcome",
        "profiles.Profile",
        "profiles.User",
        "staff.AuditEntry",
        "staff.Batch",
        "staff.Report",
    }


@pytest.mark.faults
def test_a_whole_instance_knows_nothing_of_an_erased_person(tmp_path: Path) -> None:
    with running_sink() as sink, running(tmp_path, *PROCESSES, sink=sink) as instance:
        instance.python(LIVE)
        visitor = Visitor(instance.url)
        visitor.fill_in("/accounts/login/", login=f"{CANARY.lower()}@example.org", password="four words in a row")
        visitor.look("/profile/")
        assert len(json.loads(instance.python(ROWS))) > 20
        assert any(CANARY.encode() in path.read_bytes() for path in _photos(instance))

        instance.python(LEAVE)
        instance.python(ERASE)
        instance.wait_for_rows(ERASED, [(1,)])
        instance.python(SWEEP)  # marks
        time.sleep(1)
        instance.python(SWEEP)
        instance.wait_for_rows(UNHELD, [(0,)])
        assert json.loads(instance.python(ROWS)) == []
        in_redis = list(_in_redis(instance))
        instance.stop()

        assert in_redis == []
        assert [str(path.relative_to(tmp_path)) for path in _files(instance) if _tells(path)] == []


def _photos(instance: Instance) -> list[Path]:
    return [path for path in (instance.data / "media").rglob("*") if path.is_file()]


def _files(instance: Instance) -> Iterator[Path]:
    """All that the instance has written: media, broker, cache, logs and, on SQLite, the raw database."""
    return (path for path in instance.data.rglob("*") if path.is_file())


def _tells(path: Path) -> bool:
    return CANARY.lower().encode() in path.read_bytes().lower()


def _in_redis(instance: Instance) -> Iterator[str]:
    if "REDIS_URL" not in instance.environment:
        return
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    for key in server.scan_iter(f"{instance.environment['REDIS_PREFIX']}*"):
        kind = server.type(key)
        dumped = server.dump(key) if kind else b""
        if CANARY.lower().encode() in bytes(key).lower() + bytes(dumped or b"").lower():
            yield str(key)
