"""Files that rows name: a row and its file come and go together."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.crypto import get_random_string


@contextmanager
def new_picture(folder: str, content: bytes) -> Iterator[str]:
    """The transaction in which a row takes the name of the new file, which no file had before."""
    name = f"{folder}/{get_random_string(24).lower()}.jpg"
    try:
        with transaction.atomic():
            yield default_storage.save(name, ContentFile(content))
    except BaseException:
        # No room for it, or none for the row: half a file, or one that nobody names, is not kept.
        default_storage.delete(name)
        raise


def delete_later(name: str | None) -> None:
    """Once the row that named it is committed without it."""
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))
