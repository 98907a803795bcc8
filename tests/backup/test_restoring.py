"""A backup and its restore inside one process; killed and busy ones are in tests/faults/test_backup.py."""

import json
import threading
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connections
from pytest_django import Settings

from apps.digests.models import DigestSchedule
from apps.introductions.models import Introduction
from apps.introductions.services import mailing
from apps.introductions.services.answering import answer, say_yes_by_mail
from apps.introductions.services.introducing import introduce
from apps.mail.models import OutboxMail
from apps.mail.suppression import suppress
from apps.matching.models import Refresh
from apps.profiles.models import Profile, User
from apps.profiles.services.photos import set_photo
from intro_net.backup import manifest, media
from intro_net.backup.errors import CannotBackUp, CannotRestore
from intro_net.backup.restoring import restore
from intro_net.backup.tables import LEAP
from intro_net.backup.writing import back_up
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = b"a picture of Mina"


@pytest.fixture
def mina(db: None) -> User:
    user = make_user("Mina Ö", email="mina@example.org")
    set_photo(user, PHOTO)
    user.profile.refresh_from_db()
    return user


@pytest.fixture
def archive(mina: User, tmp_path: Path, at: datetime) -> Path:
    path = tmp_path / "a.zip"
    back_up(path, at=at)
    return path


def empty(settings: Settings) -> None:
    """As an instance that was just migrated, elsewhere."""
    call_command("flush", interactive=False, verbosity=0)
    settings.MEDIA_ROOT = Path(settings.MEDIA_ROOT).with_name("elsewhere")


