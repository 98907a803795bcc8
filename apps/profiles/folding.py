import re
import unicodedata

# Accents of Latin, Greek and Cyrillic letters. Marks of other scripts carry meaning and stay.
ACCENTS = re.compile("(?<=[a-z\u03b1-\u03c9\u0430-\u04ff])[\u0300-\u036f]+")
# C, C++ and C# are three things; any other + and # are punctuation.
_PIECE = re.compile(r"(?P<ending>(?<=[^\W_])(?:\+\+?|#)(?=\W|$))|.", re.DOTALL)


def fold(name: str) -> str:
    """The form under which a name is looked up: case, accents, a leading # and punctuation do not count."""
    plain = name.lower() if name.isascii() else ACCENTS.sub("", unicodedata.normalize("NFKD", name).casefold())
    # Letters and spaces alone are most names, and looking at each piece takes ten times as long.
    words = (plain if plain.replace(" ", "").isalnum() else _PIECE.sub(_kept, plain)).split()
    return unicodedata.normalize("NFC", " ".join(words) or plain.strip())


def _kept(piece: re.Match[str]) -> str:
    letter = unicodedata.category(piece[0][0])[0] in "LMN"
    return piece[0] if letter or piece["ending"] else " "
