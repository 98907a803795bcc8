"""What people write, made safe to keep: control characters and invisible marks go.

Joiners stay: emoji and several scripts need them.
"""

import re
import unicodedata

_UNSEEN = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u115f\u1160\u3164\uffa0]"
)
_NOT_TEXT = {"Cc", "Cs", "Cn"}


def clean_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_kept(c) for c in plain).strip()


def _kept(c: str) -> str:
    if c == "\n" or unicodedata.category(c) not in _NOT_TEXT:
        return c
    return " " if c.isspace() else ""