def changed(archive: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The same with another manifest."""
    copy = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(copy, "w") as new:
        told = json.loads(old.read(manifest.NAME))
        change(told)
        for name in old.namelist():
            new.writestr(name, json.dumps(told) if name == manifest.NAME else old.read(name))
    return copy


def test_restore_brings_rows_and_photos_back_as_they_were(
    archive: Path, mina: User, settings: Settings, at: datetime
) -> None:
    before = (mina.date_joined, mina.profile.name, mina.profile.photo.name)
    empty(settings)

    told = restore(archive, at=at)

    back = User.objects.select_related("profile").get(pk=mina.pk)
    assert (back.date_joined, back.profile.name, back.profile.photo.name) == before
    assert (media.root() / str(back.profile.photo.name)).read_bytes() == PHOTO
    assert told.files == 1


def test_numbers_given_since_the_backup_are_never_given_again(
    archive: Path, mina: User, settings: Settings, at: datetime
) -> None:
    """A link in a mail names an id: after a restore it must not open what somebody else was given."""
    since = make_user("Since").pk
    empty(settings)

    restore(archive, at=at)

    assert make_user("Later").pk > mina.pk + LEAP > since


def test_nothing_that_waited_is_sent_by_itself(mina: User, tmp_path: Path, settings: Settings, at: datetime) -> None:
    common = {"user": mina, "address": mina.email, "due_at": at}
    for purpose, state in [
        *(("digest", "queued"), ("message", "attempting"), ("account", "queued"), ("made", "sent")),
        ("report_answer", "attempting"),
    ]:
        OutboxMail.objects.create(purpose=purpose, key="1", state=state, payload={"code": "1"}, **common)
    back_up(tmp_path / "a.zip", at=at)
    empty(settings)

    restore(tmp_path / "a.zip", at=at)

    rows = OutboxMail.objects.order_by("purpose").values_list("purpose", "state", "payload")
    assert list(rows) == [
        ("account", "dropped", {}),
        ("digest", "uncertain", {"code": "1"}),
        ("made", "sent", {"code": "1"}),
        ("message", "uncertain", {"code": "1"}),
        ("report_answer", "uncertain", {}),
    ]
    call_command("outbox", "--release", verbosity=0)
    assert list(OutboxMail.objects.due(at + timedelta(days=9999)).values_list("purpose", flat=True)) == ["digest"]


def test_no_yes_counts_that_may_have_been_undone_since(
    tmp_path: Path, settings: Settings, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    mina, jonas, carol = (make_user(name) for name in ("Mina", "Jonas", "Carol"))
    asked = introduce(make_circle("tea", curator=carol, members=[mina, jonas]), (mina, jonas), by=carol, note="", at=at)
    answer(asked, user=jonas, value="yes", at=at)
    say_yes_by_mail(asked, user=mina, at=at)
    back_up(tmp_path / "a.zip", at=at)
    empty(settings)

    restore(tmp_path / "a.zip", at=at + timedelta(days=1))

    assert mailing.count_due(at=at + timedelta(days=1)) == 0
    assert [row.state for row in Introduction.objects.all()] == ["asked"]
    assert "yeses by mail that did not count yet at the moment of the backup, and never will: 1" in caplog.text


def test_digests_missed_since_the_backup_do_not_burst(
    mina: User, tmp_path: Path, settings: Settings, at: datetime
) -> None:
    DigestSchedule.objects.create(user=mina, weekday=2, hour=11, next_at=at - timedelta(hours=1))
    back_up(tmp_path / "a.zip", at=at)
    empty(settings)

    restore(tmp_path / "a.zip", at=at)

    assert not DigestSchedule.objects.due(at + timedelta(days=1)).exists()
    assert DigestSchedule.objects.due(at + timedelta(days=7)).count() == 1


def test_every_circle_is_worked_out_again(mina: User, tmp_path: Path, settings: Settings, at: datetime) -> None:
    circle = make_circle("runners", members=[mina])
    Refresh.objects.create(circle_id=circle.pk, generation=7)
    back_up(tmp_path / "a.zip", at=at)
    empty(settings)

    restore(tmp_path / "a.zip", at=at)

    assert list(Refresh.objects.values_list("circle_id", "generation", "due_at")) == [(circle.pk, 0, at)]


def test_restore_refuses_a_database_with_accounts(archive: Path, at: datetime) -> None:
    with pytest.raises(CannotRestore, match="There are accounts in this database"):
        restore(archive, at=at)


def test_restore_refuses_another_version_and_says_which(archive: Path, settings: Settings, at: datetime) -> None:
    def of_later(told: dict[str, Any]) -> None:
        told["version"] = "7.0.0"
        told["migrations"].append("circles.0099_later")

    empty(settings)

    with pytest.raises(CannotRestore, match=r"version 7.0.0, whose tables differ.*Install version 7.0.0"):
        restore(changed(archive, of_later), at=at)


def test_restore_refuses_another_secret_and_leaves_nothing(archive: Path, settings: Settings, at: datetime) -> None:
    suppress("never@example.org", at=at)
    path = archive.with_name("b.zip")
    back_up(path, at=at)
    empty(settings)
    settings.SECRET_KEY = "another"

    with pytest.raises(CannotRestore, match=r"another SECRET_KEY.*and 1 addresses that are never to be written to"):
        restore(path, at=at)

    assert not User.objects.exists()
    restore(path, at=at, new_secret=True)
    assert User.objects.count() == 1


def test_restore_refuses_what_is_damaged(archive: Path, settings: Settings, at: datetime) -> None:
    def lie(told: dict[str, Any]) -> None:
        next(m for m in told["members"] if m["name"].startswith("media/"))["sha256"] = "0"

    empty(settings)
    half = archive.with_name("half.zip")
    half.write_bytes(archive.read_bytes()[:-2000])

    with pytest.raises(CannotRestore, match=r"media/photos/\w+\.jpg is damaged"):
        restore(changed(archive, lie), at=at)
    with pytest.raises(CannotRestore, match="is no backup, or not a whole one"):
        restore(half, at=at)
    with pytest.raises(CannotRestore, match="There is no file"):
        restore(archive.with_name("none.zip"), at=at)
    assert not User.objects.exists()


def test_restore_writes_nothing_outside_its_folder(archive: Path, settings: Settings, at: datetime) -> None:
    def climb(told: dict[str, Any]) -> None:
        told["members"][0]["name"] = "media/../../elsewhere.txt"

    empty(settings)

    with pytest.raises(CannotRestore, match="is no backup of Intro Net"):
        restore(changed(archive, climb), at=at)


def test_backup_overwrites_only_when_told(archive: Path, at: datetime) -> None:
    with pytest.raises(CannotBackUp, match=r"is there already. Choose another name, or say --overwrite"):
        back_up(archive, at=at)

    back_up(archive, at=at, overwrite=True)


def test_photo_replaced_while_the_backup_runs_is_the_old_one_in_it(
    mina: User, tmp_path: Path, settings: Settings, at: datetime
) -> None:
    """The row of the snapshot names the old file, which is deleted before the backup comes to it."""
    begun: list[int] = []

    def meanwhile(total: int, done: int) -> None:
        if not begun:
            begun.append(total)
            if configured.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
                (media.root() / str(mina.profile.photo.name)).unlink()  # one connection cannot both read and write
            else:
                _in_a_thread(lambda: set_photo(mina, b"another"))

    back_up(tmp_path / "a.zip", at=at, progress=meanwhile)
    empty(settings)
    restore(tmp_path / "a.zip", at=at)

    assert (media.root() / str(Profile.objects.get(user=mina).photo.name)).read_bytes() == PHOTO


def _in_a_thread(work: Callable[[], object]) -> None:
    def done() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=done)
    thread.start()
    thread.join()


def test_a_secret_is_not_in_the_backup(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        everything = b"".join(opened.read(name) for name in opened.namelist())

    assert configured.SECRET_KEY.encode() not in everything
    assert b"sessions.session" not in everything
