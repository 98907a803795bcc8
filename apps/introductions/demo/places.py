"""Real towns with their coordinates and time zones, and invented schools near their middle."""

from typing import NamedTuple


class Town(NamedTuple):
    name: str
    latitude: float  # degrees
    longitude: float
    time_zone: str


TOWNS = [
    Town("Nashville", 36.1627, -86.7816, "America/Chicago"),
    Town("Stamford", 41.0534, -73.5387, "America/New_York"),
    Town("The Bronx", 40.8448, -73.8648, "America/New_York"),
    Town("Chicago", 41.8781, -87.6298, "America/Chicago"),
    Town("Oakland", 37.8044, -122.2712, "America/Los_Angeles"),
    Town("Toronto", 43.6532, -79.3832, "America/Toronto"),
    Town("Leeds", 53.8008, -1.5491, "Europe/London"),
    Town("Bristol", 51.4545, -2.5879, "Europe/London"),
    Town("Berlin", 52.5200, 13.4050, "Europe/Berlin"),
    Town("Potsdam", 52.3906, 13.0645, "Europe/Berlin"),
    Town("Porto", 41.1579, -8.6291, "Europe/Lisbon"),
    Town("Zagreb", 45.8150, 15.9819, "Europe/Zagreb"),
    Town("Malmö", 55.6050, 13.0038, "Europe/Stockholm"),
    Town("Copenhagen", 55.6761, 12.5683, "Europe/Copenhagen"),
    Town("Accra", 5.6037, -0.1870, "Africa/Accra"),
    Town("Nairobi", -1.2921, 36.8219, "Africa/Nairobi"),
    Town("Pune", 18.5204, 73.8567, "Asia/Kolkata"),
    Town("Osaka", 34.6937, 135.5023, "Asia/Tokyo"),
    Town("Melbourne", -37.8136, 144.9631, "Australia/Melbourne"),
    Town("São Paulo", -23.5505, -46.6333, "America/Sao_Paulo"),
]


class School(NamedTuple):
    name: str
    latitude: float
    longitude: float
    town: str


# Each town's schools stand a mile or a few from its middle.
KINDS = [
    ("Hillcrest High School", 0.012, -0.015),
    ("Riverside High School", -0.018, 0.02),
    ("North Gate Academy", 0.03, 0.01),
]
# 2.0 miles apart, on either side of a river.
WAKEFIELD = School("Wakefield Heights High School", 40.8900, -73.8717, "The Bronx")
KINGSBRIDGE = School("Kingsbridge Road High School", 40.8900, -73.9100, "The Bronx")


def schools_of(town: Town) -> list[School]:
    return [
        School(f"{kind}, {town.name}", town.latitude + north, town.longitude + east, town.name)
        for kind, north, east in KINDS
    ]
