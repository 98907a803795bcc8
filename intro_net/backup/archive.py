"""One ZIP file: it can be written and read as a stream, its table of contents comes last, so that half a file never
looks whole, and every system opens it."""

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from intro_net.backup.manifest import Member

CHUNK = 1024 * 1024


@contextmanager
def writing(path: Path) -> Iterator[zipfile.ZipFile]:
    """Under another name until everything is on the disk; for its owner's eyes only."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        # An archive is read by nobody else from its first byte on.
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _remember(path.parent)


def _remember(folder: Path) -> None:
    """A new name is safe once its folder is written."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def add(archive: zipfile.ZipFile, name: str, chunks: Iterable[bytes], *, packed: bool = True) -> Member:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as member:
        for chunk in chunks:
            member.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return Member(name, size, digest.hexdigest())


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def is_whole(archive: zipfile.ZipFile, member: Member) -> bool:
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(member.name) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except (KeyError, zipfile.BadZipFile, EOFError):
        return False
    return (size, digest.hexdigest()) == (member.size, member.sha256)
