from enum import IntEnum


class Kind(IntEnum):
    """What a fact says about its holder. The codes are stable; `Kind[name.upper()]` reads the name a profile uses."""

    INTEREST = 1
    SCHOOL = 2
    EMPLOYER = 3
    PLACE = 4
    FIELD = 5
    TEAM = 6
    LANGUAGE = 7
    EVENT = 8
    SEEKS = 9
    OFFERS = 10
    OTHER = 11
    HEALTH = 12
    FAITH = 13
    SEXUALITY = 14
    UNION = 15


# Having been there in the same years means more than having been there at all.
DATED = (Kind.SCHOOL, Kind.EMPLOYER, Kind.PLACE, Kind.TEAM, Kind.EVENT)
# Two different ones close by are a coincidence.
NEAR = (Kind.SCHOOL, Kind.PLACE)
# What one seeks another offers; two who seek the same are no help to each other.
HELP = (Kind.SEEKS, Kind.OFFERS)
