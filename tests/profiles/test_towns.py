"""Towns found by how people write them."""

import sqlite3
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from apps.profiles.management.commands import make_towns
from apps.profiles.places import Point
from apps.profiles.towns import reading
from apps.profiles.towns.making import FILE, is_there, make
from apps.profiles.towns.near import around, town_near
from apps.profiles.towns.sources import packaged
from tests.profiles.towns import TOWNS

pytestmark = pytest.mark.usefixtures("towns")


def labels(text: str) -> list[str]:
    return [town.label for town in reading.called(text)]


def only(text: str) -> str:
    town = reading.only_one(text)
    return town.label if town else ""


def test_several_of_a_name_come_with_the_most_populous_first() -> None:
    assert labels("springfield") == ["Springfield, MO", "Springfield, MA", "Springfield, IL"]
    assert only("Springfield") == ""


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Springfield, IL", "Springfield, IL"),
        ("springfield il", "Springfield, IL"),
        ("Springfield, Illinois, USA", "Springfield, IL"),
        ("Springfield, Sangamon County", "Springfield, IL"),
        ("Paris, Texas", "Paris, TX"),
        ("Paris France", "Paris, France"),
        ("Frankfurt am Main", "Frankfurt am Main, Germany"),
        ("Frankfurt (Oder)", "Frankfurt (Oder), Germany"),
        ("Munich", "Munich, Germany"),
        ("München", "Munich, Germany"),
        ("Munchen", "Munich, Germany"),
        ("MUENCHEN", "Munich, Germany"),
        ("São Paulo", "São Paulo, Brazil"),
        ("sao paulo, brasil", "São Paulo, Brazil"),
        ("東京", "Tokyo, Japan"),
        ("Tōkyō", "Tokyo, Japan"),
        ("Graz, Österreich", "Graz, Austria"),
        ("Neustadt, Hesse", "Neustadt, Hesse, Germany"),
        # Larger than the other that is called so, but not in its own language.
        ("Monaco", "Monaco"),
    ],
)
def test_one_that_is_told_from_all_others_is_meant(text: str, label: str) -> None:
    assert only(text) == label


@pytest.mark.parametrize("text", ["Paris", "Frankfurt", "Neustadt", "", "  ", ",", "Atlantis", "x" * 5000, "\x00", "%"])
def test_what_may_be_several_or_none_is_not_decided(text: str) -> None:
    assert only(text) == ""


def test_a_state_is_no_town_of_its_name() -> None:
    assert labels("California") == []
    assert labels("California, Maryland") == ["California, MD"]


def test_while_one_types_the_name_itself_comes_first() -> None:
    offered = [town.label for town in reading.offered("mun")]

    assert offered == ["Munich, Germany"]
    assert [town.label for town in reading.offered("springfield, m")] == ["Springfield, MO", "Springfield, MA"]
    assert [town.label for town in reading.offered("paris")][:2] == ["Paris, France", "Paris, TX"]
    assert reading.offered("m") == []


def test_a_line_holds_several_towns_and_their_states() -> None:
    assert reading.apart("Springfield, IL, Graz, Paris, Texas, Nowhere") == [
        "Springfield, IL",
        "Graz",
        "Paris, Texas",
        "Nowhere",
    ]


def test_without_the_file_nothing_is_found_and_nothing_fails(settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / FILE).write_bytes(b"no database" * 100)
    for folder in (tmp_path / "nowhere", broken):
        settings.TOWNS_DIR = folder

        found = (labels("Graz"), reading.offered("Graz"), reading.labelled("Graz, Austria"), town_near(Point(47, 15)))
        assert found == ([], [], None, None)
        assert not is_there(folder)


def test_the_file_is_made_anew_when_its_edition_is_old(towns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_towns, "packaged", lambda: TOWNS[:1])
    call_command("make_towns")
    assert labels("Graz") == ["Graz, Austria"]

    with sqlite3.connect(towns / FILE) as book:
        book.execute("PRAGMA user_version = 0")
    book.close()
    call_command("make_towns")

    assert (labels("Graz"), labels("Springfield"), is_there(towns)) == ([], ["Springfield, MO"], True)


@pytest.mark.django_db
def test_run_py_makes_the_list_once(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TOWNS_DIR = tmp_path / "new"
    monkeypatch.setattr(make_towns, "packaged", lambda: TOWNS)
    said = [StringIO(), StringIO()]

    for out in said:
        call_command("prepare", "--no-demo", stdout=out)

    assert labels("Graz") == ["Graz, Austria"]
    assert ["list of the world's towns" in out.getvalue() for out in said] == [True, False]


def test_what_is_around_is_found_across_the_date_line_and_at_the_poles() -> None:
    assert [town.label for town in around(Point(-17.7, 179.99), 30, most=5)] == ["Levuka, Fiji"]
    assert around(Point(90, 0), 50, most=5) == []
    near = town_near(Point(39.76, -89.65))
    assert near
    assert near.label == "Springfield, IL"
    assert town_near(Point(0, -140)) is None


def test_the_packaged_towns_of_the_world(settings: Settings, tmp_path: Path) -> None:
    """The real list: which names are decided, and how long looking takes."""
    assert make(packaged(), tmp_path / "world") > 150_000
    settings.TOWNS_DIR = tmp_path / "world"
    sure = {
        "Graz": "Graz, Austria",
        "Munich": "Munich, Germany",
        "München": "Munich, Germany",
        "Muenchen": "Munich, Germany",
        "Sao Paulo": "São Paulo, Brazil",
        "東京": "Tokyo, Japan",
        "Москва": "Moscow, Russia",
        "New York": "New York City, NY",
        "The Bronx": "The Bronx, NY",
        "Springfield, IL": "Springfield, IL",
        "Paris, Texas": "Paris, TX",
        "Cambridge, England": "Cambridge, United Kingdom",
        "St. Louis": "St. Louis, MO",
    }
    assert {text: only(text) for text in sure} == sure
    assert [only(text) for text in ("Springfield", "Paris", "Frankfurt", "Portland", "Georgia", "Texas")] == [""] * 6
    assert (len(labels("Springfield")), labels("Paris")[0]) == (21, "Paris, France")
    took = sorted(_seconds(text) for text in [*sure, "s", "sa", "sp", "spr", "san", "new", "м", "par"] * 5)
    assert took[int(len(took) * 0.95)] < 0.05


def _seconds(text: str) -> float:
    """Of this thread's own, whatever else the machine does."""
    begin = time.thread_time()
    reading.offered(text)
    reading.called(text)
    return time.thread_time() - begin
