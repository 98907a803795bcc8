"""The file of an export, as somebody brings it: whatever it is, it is read within bounds or answered by a sentence."""

import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError
from apps.profiles.exports import FORMAT

MOST_BYTES = 8 * 1024 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


class BadFile(DomainError):
    """This is not a file that can be taken over."""


def read(upload: UploadedFile[bytes]) -> dict[str, Any]:
    """What the file says; raises BadFile."""
    if (upload.size or 0) > MOST_BYTES:
        raise BadFile(
            _("This file is larger than 8 MB. Only its part “profile” is read here: take out the rest and try again.")
        )
    content = upload.read()
    if content.startswith(_ZIP):
        raise BadFile(_("This is a ZIP. Unpack it, and choose the file inside whose name ends in .json."))
    data = _parsed(content)
    _check_format(data.get("format", FORMAT))
    if not isinstance(data.get("profile"), dict):
        raise BadFile(_("This file says nothing of a profile. Choose the one that “Download my data” gave you."))
    return data


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        text = content.decode(json.detect_encoding(content))
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _unreadable() from error
    if not isinstance(data, dict):
        raise _unreadable()
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _check_format(written: object) -> None:
    if isinstance(written, bool) or not isinstance(written, int) or written < 1:
        raise _unreadable()
    if written > FORMAT:
        raise BadFile(
            _("This file comes from a newer Intro Net than this one. Ask the people who keep this place to update it.")
        )


def _unreadable() -> BadFile:
    return BadFile(
        _("This file cannot be read. Choose intro-net.json as “Download my data” in the settings gave it to you.")
    )
