"""What somebody wrote in an answer: without what they quote, and without what their program signs with.

What is not surely a quote stays. Words that are lost are worse than a line too many, so "Best, Mina" stays as well."""

import re

from quotequail import unwrap

from apps.mail.inbound.flowed import SIGNATURE

# quotequail reads each line against each of its patterns, some of them against all that follows.
LINES, LENGTH, TRIES = 300, 1000, 5
# An attribution or a head says when, or of whom.
_WHEN_OR_WHO = re.compile(r"@|\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b")
_HEAD = 6  # lines
_LONGEST_SIGNATURE = 12  # lines
# The one sentence that a phone or a program puts below.
_SENT = "sent|gesendet|sendt|skickat|inviato|enviado|enviada|envoyé|verzonden|verstuurd|wysłano|odesláno|lähetetty"
_WITH = "iphone|ipad|android|galaxy|samsung|pixel|huawei|outlook|mail|yahoo|mobile|phone|handy|telefon|téléphone|móvil"
_SENT_FROM = re.compile(
    rf"(?:{_SENT})\b.{{0,40}}(?:{_WITH}).{{0,40}}|(?:von|mit) .{{0,30}}(?:{_WITH}).{{0,30}} (?:gesendet|verschickt)"
    r"|.{0,20}\boutlook (?:for|für|pour|para|per|voor) (?:ios|android|mac|iphone)\b.{0,20}",
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
        said = " ".join(lines[start:end])
        if said.rstrip().endswith((":", "\uff1a")) and _WHEN_OR_WHO.search(said):
            # One that is broken over lines begins with the word that all such begin with, and that is not known.
            return lines[: begin if _begins_it(lines, begin, start) else start]
    return lines


def _begins_it(lines: list[str], begin: int, start: int) -> bool:
    """The whole paragraph is the attribution, and not words of one's own with one below."""
    above = " ".join(lines[begin:start])
    return bool(above) and bool(_WHEN_OR_WHO.search(above)) and not above.rstrip().endswith((".", "!", "?"))


def _above(text: str) -> str:
    """What stands above the first head or attribution without marks below it, as Outlook writes them."""
    lines = text.split("\n")
    looked_at = next((n for n, line in enumerate(lines[:LINES]) if len(line) > LENGTH), LINES)
    kept, rest = list[str](), "\n".join(lines[:looked_at]).strip()
    for _ in range(TRIES):
        found = unwrap(rest)
        if not found:
            return text
        top = found.get("text_top", "")
        quoted = rest[len(top) :].lstrip("\n ").split("\n")
        if _WHEN_OR_WHO.search("\n".join(quoted[:_HEAD])):
            return "\n".join([*kept, top]).strip()
        kept += [top, quoted[0]]
        rest = "\n".join(quoted[1:]).strip()
    return text


def _without_signature(text: str) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line in (SIGNATURE, SIGNATURE.strip()) and len(lines) - number <= _LONGEST_SIGNATURE:
            lines = lines[:number]
            break
    while lines and (not lines[-1].strip() or _SENT_FROM.fullmatch(lines[-1].strip(" .<>"))):
        lines.pop()
    return "\n".join(lines).strip()
