"""Which of our mails a mail server took, read from its log: Postfix's, or any text with a line for each mail."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

# Postfix names a mail's id while it is still coming in, and once it has all of it says so of its number in the queue.
COMING = re.compile(r"\bcleanup\[\d+\]: (\w+): message-id=", re.ASCII)
TAKEN = re.compile(r"\]: (\w+): (?:from=.*\(queue active\)|to=.*\bstatus=)", re.ASCII)
# A line that says so proves nothing, or the contrary.
DOUBTFUL = re.compile(
    r"reject|refus|denied|error|fail|lost connection|timeout|timed out|abort|bounce|defer|drop|block|suppress|spam"
    r"|undeliver|discard|cancel|expire|invalid|skip|quarantin|not sent|unsent",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """Names of mails: taken by the server; told of, but not so that it is sure."""

    taken: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)


def read(lines: Iterable[str]) -> Found:
    """In their order: Postfix's numbers come again. Mails of other places are told apart by the host in their
    Message-ID."""
    host = re.escape(urlsplit(settings.SITE_URL).hostname or "")
    ours = re.compile(rf"\b(outbox-[0-9a-f]{{32}})@{host}(?![\w.-])", re.IGNORECASE | re.ASCII)
    found, coming = Found(), dict[str, set[str]]()
    for line in lines:
        names = {name.lower() for name in ours.findall(line)}
        if taken := TAKEN.search(line):
            found.taken |= coming.pop(taken[1], set())
        if in_queue := COMING.search(line):
            # Whatever came under this number before, and was not taken since, never was.
            found.doubtful |= coming.pop(in_queue[1], set())
            coming[in_queue[1]] = names
        else:
            (found.doubtful if DOUBTFUL.search(line) else found.taken).update(names)
    found.doubtful = found.doubtful.union(*coming.values()) - found.taken
    return found
