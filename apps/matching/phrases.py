"""What two people share, as the part of a sentence that follows "You", "They" or two names.

Each phrase stands twice, because other languages write the verb differently after "you" and "they".
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Phrase:
    you: Text
    they: Text

    def fill(self, *, reader_is_one: bool, **words: str) -> str:
        return str(self.you if reader_is_one else self.they) % words


# What people seek and offer is quoted: it may be a thing ("a flat") as well as a doing ("finding a printer").
SAME = {
    "interest": Phrase(pgettext_lazy("you", "both like %(topic)s"), pgettext_lazy("they", "both like %(topic)s")),
    "school": Phrase(pgettext_lazy("you", "both went to %(topic)s"), pgettext_lazy("they", "both went to %(topic)s")),
    "employer": Phrase(
        pgettext_lazy("you", "both worked at %(topic)s"), pgettext_lazy("they", "both worked at %(topic)s")
    ),
    "place": Phrase(
        pgettext_lazy("you", "have both lived in %(topic)s"), pgettext_lazy("they", "have both lived in %(topic)s")
    ),
    "field": Phrase(pgettext_lazy("you", "both work in %(topic)s"), pgettext_lazy("they", "both work in %(topic)s")),
    "team": Phrase(pgettext_lazy("you", "both belong to %(topic)s"), pgettext_lazy("they", "both belong to %(topic)s")),
    "language": Phrase(pgettext_lazy("you", "both speak %(topic)s"), pgettext_lazy("they", "both speak %(topic)s")),
    "event": Phrase(pgettext_lazy("you", "were both at %(topic)s"), pgettext_lazy("they", "were both at %(topic)s")),
    "seeks": Phrase(pgettext_lazy("you", "both seek “%(topic)s”"), pgettext_lazy("they", "both seek “%(topic)s”")),
    "offers": Phrase(pgettext_lazy("you", "both offer “%(topic)s”"), pgettext_lazy("they", "both offer “%(topic)s”")),
    "other": Phrase(pgettext_lazy("you", "both mention %(topic)s"), pgettext_lazy("they", "both mention %(topic)s")),
}

# Where there are several of that name, and one of the two has not said yet which.
UNSURE = {
    "place": Phrase(
        pgettext_lazy("you", "have both lived in a town called %(topic)s"),
        pgettext_lazy("they", "have both lived in a town called %(topic)s"),
    )
}

# At the same time, or partly so.
SAME_YEARS = {
    "school": Phrase(
        pgettext_lazy("you", "both went to %(topic)s, in %(years)s"),
        pgettext_lazy("they", "both went to %(topic)s, in %(years)s"),
    ),
    "employer": Phrase(
        pgettext_lazy("you", "both worked at %(topic)s, in %(years)s"),
        pgettext_lazy("they", "both worked at %(topic)s, in %(years)s"),
    ),
    "place": Phrase(
        pgettext_lazy("you", "both lived in %(topic)s, in %(years)s"),
        pgettext_lazy("they", "both lived in %(topic)s, in %(years)s"),
    ),
    "team": Phrase(
        pgettext_lazy("you", "both belonged to %(topic)s, in %(years)s"),
        pgettext_lazy("they", "both belonged to %(topic)s, in %(years)s"),
    ),
    "event": Phrase(
        pgettext_lazy("you", "were both at %(topic)s, in %(years)s"),
        pgettext_lazy("they", "were both at %(topic)s, in %(years)s"),
    ),
}

NEAR = {
    "high school": Phrase(
        pgettext_lazy("you", "went to high schools %(distance)s"),
        pgettext_lazy("they", "went to high schools %(distance)s"),
    ),
    "school": Phrase(
        pgettext_lazy("you", "went to schools %(distance)s"), pgettext_lazy("they", "went to schools %(distance)s")
    ),
    "place": Phrase(pgettext_lazy("you", "have lived %(distance)s"), pgettext_lazy("they", "have lived %(distance)s")),
}

# Two interests of one group; and one of them what the other is a kind of.
OF_ONE_GROUP = Phrase(
    pgettext_lazy("you", "both like %(group)s: %(one)s %(ones)s, %(other)s %(others)s"),
    pgettext_lazy("they", "both like %(group)s: %(one)s %(ones)s, %(other)s %(others)s"),
)
IN_PARTICULAR = Phrase(
    pgettext_lazy("you", "both like %(group)s, and %(one)s %(ones)s in particular"),
    pgettext_lazy("they", "both like %(group)s, and %(one)s %(ones)s in particular"),
)

KNOW = Phrase(pgettext_lazy("you", "both know %(names)s"), pgettext_lazy("they", "both know %(names)s"))

# The order in which a sentence tells two of them: what happened, then what is, then what one likes.
TOLD_FIRST = ("school", "employer", "event", "place", "team", "field", "language", "interest")


def school_word(one: str, other: str) -> str:
    """ "high school" when both names say so, else "school"."""
    return "high school" if all(_is_high_school(name) for name in (one, other)) else "school"


def _is_high_school(name: str) -> bool:
    words = name.casefold().replace("-", " ").split()
    return "high" in words and (words[-1] == "high" or "school" in words[words.index("high") :])


def listed(words: list[str]) -> str:
    """ "Ana", "Ana and Ben", "Ana, Ben and Eva"."""
    if len(words) == 1:
        return words[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
