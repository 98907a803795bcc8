"""The only curator of a circle goes: by handing it over and leaving, and by deleting the account."""

import pytest
from playwright.sync_api import expect

from tests.browser.town import Town
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
TOGETHER = """
from apps.profiles.models import User
from tests.factories import make_circle
people = {{user.email: user for user in User.objects.all()}}
make_circle("{tag}", curator=people["{curator}"], members=[people["{member}"]])
"""


def two_in_a_circle(town: Town, tag: str, curator: str, member: str) -> tuple[Visitor, Visitor]:
    town.let_time_pass()
    first, second = town.newcomer(curator), town.newcomer(member)
    for one in (first, second):
        one.fill_profile()
    town.instance.python(TOGETHER.format(tag=tag, curator=first.address, member=second.address))
    return first, second


def test_the_last_curator_hands_over_and_leaves(town: Town) -> None:
    dagny, egon = two_in_a_circle(town, "sailing", "Dagny", "Egon")
    page = dagny.page

    page.goto(f"{town.url}/circles/sailing/leave/")
    expect(page.get_by_text("You keep #sailing alone.")).to_be_visible()
    page.get_by_role("link", name="somebody else").click()
    page.get_by_text("More", exact=True).first.click()
    page.get_by_role("link", name="Make curator").click()
    page.get_by_role("button", name="Make curator").click()
    page.goto(f"{town.url}/circles/sailing/leave/")
    page.get_by_role("button", name="Leave").click()

    expect(page.get_by_text("You have left #sailing.")).to_be_visible()
    egon.open(f"{town.url}/circles/sailing/settings/")
    expect(egon.page.get_by_role("heading", level=1)).to_contain_text("#sailing")


def test_who_deletes_their_account_reads_what_becomes_of_their_circle_and_hands_it_over(town: Town) -> None:
    frida, _gerd = two_in_a_circle(town, "rowing", "Frida", "Gerd")
    page = frida.page

    page.goto(f"{town.url}/settings/delete/")
    expect(page.get_by_text("Gerd keeps it then, who has been there longest.")).to_be_visible()
    page.get_by_role("link", name="Hand #rowing over to somebody yourself").click()
    page.get_by_text("More", exact=True).first.click()
    page.get_by_role("link", name="Make curator").click()
    page.get_by_role("button", name="Make curator").click()

    page.goto(f"{town.url}/settings/delete/")
    expect(page.get_by_role("heading", name="Delete my account")).to_be_visible()
    expect(page.get_by_text("Circles that only you keep")).to_have_count(0)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
