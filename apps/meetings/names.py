"""Names as calendars write them, and as people here write their own."""

from apps.profiles.folding import fold

# A first name alone is anybody's.
FEWEST_WORDS = 2


def looked_up_as(name: str) -> tuple[str, ...]:
    """What somebody of this full name may be found under; nothing where it is no full name. Directories put the
    family's name first, and a comma after it."""
    family, comma, given = name.partition(",")
    ways = [name] if not comma else [f"{given} {family}", name]
    folded = dict.fromkeys(fold(way) for way in ways)
    return tuple(way for way in folded if len(way.split()) >= FEWEST_WORDS)
