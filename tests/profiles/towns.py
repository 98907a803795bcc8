"""A few towns, some of one name, as the packages would have them."""

from pathlib import Path

from pytest_django import Settings

from apps.profiles.towns.making import make
from apps.profiles.towns.sources import Source

US, ILLINOIS = ("US", "United States"), ("Illinois", "Sangamon County")
TOWNS = [
    Source("Springfield", *US, "Missouri", "Greene County", 37.21533, -93.29824, 170_188),
    Source("Springfield", *US, "Massachusetts", "Hampden County", 42.10148, -72.58981, 154_341),
    Source("Springfield", *US, *ILLINOIS, 39.80172, -89.64371, 114_394),
    Source("Southern View", *US, *ILLINOIS, 39.7574, -89.6537, 1_642),
    Source("Chatham", *US, *ILLINOIS, 39.67616, -89.70455, 12_266),
    Source("Grandview", *US, *ILLINOIS, 39.81644, -89.61871, 1_441),
    Source("Paris", "FR", "France", "Île-de-France", "", 48.85341, 2.3488, 2_138_551, ("Париж", "巴黎", "Parigi")),
    Source("Paris", *US, "Texas", "Lamar County", 33.66094, -95.55551, 24_782),
    Source("Frankfurt am Main", "DE", "Germany", "Hesse", "", 50.11552, 8.68417, 650_000, ("Frankfurt", "Francfort")),
    Source("Frankfurt (Oder)", "DE", "Germany", "Brandenburg", "", 52.34714, 14.55062, 51_691, ("Frankfurt",)),
    Source("Munich", "DE", "Germany", "Bavaria", "", 48.13743, 11.57549, 1_260_391, ("München", "Muenchen", "Monaco")),
    Source("Neustadt", "DE", "Germany", "Hesse", "Giessen", 50.85, 9.11667, 9_000),
    Source("Neustadt", "DE", "Germany", "Thuringia", "Eichsfeld", 51.4, 10.5, 8_500),
    Source("São Paulo", "BR", "Brazil", "São Paulo", "", -23.5475, -46.63611, 12_400_232),
    Source("Tokyo", "JP", "Japan", "Tokyo", "", 35.6895, 139.69171, 9_733_276, ("東京", "Tōkyō", "Tokio")),
    Source("Graz", "AT", "Austria", "Styria", "Graz Stadt", 47.06667, 15.45, 303_270),
    Source("Monaco", "MC", "Monaco", "", "", 43.73718, 7.42145, 32_965),
    Source("California", *US, "Maryland", "Saint Mary's County", 38.30040, -76.50745, 11_857),
    Source("Los Angeles", *US, "California", "Los Angeles County", 34.05223, -118.24368, 3_820_914),
    Source("Suva", "FJ", "Fiji", "Central", "Rewa", -18.14161, 178.44149, 77_366),
    Source("Levuka", "FJ", "Fiji", "Eastern", "Lomaiviti", -17.68, -179.98, 8_360),
]


def laid_out(settings: Settings, folder: Path) -> Path:
    """Looked up from now on."""
    make(TOWNS, folder / "towns")
    settings.TOWNS_DIR = folder / "towns"
    return folder / "towns"
