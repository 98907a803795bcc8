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
    r"reject|refus|denied|error|fail|lost connection|timeout|timed out|abort|bounce|defer", re.IGNORECASE
)


@dataclass(slots=True)
class Found:
    """Numbers of outbox rows: taken by the server; named, but not so that it is sure."""

    taken: set[int] = field(default_factory=set)
    doubtful: set[int] = field(default_factory=set)


def read(lines: Iterable[str]) -> Found:
    """Mails of other places, which count in the same way, are told apart by the host in their Message-ID."""
    host = re.escape(urlsplit(settings.SITE_URL).hostname or "")
    ours = re.compile(rf"\boutbox-(\d{{1,18}})@{host}(?![\w.-])", re.IGNORECASE | re.ASCII)
    found, coming, queued = Found(), dict[str, set[int]](), set[str]()
    for line in lines:
        numbers = {int(number) for number in ours.findall(line)}
        if taken := TAKEN.search(line):
            queued.add(taken[1])
        if (in_queue := COMING.search(line)) and numbers:
            coming.setdefault(in_queue[1], set()).update(numbers)
        else:
            (found.doubtful if DOUBTFUL.search(line) else found.taken).update(numbers)
    for number, mails in coming.items():
        (found.taken if number in queued else found.doubtful).update(mails)
    found.doubtful -= found.taken
    return found
