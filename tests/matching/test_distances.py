import pytest

from apps.matching.distances import apart, uses_miles


@pytest.mark.parametrize(
    ("km", "miles", "words"),
    [
        (0.0, True, "less than a mile apart"),
        (1.6, True, "less than a mile apart"),
        (1.7, True, "1 mile apart"),
        (3.2, True, "2 miles apart"),
        (25.0, True, "16 miles apart"),
        (0.99, False, "less than a kilometre apart"),
        (1.2, False, "1 kilometre apart"),
        (3.2, False, "3 kilometres apart"),
    ],
)
def test_distance_is_never_finer_than_a_mile_or_a_kilometre(km: float, miles: bool, words: str) -> None:
    assert apart(km, miles=miles) == words


def test_miles_where_people_think_in_them() -> None:
    zones = ["America/New_York", "Europe/London", "Europe/Berlin", "UTC"]
    assert [uses_miles(zone) for zone in zones] == [True, True, False, False]
