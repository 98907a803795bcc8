"""Web addresses in messages: shown as what they are, and links only for whoever may follow them."""

import unicodedata
from urllib.parse import SplitResult, urlsplit

import idna
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from linkify_it import LinkifyIt

RELATION = "nofollow noopener noreferrer ugc"
# Written out with https:// or http:// only: what merely looks like an address stays words.
_finder = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
for _other in ("mailto:", "ftp:", "//"):
    _finder.add(_other, None)


def with_links(words: str) -> SafeString:
    """Escaped; each address is a link that says in full where it leads. One that hides it stays words: with a name
    before the place ("bank.example@evil.example"), or with signs that are not seen or that turn the line around."""
    parts, end = list[str](), 0
    for found in _finder.match(words) or ():
        parts.append(conditional_escape(words[end : found.index]))
        parts.append(_link(words[found.index : found.last_index]))
        end = found.last_index
    parts.append(conditional_escape(words[end:]))
    return mark_safe("".join(parts))  # noqa: S308  # each part is escaped


def _link(address: str) -> str:
    place = _place(address)
    if place is None:
        return conditional_escape(address)
    # Letters that look like others: the address as the network knows it stands beside them.
    host = _ascii(place)
    if host is None:
        return conditional_escape(address)
    link = format_html('<a href="{}" rel="{}">{}</a>', address, RELATION, address)
    return link if host == place.casefold() else format_html("{} ({})", link, host)


def _place(address: str) -> str | None:
    try:
        parts: SplitResult = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    honest = parts.scheme in {"http", "https"} and "@" not in parts.netloc and "\\" not in address
    return host if honest and host and not any(_is_unseen(sign) for sign in address) else None


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn", "Zs", "Zl", "Zp"}


def _ascii(host: str) -> str | None:
    if host.isascii():
        return host.casefold()
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return None
