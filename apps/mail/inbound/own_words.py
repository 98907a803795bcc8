"""What somebody wrote in an answer: without what they quote, and without what their program signs with.

What is not surely a quote stays. Words that are lost are worse than a line too many, so "Best, Mina" stays as well."""

import re

from quotequail import unwrap

from apps.mail.inbound.flowed import SIGNATURE

# quotequail reads each line against each of its patterns, some of them against all that follows.
LINES, LENGTH, TRIES, _SIGNS = 300, 300, 5, 4
# An attribution or a head says on which day, or of whom. A time alone is what people write of, too.
_DAY = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d\d\b|\b(?:19|20)\d\d\b")
_WHEN_OR_WHO = re.compile(f"@|{_DAY.pattern}")
_STOP = re.compile(r"([^\s.!?]*)([.!?]+)[\"'\u201c\u201d)]*\s+(\w?)")
_ATTRIBUTION, _HEAD = 2, 6  # lines
_LONGEST_SIGNATURE = 12  # lines
_SHORT_SIGNATURE, _SHORT = 4, 40  # lines, and characters in each, below a "--" that may be a line of one's own
# The one sentence that a phone or a program puts below.
_SENT = "sent|gesendet|sendt|skickat|inviato|enviado|enviada|envoyé|verzonden|verstuurd|wysłano|odesláno|lähetetty"
_WITH = "iphone|ipad|android|galaxy|samsung|pixel|huawei|outlook|mail|yahoo|mobile|phone|handy|telefon|téléphone|móvil"
_SENT_FROM = re.compile(
    rf"(?:{_SENT})\b.{{0,40}}(?:{_WITH}).{{0,40}}|(?:von|mit) .{{0,30}}(?:{_WITH}).{{0,30}} (?:gesendet|verschickt)"
    r"|.{0,20}\boutlook (?:for|für|pour|para|per|voor) (?:ios|android|mac|iphone)\b.{0,60}",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    plain = text.replace("\xa0", " ").replace("\u202f", " ")
    return _without_signature(_above(_without_marked(plain.split("\n"))))


def _without_marked(lines: list[str]) -> str:
    """Without the lines that begin with > and the one that says above the first of them whose they are."""
    first = next((number for number, line in enumerate(lines) if _is_marked(line)), None)
    if first is None:
        return "\n".join(lines).strip()
    above = _without_attribution(lines[:first])
    below = [line for line in lines[first:] if not _is_marked(line)]
    return "\n".join([*above, *below]).strip()


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith(">")


def _without_attribution(lines: list[str]) -> list[str]:
    """In any language: up to three lines that end with a colon and say when or of whom."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    begin = end
    while begin and end - begin < 3 and lines[begin - 1].strip():
        begin -= 1
    for start in range(end - 1, begin - 1, -1):
        said = " ".join(lines[start:end]).rstrip()
        if said.endswith((":", "\uff1a")) and _is_of_somebody(said):
            # One that is broken over lines begins with the word that all such begin with, and that is not known.
            above = range(start - 1, begin - 1, -1) if not _DAY.search(said) else ()
            return lines[: next((top for top in above if _is_of_somebody(" ".join(lines[top:start]))), start)]
    return lines


def _is_of_somebody(said: str) -> bool:
    """It may be an attribution or the first lines of one: when or of whom, and no sentence that is over."""
    return len(said) <= LENGTH and bool(_WHEN_OR_WHO.search(said)) and not _ends_within(f"{said} ")


def _ends_within(said: str) -> bool:
    """A full stop may be that of a day or of a short word: "Am So., 29. Nov. 2026"."""
    for word, signs, next_sign in _STOP.findall(said):
        if signs != "." or ":" in word:
            return True
        is_long = len(word) >= (4 if next_sign.isupper() or not next_sign else 6)
        if is_long and not next_sign.isdigit() and (next_sign.isupper() or not word.isdigit()):
            return True
    return False


def _above(text: str) -> str:
    """What stands above the first head or attribution without marks below it, as Outlook writes them."""
    lines = text.split("\n")
    looked_at = [line if _may_be_a_head(line) else "…" for line in lines[:LINES]]
    begin = 0
    for _ in range(TRIES):
        while begin < len(looked_at) and not looked_at[begin].strip():
            begin += 1
        found = unwrap("\n".join(looked_at[begin:]))
        if not found:
            break
        top = found.get("text_top", "")
        begin += top.count("\n") + 1 if top else 0
        while begin < len(looked_at) and not looked_at[begin].strip():
            begin += 1
        head = _ATTRIBUTION if found["type"] == "reply" else _HEAD
        if _WHEN_OR_WHO.search("\n".join(looked_at[begin : begin + head])):
            return "\n".join(lines[:begin]).strip()
        begin += 1  # it only looked like one
    return text


def _may_be_a_head(line: str) -> bool:
    """A whole paragraph is none; and of a line full of brackets quotequail's patterns would try every pair."""
    return len(line) <= LENGTH and line.count("<") <= _SIGNS and line.count("@") <= _SIGNS


def _without_signature(text: str) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if len(lines) - number <= _LONGEST_SIGNATURE and _opens_signature(line, lines[number + 1 :]):
            lines = lines[:number]
            break
    while lines and (not lines[-1].strip() or _SENT_FROM.fullmatch(lines[-1].strip(" .<>"))):
        lines.pop()
    return "\n".join(lines).strip()


def _opens_signature(line: str, below: list[str]) -> bool:
    """Some programs cut the space off. Then it may be a line that somebody drew, with sentences below."""
    if line != SIGNATURE.strip():
        return line == SIGNATURE
    return len(below) <= _SHORT_SIGNATURE and all(
        len(one) <= _SHORT and not one.rstrip().endswith((".", "!", "?", ",", ":")) for one in below
    )
