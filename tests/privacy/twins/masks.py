"""What differs from one reading to the next and tells nothing: tokens, and the numbers of rows that are counted over
the whole instance. The same number gets the same mask, so that it is still seen where two things change places."""

import json
import re
from collections.abc import Callable, Mapping

from django.core.signing import b64_decode

from apps.mail.inbound.addresses import SIGNS, read_address

TOKENS = (
    (re.compile(r'(csrfmiddlewaretoken" value=")[^"]+'), r"\1*"),
    (re.compile(r'(X-CSRFToken"?: *"?(?:&quot;)?)[\w]+'), r"\1*"),
    (re.compile(r'nonce="[^"]+"|\'nonce-[^\']+\''), "nonce"),
    (re.compile(r"(X-Request-ID: )\S+"), r"\1*"),
    (re.compile(r"(?i)(expires[:=] ?)\w{3}, [^;\n]+GMT"), r"\1*"),
    (re.compile(r"((?:csrftoken|sessionid)=)[^;]+"), r"\1*"),
)
# To answer to, by mail.
ADDRESSES = re.compile(rf"(?<=\+)[a-z2-7]{{{SIGNS}}}(?=@)")
# To answer by, without signing in.
LINKS = re.compile(r"(?<=/by-mail/)([\w-]+):[\w-]+:[\w-]+")
NUMBERS = tuple(
    re.compile(rf"(?<={before})\d+")
    for before in (
        "/suggestions/",
        "suggestion-",
        "rests-",
        "/dismissals/",
        "/no-reasons/",
        "/introductions/",
        "/conversations/",
        "talked-",
        "/messages/",
        "/never/",
        "/ways/",
        'name="share" value="',
        'name="tiding" value="',
        "enclosed-",
        "enclosing-",
        "%2Fintroductions%2F",
        "opened=",
        "opened%3D",
        "/report/introduction/",
        "/report/message/",
        "/report/envelope/",
        "/report/tiding/",
    )
)
# Made of numbers, and as telling as they would be if one could read it: that two are the same.
MAILS = re.compile(r"(?<=outbox-)[0-9a-f]{32}")


def _read(signs: re.Match[str]) -> str:
    """What an address says: who may answer what, and until when."""
    address = read_address(signs[0])
    return f"/messages/{address.about}/by {address.user_id} until {address.until:%d %H:%M}" if address else signs[0]


def _read_link(token: re.Match[str]) -> str:
    """What a link says: who says what of which row."""
    claims = json.loads(b64_decode(token[1].encode()))
    name = claims.get("kind") or next(name for name in ("introduction", "suggestion") if name in claims)
    row = f"/{name}s/{claims.pop('about', None) or claims.pop(name)}"
    # Whatever else it says is seen as it is.
    return f"{row}/by {sorted(claims.items())}"


class Masks:
    """Those of one reader."""

    def __init__(self, known: Mapping[tuple[str, str], str] | None = None) -> None:
        self._known = dict(known or {})

    def copy(self) -> "Masks":
        return Masks(self._known)

    def over(self, text: str) -> str:
        for pattern, shown in TOKENS:
            text = pattern.sub(shown, text)
        text = ADDRESSES.sub(_read, text)
        text = LINKS.sub(_read_link, text)
        for pattern in (*NUMBERS, MAILS):
            text = pattern.sub(self._named(pattern.pattern), text)
        return text

    def _named(self, kind: str) -> Callable[[re.Match[str]], str]:
        def name(found: re.Match[str]) -> str:
            return self._known.setdefault((kind, found[0]), f"#{len(self._known)}")

        return name
