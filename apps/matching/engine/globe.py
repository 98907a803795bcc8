import numpy as np

from apps.matching.engine.arrays import Anything

EARTH_KM = 6371.0088


def on_sphere(degrees: Anything) -> Anything:
    """float64[u, 3]: latitudes and longitudes, float[u, 2], as points on a globe of radius one."""
    latitude, longitude = np.radians(degrees.astype(np.float64)).T
    flat = np.cos(latitude)
    return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)], axis=1)


def chord(km: float) -> float:
    """How far apart two such points are."""
    return float(2 * np.sin(km / EARTH_KM / 2))
