"""Making a backup while the instance goes on."""

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

from django.utils.translation import gettext as _

from intro_net.backup import manifest, media, tables
from intro_net.backup.archive import add, chunks_of, writing
from intro_net.backup.errors import CannotBackUp
from intro_net.backup.manifest import Manifest, Member
from intro_net.backup.snapshot import snapshot

# Told how much there is to do once it is known (0 done), then whenever something was done.
Progress = Callable[[int, int], None]
TRIES = 5


class _FileGone(Exception):
    """A photo was made, named by a row and replaced within the moment in which the snapshot was taken."""


def back_up(
    path: Path, *, at: datetime, overwrite: bool = False, progress: Progress = lambda total, done: None
) -> Manifest:
    """Writes the database and the files that it names, all of one moment; raises CannotBackUp."""
    if path.exists() and not overwrite:
        raise CannotBackUp(_("%(path)s is there already. Choose another name, or say --overwrite.") % {"path": path})
    try:
        with media.holding() as held:
            return _first_that_succeeds(path, held, at, progress)
    except OSError as error:
        raise CannotBackUp(_why(error) % {"path": path, "reason": os.strerror(error.errno or 0)}) from error


def _why(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("There is no room for %(path)s. Make some, or write to another disk. Nothing was left behind.")
    return _("%(path)s cannot be written (%(reason)s).")


def _first_that_succeeds(path: Path, held: media.Held, at: datetime, progress: Progress) -> Manifest:
    for _try in range(TRIES):
        held.hold_everything()
        try:
            with snapshot():
                files = _held_files(held)
                with writing(path) as archive:
                    return _write(archive, files, held, at, progress)
        except _FileGone:
            continue
    raise CannotBackUp(_("Photos changed faster than they could be kept at hand. Try again at a quieter time."))


def _held_files(held: media.Held) -> list[str]:
    """What the rows of this moment name. Most of it was held before; what is newer is held now."""
    files = sorted(set(media.named()))
    if not all(held.hold(name) for name in files):
        raise _FileGone
    return files


def _write(archive: ZipFile, files: list[str], held: media.Held, at: datetime, progress: Progress) -> Manifest:
    counts = {model: tables.count(model) for model in tables.stored()}
    total = sum(counts.values()) + len(files)
    progress(total, 0)
    members = [_add_table(archive, model, rows, total, progress) for model, rows in counts.items()]
    for name in files:
        members.append(add(archive, f"media/{name}", chunks_of(held.path(name)), packed=False))
        progress(total, 1)
    described = manifest.describe(members, at=at)
    archive.writestr(manifest.NAME, described.as_json())
    return described


def _add_table(archive: ZipFile, model: tables.Model, rows: int, total: int, progress: Progress) -> Member:
    def counted() -> Iterator[bytes]:
        for number, line in enumerate(tables.lines(model)):
            yield line
            progress(total, min(number, 1))  # the first line is a heading

    return replace(add(archive, f"database/{tables.label(model)}.jsonl", counted()), rows=rows)
