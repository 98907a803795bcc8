"""What a mail server's answer says of an address: that it takes no mail for it, now and later, or something else."""

import re

_MOST = 1000  # characters that are looked at
# Status codes (RFC 3463); what looks like one within an IP address is none.
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3}\.\d{1,3})(?!\.?\d)", re.ASCII)
# No such mailbox, no such domain, no such address, moved, a domain that takes no mail; switched off; no way there.
_NOBODY = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "4.4"})
# Of which some servers say that it is nobody, and others anything else: words decide.
_ANYTHING = frozenset({"0.0", "1.0", "2.0", "3.0", "4.0", "4.1", "5.0"})
_WHOM = r"(?:user|recipient|mailbox|account|address|alias)"
_SAYS_NOBODY = re.compile(
    rf"\b(?:no such|unknown|invalid|non-?existent|illegal|inactive|disabled) (?:\w+ ){{0,2}}{_WHOM}\b"
    rf"|\b{_WHOM} (?:\S+ ){{0,3}}(?:unknown|not found|does ?n[o']t exist|does not exist|unavailable|disabled|inactive"
    r"|deactivated|closed|rejected)\b|\bunrouteable address\b|\bdoesn't have an? \S+ account\b|\bno mailbox here\b",
    re.IGNORECASE,
)
_SAYS_ELSE = re.compile(
    r"spam|junk|virus|malware|polic(?:y|ies)|reputation|black ?list|block(?:ed)?\b|block ?list|deny ?list|dnsbl|rbl\b"
    r"|quota|\bfull\b|too (?:large|big|many|fast)|size|rate|grey ?list|temporar|dmarc|\bspf\b|dkim|authenticat|sender"
    r"|\bdns\b|content",
    re.IGNORECASE,
)


def says_nobody(answer: str, *, status: str = "") -> bool | None:
    """None where it cannot be told. An answer that is about the mail, the sender or the moment is False: what is
    refused because of a list our server stands on must not pause everybody at a place. `status`: the code, where it
    stands by itself."""
    codes = _CODE.findall(f"{status[:_MOST]} {answer[:_MOST]}")
    if any(kind != "5" for kind, _ in codes):
        return False
    clear = next((code for _, code in codes if code not in _ANYTHING), "")
    if clear:
        return clear in _NOBODY
    if _SAYS_ELSE.search(answer[:_MOST]):
        return False
    return True if _SAYS_NOBODY.search(answer[:_MOST]) else None
