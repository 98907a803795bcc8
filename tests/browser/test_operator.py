"""From `run.py --no-demo` to a place that works, as its operator does it; and what happens when somebody misbehaves."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import PASSWORD, Visitor, code_in, visitor
from tests.house import House
from tests.instance import Instance
from tests.sink import Sink, running_sink, text_of

pytestmark = pytest.mark.browser


def set_up(olga: Visitor, address: str) -> None:
    """By the address that is printed at the start."""
    olga.open(address)
    olga.page.get_by_label("Your email address").fill(olga.address)
    olga.page.get_by_label("A password").fill(PASSWORD)
    olga.page.get_by_role("button", name="Make my account").click()
    expect(olga.page.get_by_role("heading", name="This place")).to_be_visible()


def change_place(olga: Visitor, url: str, *, join: str, domains: str = "") -> None:
    olga.open(f"{url}/staff/instance/")
    olga.page.get_by_label(join, exact=True).check()
    olga.page.get_by_role("textbox", name="Domains").fill(domains)
    olga.page.get_by_role("button", name="Save").click()
    expect(olga.page.get_by_text("Saved.")).to_be_visible()


def try_to_join(someone: Visitor, url: str) -> None:
    someone.open(f"{url}/accounts/signup/")
    someone.page.get_by_label("Email").fill(someone.address)
    someone.page.get_by_label("Password").fill(PASSWORD)
    someone.page.get_by_role("button", name="Join").click()


def enter_code(someone: Visitor) -> None:
    someone.page.get_by_label("Code").fill(code_in(text_of(someone.sink.wait_for(someone.address))))
    someone.page.get_by_role("button", name="Go on").click()


def sign_in(someone: Visitor, url: str) -> None:
    someone.open(f"{url}/accounts/login/")
    someone.page.get_by_label("Email").fill(someone.address)
    someone.page.get_by_label("Password").fill(PASSWORD)
    someone.page.get_by_role("button", name="Sign in", exact=True).click()


def personal_link(olga: Visitor, url: str) -> str:
    """Olga starts a circle and makes a link for one person."""
    olga.open(f"{url}/circles/new/")
    olga.page.get_by_label("tag").fill("#printers")
    olga.page.get_by_label("purpose").fill("People who set type by hand.")
    olga.page.get_by_role("button", name="Start it").click()
    olga.page.get_by_text("Rather hand over a link yourself").click()
    form = olga.page.locator("form").filter(has_text="You get a link for one person")
    form.get_by_label("Their name").fill("Nell")
    form.get_by_label("Why do they belong here?").fill("You set type like nobody else.")
    form.get_by_role("button").click()
    return olga.page.get_by_label("Copy it and pass it on").input_value()


def give_a_name(olga: Visitor, sink: Sink) -> None:
    """The place gets its name, and a test mail shows that mail leaves under it."""
    olga.page.get_by_label("Name", exact=True).fill("The Print Room")
    olga.page.get_by_label("One sentence about it").fill("For people who set type by hand.")
    olga.page.get_by_label("Contact address").fill("keepers@example.org")
    olga.page.get_by_role("button", name="Save").click()
    expect(olga.page.get_by_role("banner").get_by_text("The Print Room")).to_be_visible()
    olga.page.get_by_role("button", name="Send a test mail").click()
    expect(olga.page.get_by_text("Sent: the mail server took it.")).to_be_visible(timeout=30_000)
    mail = sink.wait_for(olga.address, "A test mail from The Print Room")
    assert str(mail["From"]).startswith("The Print Room <")


@contextmanager
def empty_place(folder: Path, sink: Sink) -> Iterator[House]:
    """run.py --no-demo in a copy of the repository that shares our packages."""
    house = House(folder)
    (house.root / ".venv").symlink_to(sys.prefix)
    house.environment["EMAIL_URL"] = sink.url
    house.instance.data.mkdir()
    if house.instance.server:
        house.instance._on_server(f'CREATE DATABASE "{house.instance.name}"')
    try:
        with house.running("--no-demo", seconds=180):
            yield house
    finally:
        house.instance.drop()


def printed_address(house: House) -> str:
    found = re.search(r"Set up\s+(\S+)", house.said())
    assert found, house.said()
    return found[1]


def test_operator_sets_a_place_up_lets_people_in_and_keeps_it(browser: Browser, tmp_path: Path) -> None:
    with running_sink() as sink, empty_place(tmp_path, sink) as house:
        olga, mina, tom, nell, eve = (visitor(browser, name, sink) for name in ("Olga", "Mina", "Tom", "Nell", "Eve"))
        url = house.instance.url
        eve.open(f"{url}/accounts/signup/")
        expect(eve.page.get_by_role("heading", name="Nobody is here yet")).to_be_visible()
        set_up(olga, printed_address(house))
        give_a_name(olga, sink)
        olga.fill_profile()

        mina.sign_up(url)  # anybody
        by_domain(olga, eve, tom, url)
        by_invitation(olga, eve, nell, url)
        report_and_suspend(olga, nell, url)
        sign_in(nell, url)
        expect(nell.page.get_by_role("heading", name="This account is closed")).to_be_visible()
        expect(nell.page.get_by_text("keepers@example.org")).to_be_visible()
        olga.open(f"{url}/circles/printers/")
        expect(olga.page.get_by_text("Nobody else is here yet.")).to_be_visible()

        undo(olga, nell, url)
        sign_in(nell, url)
        expect(nell.page.get_by_role("link", name="Today")).to_be_visible()
        olga.open(f"{url}/circles/printers/")
        expect(olga.page.get_by_role("link", name="Nell")).to_be_visible()
        deeds = ["set_up", "changed_instance", "test_mail", "suspended", "settled_report", "reinstated"]
        assert noted(house.instance) == deeds


def by_domain(olga: Visitor, eve: Visitor, tom: Visitor, url: str) -> None:
    choice = "Anybody with an address of these domains, and who is invited"
    change_place(olga, url, join=choice, domains="press.example")
    try_to_join(eve, url)
    expect(eve.page.get_by_text("Join with an address at press.example")).to_be_visible()
    tom.address = "tom@press.example"
    try_to_join(tom, url)
    enter_code(tom)
    expect(tom.page.get_by_role("link", name="Today")).to_be_visible()


def by_invitation(olga: Visitor, eve: Visitor, nell: Visitor, url: str) -> None:
    change_place(olga, url, join="Only who is invited")
    eve.open(f"{url}/accounts/signup/")
    expect(eve.page.get_by_role("heading", name="Joining is closed")).to_be_visible()
    come_in_by_link(nell, personal_link(olga, url))


def come_in_by_link(nell: Visitor, link: str) -> None:
    nell.open(link)
    nell.page.get_by_role("button", name="Come in").click()
    nell.page.get_by_label("Email").fill(nell.address)
    nell.page.get_by_label("Password").fill(PASSWORD)
    nell.page.get_by_role("button", name="Join").click()
    enter_code(nell)
    nell.page.get_by_role("button", name="Come in").click()
    expect(nell.page.get_by_role("heading", name="#printers")).to_be_visible()
    nell.fill_profile()


def report_and_suspend(olga: Visitor, nell: Visitor, url: str) -> None:
    """Olga is a member like others: she tells the staff on Nell's page, and reads it on theirs."""
    olga.open(f"{url}/circles/printers/")
    olga.page.get_by_role("link", name="Nell").click()
    olga.page.get_by_role("link", name="Tell the staff").click()
    expect(olga.page.get_by_text("Nell is not told.")).to_be_visible()
    olga.page.get_by_label("What is wrong?").fill("She sells type that she does not have.")
    olga.page.get_by_role("button", name="Send it to the staff").click()
    olga.follow_link_in("Somebody told the staff something")
    expect(olga.page.get_by_text("She sells type that she does not have.")).to_be_visible()
    olga.page.get_by_role("link", name=nell.address).click()
    olga.page.get_by_label("Why").fill("Sells what she does not have.")
    olga.page.get_by_role("button", name="Suspend").click()
    expect(olga.page.get_by_role("heading", name="Suspended")).to_be_visible()
    olga.open(f"{url}/staff/reports/")
    olga.page.get_by_role("button", name="Dealt with").click()
    expect(olga.page.get_by_text("Nothing waits for you.")).to_be_visible()


def undo(olga: Visitor, nell: Visitor, url: str) -> None:
    olga.open(f"{url}/staff/people/")
    olga.page.get_by_label("Email address").fill(nell.address)
    olga.page.get_by_role("button", name="Find").click()
    olga.page.get_by_role("button", name="Take the suspension back").click()
    expect(olga.page.get_by_text("Everything is as it was")).to_be_visible()


def noted(instance: Instance) -> list[str]:
    """Deeds in the log, each where it first stands."""
    return list(dict.fromkeys(deed for (deed,) in instance.rows("select deed from staff_auditentry order by id")))
