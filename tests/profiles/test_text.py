import pytest

from apps.instance.text import clean_line, clean_text
from apps.profiles import time_zones
from apps.profiles.folding import fold


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Mina \t Roth\n", "Mina Roth"),
        ("Mina\u202eRoth", "MinaRoth"),
        ("Mi\x00na\x07", "Mina"),
        ("\u200b\ufeff\u3164", ""),
        ("Jose\u0301", "Jos\u00e9"),
        ("\U0001f469\u200d\U0001f52c", "\U0001f469\u200d\U0001f52c"),
    ],
)
def test_a_line_loses_what_cannot_be_seen(written: str, kept: str) -> None:
    assert clean_line(written) == kept


def test_a_text_keeps_its_lines() -> None:
    assert clean_text("One\r\ntwo\rthree\x0b\n\nfour\t4 ") == "One\ntwo\nthree \n\nfour 4"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("#Yankees", "yankees"),
        ("Café", "CAFE"),
        ("Rock & Roll", "rock + roll"),
        ("St. Mary's", "st mary s"),
        ("Straße", "STRASSE"),
        ("Ёлка", "елка"),
    ],
)
def test_names_that_mean_the_same_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("C", "C++"), ("C", "C#"), ("की", "का"), ("はし", "ばし"), ("🏃", "🚴")])
def test_names_that_mean_different_things_fold_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_nothing_but_spaces_folds_to_nothing() -> None:
    assert fold(" \n ") == ""


def test_time_zones_are_read_city_first_by_continent() -> None:
    groups = dict(time_zones.choices())

    assert groups["Everywhere"] == [("UTC", "UTC")]
    assert ("America/Argentina/Buenos_Aires", "Buenos Aires, Argentina") in groups["America"]
    assert [word for _key, word in groups["Europe"]] == sorted(word for _key, word in groups["Europe"])


def test_every_zone_is_offered_under_one_name() -> None:
    offered = [key for _region, zones in time_zones.choices() for key, _place in zones]

    assert len(offered) == len(set(offered))
    assert {"Europe/Kyiv", "Europe/Istanbul", "Asia/Nicosia", "Europe/Oslo", "America/Chicago"} <= set(offered)
    gone = {"Europe/Kiev", "Asia/Istanbul", "Europe/Nicosia", "Australia/North", "Australia/LHI", "America/Knox_IN"}
    assert not gone & set(offered)


def test_a_zone_kept_under_an_old_name_stays_on_offer() -> None:
    assert ("US/Eastern", "Eastern") in dict(time_zones.choices("US/Eastern"))["Everywhere"]
    assert dict(time_zones.choices("Europe/Berlin"))["Everywhere"] == [("UTC", "UTC")]
