"""Somebody adds a fact to their profile: whom they have it in common with is on their page right away, and gone again
right after they took it back."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.caller import Caller
from tests.faults.test_killed_worker import wait_until
from tests.instance import Instance, running

# On a machine with nothing else to do it is a fraction of a second, most of it Django's.
SECONDS = 5.0
FOLLOWED = "SELECT count(*) FROM profiles_change"
FACT = {"kind": "interest", "visibility": "circle_mates"}


def add(instance: Instance, mina: Caller, name: str) -> float:
    """Seconds until the worker is through with it, from when the answer came."""
    assert mina.post("/profile/traits/", FACT | {"name": name}).status == 302
    begin = time.monotonic()
    wait_until(lambda: instance.rows(FOLLOWED) == [(0,)], 60, "a change is still not followed")
    return time.monotonic() - begin


@pytest.mark.faults
def test_what_two_share_is_on_the_page_as_soon_as_it_is_said(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with running(tmp_path, "web", "quick", sink=None) as instance:
        session = instance.python(
            "from tests.faults.scenes import about_to_share_an_interest; print(about_to_share_an_interest())"
        )
        mina = Caller(instance.url, session.strip())
        # The worker and the web server have begun, and have read what they need.
        add(instance, mina, "#something-else")
        assert "orienteering" not in mina.get("/").text

        assert mina.post("/profile/traits/", FACT | {"name": "#orienteering"}).status == 302
        begin = time.monotonic()
        wait_until(lambda: "orienteering" in mina.get("/").text, SECONDS, "nothing to be seen")
        seconds = time.monotonic() - begin

        record_property("seen_after_seconds", round(seconds, 2))
        print(f"seen after {seconds:.2f} s")
