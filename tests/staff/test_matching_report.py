"""The report on matching, as staff read and print it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.matching.models import MatchingReport
from apps.matching.services.reporting import keep_reports
from apps.profiles.models import User
from apps.staff.charts import HEIGHT, WIDTH, lying, upright
from apps.staff.matching_figures import page_of
from tests.factories import make_user
from tests.matching.report.scenes import NOW, WEEKS, asked, came_before, could_meet, pairs_of, suggested, town

pytestmark = pytest.mark.django_db
PAGE = "/staff/matching/"


@pytest.fixture
def client() -> Client:
    staff = make_user("Sam Staff")
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    client = Client()
    client.force_login(staff)
    return client


def live() -> None:
    """Ten yeses and ten noes: enough, from wherever on it is drawn that they are told."""
    circle, people = town(80)
    for number, pair in enumerate(pairs_of(people, 20)):
        could_meet(circle, *pair)
        suggestion = suggested(circle, *pair)
        for user in pair:
            came_before(user, suggestion)
        asked(circle, [*pair], made=number % 2 == 0)


def keep() -> None:
    list(keep_reports(at=NOW))


def test_a_fresh_place_says_when_there_will_be_something(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)

    page = client.get(PAGE).text

    assert "There is nothing to tell yet." in page
    assert "The weeks that are running end on April 19" in page
    assert '<svg class="chart"' not in page


def test_looking_works_nothing_out(client: Client) -> None:
    live()

    client.get(PAGE)

    assert not MatchingReport.objects.exists()


def test_each_figure_stands_in_a_table_and_what_is_left_out_says_so(client: Client) -> None:
    live()
    keep()

    page = client.get(PAGE).text

    assert page.count("<table class=") == 3
    assert page.count(">50%</span>\n</td>") == 2  # who has somebody and who came before nobody
    assert '>50%</span> <span class="nowrap">of 20</span>' in page
    assert page.count(">too few<") >= 8
    # The weeks before were over when they were counted, which says nothing of anybody.
    assert page.count(">not counted<") == 2
    assert "Person" not in page
    assert reverse("staff:matching_report") in client.get(reverse("staff:home")).text


def test_no_figure_of_weeks_that_were_counted_says_whether_there_was_nothing_or_little(client: Client) -> None:
    told = set[str]()
    circle, people = town(80)
    for pairs in (0, 2):
        for pair in pairs_of(people, pairs):
            suggestion = suggested(circle, *pair)
            came_before(pair[0], suggestion)
            asked(circle, [*pair], made=True)
        could_meet(circle, people[2 * pairs], people[2 * pairs + 1])
        MatchingReport.objects.all().delete()
        keep()
        told.add(re.sub(r'"[^"]*"', "", client.get(PAGE).text.split("<main")[1].split("</main")[0]))

    assert len(told) == 1
    assert told.pop().count(">too few<") > 20


@pytest.mark.parametrize(("reports", "dates"), [(1, 1), (2, 2), (4, 4), (5, 2), (13, 2)])
def test_each_bar_has_its_date_where_there_is_room_and_else_the_year_has_two(
    reports: int, dates: int, client: Client
) -> None:
    live()
    keep()
    kept, period = MatchingReport.objects.get(first_day=WEEKS.first), WEEKS
    MatchingReport.objects.exclude(pk=kept.pk).delete()
    for _number in range(reports - 1):
        period = period.before
        MatchingReport.objects.create(first_day=period.first, made_at=kept.made_at, figures=kept.figures)

    plot = client.get(PAGE).text.split("<figure")[1].split("</figure>")[0]

    labels = re.findall(r'dy="18"[^>]*>([A-Z][a-z]+ [^<]+)</text>', plot)
    assert (len(labels), plot.count("<rect")) == (dates, reports)
    assert labels[0].startswith(f"{period.first:%b} {period.first.day}")


def test_the_printed_page_bears_the_name_of_the_place(client: Client) -> None:
    name = re.search(r'class="brand"[^>]*>.*</svg>([^<]+)</a>', client.get(PAGE).text, re.DOTALL)

    assert name
    assert f'<p class="small soft only-printed">{name[1].strip()}</p>' in client.get(PAGE).text


def test_a_single_report_has_nothing_before_it(client: Client) -> None:
    live()
    keep()
    MatchingReport.objects.filter(first_day=WEEKS.before.first).delete()

    assert client.get(PAGE).status_code == 200


def test_a_change_is_told_where_both_weeks_tell_the_figure() -> None:
    live()
    keep()
    latest, before = MatchingReport.objects.of_a_year()
    share = {"of": 20, "share": 0.75}
    MatchingReport.objects.filter(pk=before.pk).update(figures=before.figures | {"accepted": {"shared": share}})

    lines = page_of(MatchingReport.objects.of_a_year()).accepted

    assert [line.points for line in lines] == [-25, None, None, None, None]
    assert [bar.share for bar in lines[0].bars] == [0.5, 0.75]
    assert latest.follows(before)


def test_weeks_that_do_not_follow_each_other_are_not_compared() -> None:
    live()
    keep()
    earlier = WEEKS.before.before.first
    MatchingReport.objects.filter(first_day=WEEKS.before.first).update(first_day=earlier)

    page = page_of(MatchingReport.objects.of_a_year())

    assert (page.has_before, page.accepted[0].before) == (False, None)


def test_bars_are_as_long_as_what_they_say() -> None:
    half, none, whole = (HEIGHT // 2, HEIGHT // 2), (1, HEIGHT - 1), (HEIGHT, 0)

    assert [(bar.height, bar.y) for bar in upright([0.5, None, 1.0])] == [half, none, whole]
    assert [bar.width for bar in lying([0.25, 1.0])] == [WIDTH // 4, WIDTH]
