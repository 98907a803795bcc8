from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the gazetteer. Its coordinates are those of its middle."""

    name: str
    label: str  # "Springfield, IL": its short name, which no other town has
    detail: str  # "Sangamon County, Illinois, United States"
    latitude: float  # degrees
    longitude: float
    population: int
