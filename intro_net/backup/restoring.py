"""Taking a backup over into an empty instance: all of it, or nothing."""

import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from apps.mail import restoring
from apps.mail.models import Suppression
from apps.mail.outages import is_outage
from apps.profiles.models import User
from intro_net.backup import manifest, media, tables
from intro_net.backup.archive import CHUNK, is_whole
from intro_net.backup.errors import CannotRestore
from intro_net.backup.manifest import Manifest, Member
from intro_net.backup.writing import Progress

Wrote = Callable[[int], None]
DATABASE, MEDIA = "database/", "media/"


def restore(
    path: Path, *, at: datetime, new_secret: bool = False, progress: Progress = lambda total, done: None
) -> Manifest:
    """Raises CannotRestore, and then has left the database as it was."""
    with _opened(path) as archive:
        told = _manifest(archive)
        _check_version(told)
        _check_empty()
        total = sum(2 if member.name.startswith(MEDIA) else 1 + member.rows for member in told.members)
        progress(total, 0)
        for member in told.members:
            if not is_whole(archive, member):
                raise CannotRestore(_("%(name)s is damaged in this backup. Take another one.") % {"name": member.name})
            progress(total, 1)
        # Files that no row names yet do no harm; rows without their files would.
        for member in told.members:
            if member.name.startswith(MEDIA):
                _put_file(archive, member)
                progress(total, 1)
        _fill_database(archive, told, at, new_secret, lambda rows: progress(total, rows))
    return told


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise CannotRestore(_("There is no file %(path)s.") % {"path": path}) from error
    except zipfile.BadZipFile as error:
        raise CannotRestore(_("%(path)s is no backup, or not a whole one.") % {"path": path}) from error
    except OSError as error:
        reason = {"path": path, "reason": os.strerror(error.errno or 0)}
        raise CannotRestore(_("%(path)s cannot be restored here (%(reason)s).") % reason) from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        told = manifest.read(archive.read(manifest.NAME))
    except (KeyError, ValueError, TypeError) as error:
        raise CannotRestore(_("This file is no backup of Intro Net.")) from error
    for member in told.members:
        parts = PurePosixPath(member.name).parts
        if not member.name.startswith((DATABASE, MEDIA)) or ".." in parts:
            raise CannotRestore(_("This file is no backup of Intro Net."))
    return told


def _check_version(told: Manifest) -> None:
    here = set(manifest.migrations())
    if told.format == manifest.FORMAT and set(told.migrations) == here:
        return
    sentence = _(
        "This backup is of version %(version)s, whose tables differ from those here. Install version %(version)s with "
        "an empty database, run manage.py migrate, restore there, then upgrade."
    )
    raise CannotRestore(sentence % {"version": told.version})


def _check_empty() -> None:
    """Accounts are never deleted: where there is none there never was one, and nothing that hangs on one."""
    if User.objects.exists():
        raise CannotRestore(
            _("There are accounts in this database. Restore into an empty one, made by manage.py migrate.")
        )


def _put_file(archive: zipfile.ZipFile, member: Member) -> None:
    target = media.root() / member.name.removeprefix(MEDIA)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.partial")
    with archive.open(member.name) as source, draft.open("wb") as file:
        while chunk := source.read(CHUNK):
            file.write(chunk)
    draft.replace(target)


def _fill_database(archive: zipfile.ZipFile, told: Manifest, at: datetime, new_secret: bool, wrote: Wrote) -> None:
    try:
        with transaction.atomic():
            _check_empty()
            _replace_rows(archive, told, wrote)
            _check_secret(told, new_secret)
            restoring.run(at=at)
            connection.check_constraints()
    except DatabaseError as error:
        # The first line only: the others hold values of rows.
        reason = str(error).strip().split("\n", 1)[0]
        if is_outage(error):
            sentence = _("The database cannot be written (%(reason)s). Stop what uses it, and restore again.")
        else:
            sentence = _("The database does not take this backup (%(reason)s). Nothing was restored.")
        raise CannotRestore(sentence % {"reason": reason}) from error


def _replace_rows(archive: zipfile.ZipFile, told: Manifest, wrote: Wrote) -> None:
    """Rows that migrations have made go; those of the backup come, with their ids."""
    rooms = {f"{DATABASE}{tables.label(model)}.jsonl": model for model in tables.stored()}
    for model in rooms.values():
        tables.clear(model)
    for member in told.members:
        if member.name in rooms:
            with archive.open(member.name) as lines:
                for rows in tables.insert(rooms[member.name], iter(lines)):
                    wrote(rows)
    tables.leap(rooms.values())


def _check_secret(told: Manifest, new_secret: bool) -> None:
    if new_secret or told.secret == manifest.secret_mark():
        return
    sentence = _(
        "This backup was made under another SECRET_KEY. Give this instance the same one (docs/operations.md, Restore): "
        "links in mails, authenticator apps and recovery codes hang on it, and %(count)d addresses that are never to "
        "be written to. Or say --new-secret."
    )
    raise CannotRestore(sentence % {"count": Suppression.objects.count()})
