"""What is to be read of a mail's parts: all of them together no more than so much of it."""

import re
from email.message import Message
from encodings import normalize_encoding
from encodings.aliases import aliases

from apps.mail.inbound.flowed import unfold
from apps.mail.inbound.html_text import words_of

MOST = 500_000  # characters of text that are looked at in a whole mail: a message is 5,000 at most
# What mails are written in. Python knows others by name that are no charsets, and some that take for ever (punycode).
_CHARSETS = re.compile(
    r"ascii|latin_1|utf_(?:7|8|8_sig|16|16_be|16_le|32|32_be|32_le)|iso8859_\d+|cp\d+|koi8_[rtu]|kz1048|ptcp154"
    r"|mac_(?:roman|latin2|greek|cyrillic|turkish|iceland)|tis_620|viscii"
    r"|gb2312|gbk|gb18030|hz|big5|big5hkscs|shift_jis\w*|euc_jp|euc_jis\w+|iso2022_\w+|euc_kr|johab"
)


class Parts:
    def __init__(self, *, with_quotes: bool = False) -> None:
        """`with_quotes`: also what HTML quotes."""
        self.left, self.with_quotes = MOST, with_quotes

    def gather(self, part: "Message[str, str]", texts: list[str]) -> bool:
        """Adds what is to be read of a part and of those in it; whether there are files."""
        if part.get_content_maintype() == "message" or _is_file(part):
            return True
        if not part.is_multipart():
            words = self._words(part)
            texts += [words] if words.strip() else []
            return part.get_content_maintype() != "text"
        inner = [inner for inner in part.get_payload() if isinstance(inner, Message)]
        if part.get_content_type() != "multipart/alternative":
            return sum(self.gather(one, texts) for one in inner) > 0
        return self._gather_one_of(inner, texts)

    def _gather_one_of(self, parts: list["Message[str, str]"], texts: list[str]) -> bool:
        """The same thing said several ways: plain text where it is there."""
        plain_first = sorted(parts, key=lambda part: part.get_content_type() != "text/plain")
        has_files = False
        for part in plain_first:
            found = list[str]()
            has_files = self.gather(part, found) or has_files
            if found:
                texts += found
                break
        return has_files

    def _words(self, part: "Message[str, str]") -> str:
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or not self.left:
            return ""
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            return ""
        text = decoded(payload[: 4 * self.left], part.get_content_charset() or "")[: self.left]
        self.left -= len(text)
        text = re.sub(r"\r\n?", "\n", text.replace("\0", ""))
        if kind == "text/html":
            return words_of(text, with_quotes=self.with_quotes)
        if str(part.get_param("format", "")).lower() != "flowed":
            return text
        return unfold(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")


def _is_file(part: "Message[str, str]") -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def decoded(payload: bytes, charset: str) -> str:
    """As it says; where it says nothing that holds, as mails mostly are."""
    for name in (charset, "utf-8"):
        try:
            return payload.decode(name) if _is_charset(name) else payload.decode("utf-8")
        except (LookupError, ValueError):
            continue
    return payload.decode("cp1252", errors="replace")


def _is_charset(name: str) -> bool:
    # Not by asking Python for it, which keeps every name that it was ever asked for.
    known = normalize_encoding(name.strip().lower())
    return bool(_CHARSETS.fullmatch(aliases.get(known, known)))
