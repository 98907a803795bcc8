"""The files that rows name (photos), kept at hand while a backup runs although their owners may replace them."""

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError

# Inside the media folder: hard links reach no further than a file system.
WORKSHOP = ".backup"
# A photo is written before the row that names it is committed.
WHILE_CHANGING = timedelta(minutes=10)
NO_LINKS = frozenset({errno.EPERM, errno.EXDEV, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS})


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def named() -> Iterator[str]:
    """The files of all rows, as paths inside the media folder."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                yield from model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True).iterator()


def missing(at: datetime) -> Iterator[str]:
    return (name for name in named() if not (root() / name).is_file())


def orphans(at: datetime) -> Iterator[str]:
    """Files that no row names, and no request is about to."""
    known, latest = set(named()), (at - WHILE_CHANGING).timestamp()
    for path in _files():
        name = str(path.relative_to(root()))
        if name not in known and _changed(path) < latest:
            yield name


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()  # gone in the meantime


def _files() -> Iterator[Path]:
    for folder, folders, names in os.walk(root()):
        folders[:] = [name for name in folders if name != WORKSHOP]
        yield from (Path(folder) / name for name in names)


class Held:
    """Second names of files, which outlive the first ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hold(self, name: str) -> bool:
        """Whether the file is at hand from now on."""
        held = self.path(name)
        if held.exists():
            return True
        held.parent.mkdir(parents=True, exist_ok=True)
        try:
            _link(root() / name, held)
        except FileNotFoundError:
            return False
        return True

    def hold_everything(self) -> None:
        for path in _files():
            self.hold(str(path.relative_to(root())))

    def path(self, name: str) -> Path:
        return self.folder / name


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        shutil.copyfile(source, target)


@contextmanager
def holding() -> Iterator[Held]:
    """One backup at a time; what a killed one has left is cleared away. Raises DomainError."""
    workshop = root() / WORKSHOP
    workshop.mkdir(parents=True, exist_ok=True)
    with (workshop / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning from error
        folder = workshop / "held"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield Held(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


class AlreadyRunning(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Another backup is being made. Wait until it is done."))
