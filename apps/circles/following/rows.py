"""What a list says of one person, and whether it can be kept. Nothing here looks anybody up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.circles.addresses import is_address
from apps.circles.limits import LONGEST_NAME, LONGEST_SENTENCE
from apps.instance.text import clean_line
from apps.profiles.plain_words import has_link


@dataclass(frozen=True, slots=True)
class Row:
    name: str = ""
    address: str = ""
    sentence: str = ""

    @property
    def key(self) -> str:
        """Two rows with the same one are about the same person."""
        return self.address.lower() or self.name.lower()

    @property
    def who(self) -> str:
        return self.name or self.address

    @property
    def written(self) -> str:
        """As a line that reads as this row again."""
        name = f'"{self.name}"' if set(self.name) & set(",;|") else self.name
        who = f"{name} <{self.address}>" if name and self.address else name or self.address
        return f"{who} — {self.sentence}" if self.sentence else who


@dataclass(frozen=True, slots=True)
class Checked:
    row: Row
    problem: str = ""  # why it cannot be kept, in a sentence


def plain_name(written: str) -> str:
    """Of a handle the server is no part of the name: @ann@social.example is @ann."""
    name = clean_line(written).strip("\"'“” ")
    return "@" + name[1:].partition("@")[0].rstrip(".:") if name.startswith("@") and " " not in name else name


def check(rows: Sequence[Row], *, own: Collection[str], kept: Collection[str]) -> list[Checked]:
    """`own`: the curator's addresses; `kept`: the keys of the lines that wait in the circle already."""
    seen: set[str] = set()
    checked = []
    for row in rows:
        problem = problem_of(row, own) or _twice(row, seen, kept)
        checked.append(Checked(row, problem))
        if not problem:
            seen.add(row.key)
    return checked


def problem_of(row: Row, own: Collection[str]) -> str:
    """Why it cannot be kept by itself, in a sentence; empty where it can."""
    if not row.key:
        return _("This line names nobody. Write a name or an address.")
    if row.address and not is_address(row.address):
        return _("This is not an email address. Correct it.")
    if len(row.name) > LONGEST_NAME:
        return _("The name is too long. Keep it to at most 80 characters.")
    if has_link(row.name):
        return _problem_of_link(row.name)
    if row.address in own:
        return _("This is your own address, and you are here already.")
    return problem_of_sentence(row.sentence)


def _problem_of_link(name: str) -> str:
    """An address in the name is most often a whole line whose cells are separated otherwise than the others'."""
    if "@" in name[1:]:
        return _("The name has an address in it. Put the same sign between name and address as in the other lines.")
    return _("The name has a link in it. Take the link out.")


def problem_of_sentence(sentence: str) -> str:
    if len(sentence) > LONGEST_SENTENCE:
        return _("The sentence is too long. Keep it to at most 300 characters.")
    return _("The sentence has a link in it. Take the link out.") if has_link(sentence) else ""


def _twice(row: Row, seen: Collection[str], kept: Collection[str]) -> str:
    if row.key in seen:
        return _("This is in the list twice. The first one counts.")
    return _("This one waits among your lines already.") if row.key in kept else ""
