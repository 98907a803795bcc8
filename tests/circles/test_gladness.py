"""Still glad to be here? Once a year; no answer means resting, not removed."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.errors import NotMember
from apps.circles.keeping_exports import export
from apps.circles.models import Circle, Glad, Membership
from apps.circles.models.glad import ANSWERED_WITHIN, YEAR, resting_of, to_be_asked
from apps.circles.question_links import Wondered
from apps.circles.services.circles import close, reopen
from apps.circles.services.gladness import note_asked, rest, rest_silent, stay
from apps.circles.services.holding import hold, settle_held
from apps.circles.services.leaving import leave
from apps.circles.services.members import make_curator, step_down
from apps.mail import pausing
from apps.profiles.models import Change, User
from apps.profiles.services.profile import pause, resume
from tests.factories import make_circle
from tests.instant import Other

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(circle: Circle, mina: User, at: datetime) -> Membership:
    membership = circle.memberships.get(user=mina)
    membership.joined_at = at
    membership.save()
    return membership


def asked_about(user: User, at: datetime) -> list[str]:
    return [membership.circle.tag for membership in to_be_asked(user, at)]


def rests(user: User) -> list[str]:
    return [membership.circle.tag for membership in resting_of(user)]


def test_a_member_is_asked_after_a_year_and_a_year_after_the_answer(mine: Membership, mina: User, at: datetime) -> None:
    assert [asked_about(mina, at + wait) for wait in (YEAR - timedelta(seconds=1), YEAR)] == [[], ["marketing"]]

    note_asked(mine, at=at + YEAR)
    stay(mine, at=at + YEAR + timedelta(days=3))

    later = at + 2 * YEAR
    assert [asked_about(mina, later), asked_about(mina, later + timedelta(days=3))] == [[], ["marketing"]]


def test_curators_the_paused_and_closed_circles_are_not_asked(
    mine: Membership, circle: Circle, mina: User, david: User, at: datetime
) -> None:
    assert asked_about(david, at + 2 * YEAR) == []
    pause(mina, at=at)
    assert asked_about(mina, at + YEAR) == []
    mina.profile.__class__.objects.update(paused_at=None)
    close(circle, by=david, at=at)
    assert asked_about(mina, at + YEAR) == []


def test_silence_for_thirty_days_is_resting_and_not_removal(mine: Membership, mina: User, at: datetime) -> None:
    note_asked(mine, at=at)

    assert rest_silent(at=at + ANSWERED_WITHIN - timedelta(seconds=1)) == 0
    assert [rest_silent(at=at + ANSWERED_WITHIN), rest_silent(at=at + ANSWERED_WITHIN)] == [1, 0]

    assert (rests(mina), Membership.objects.filter(pk=mine.pk).exists()) == (["marketing"], True)


def test_nobody_rests_who_was_never_asked(mine: Membership, at: datetime) -> None:
    assert rest_silent(at=at + 5 * YEAR) == 0


def test_the_first_asking_counts(mine: Membership, at: datetime) -> None:
    note_asked(mine, at=at)
    note_asked(mine, at=at + timedelta(days=20))

    assert rest_silent(at=at + ANSWERED_WITHIN) == 1


def test_nobody_falls_silent_while_paused_or_in_a_closed_circle(
    mine: Membership, circle: Circle, david: User, mina: User, at: datetime
) -> None:
    note_asked(mine, at=at)
    pause(mina, at=at)
    assert rest_silent(at=at + ANSWERED_WITHIN) == 0
    mina.profile.__class__.objects.update(paused_at=None)
    close(circle, by=david, at=at)
    assert rest_silent(at=at + ANSWERED_WITHIN) == 0


@pytest.mark.parametrize(("paused", "resting"), [(True, []), (False, ["marketing"])])
def test_nobody_falls_silent_whose_address_is_not_written_to(
    paused: bool, resting: list[str], mine: Membership, mina: User, at: datetime
) -> None:
    note_asked(mine, at=at)
    if paused:
        pausing.pause(mina.email, pausing.Why.BOUNCED, happened_at=at)

    rest_silent(at=at + ANSWERED_WITHIN)

    assert (rests(mina), Glad.objects.get().asked_at) == (resting, None)


def test_an_answer_ends_the_waiting(mine: Membership, mina: User, at: datetime) -> None:
    note_asked(mine, at=at)
    stay(mine, at=at)

    assert (rest_silent(at=at + YEAR), rests(mina)) == (0, [])


def test_coming_back_is_a_change_that_the_workers_follow(mine: Membership, mina: User, at: datetime) -> None:
    rest(mine, at=at)
    Change.objects.all().delete()

    stay(mine, at=at + timedelta(days=1))

    assert (rests(mina), Change.objects.filter(user_id=mina.pk).count()) == ([], 1)


def test_who_has_just_left_is_asked_nothing(mine: Membership, circle: Circle, mina: User, at: datetime) -> None:
    rest(mine, at=at)
    leave(circle, user=mina, at=at)

    note_asked(mine, at=at)

    assert Glad.objects.count() == 0
    with pytest.raises(NotMember):
        stay(mine, at=at)


def test_home_asks_one_circle_at_a_time_and_takes_the_answer(mina: User, circle: Circle) -> None:
    long_ago = timezone.now() - 2 * YEAR
    make_circle("older", members=[mina], at=long_ago - YEAR)
    Membership.objects.filter(circle=circle, user=mina).update(joined_at=long_ago)
    client = Client()
    client.force_login(mina)

    page = client.get("/").text
    assert ("still glad to be in #older?" in page, "still glad to be in #marketing?" in page) == (True, False)
    assert Glad.objects.get().asked_at is not None
    after = client.post(reverse("circles:glad", args=["older"]), {"answer": "rest"}, follow=True).text
    assert "You are resting in #older" in after
    assert "still glad to be in #marketing?" in after
    assert "You are resting in #older" in client.get(reverse("circles:detail", args=["older"])).text

    client.post(reverse("circles:glad", args=["older"]), {"answer": "yes", "here": "1"})

    assert "You are resting" not in client.get("/").text


def test_others_never_see_who_rests(mine: Membership, circle: Circle, david: User) -> None:
    client = Client()
    client.force_login(david)
    path = reverse("circles:detail", args=[circle.tag])
    before = [line for line in client.get(path).text.splitlines() if "csrf" not in line]

    rest(mine, at=timezone.now())

    assert [line for line in client.get(path).text.splitlines() if "csrf" not in line] == before


def test_a_link_from_a_digest_shows_first_and_does_on_pressing(mine: Membership, mina: User, circle: Circle) -> None:
    path = Wondered(mine, True).path
    somebody = Client(enforce_csrf_checks=True)

    page = somebody.get(path)

    assert "csrftoken" not in page.cookies
    assert (page.status_code, "Rest here for a while" in page.text, Glad.objects.count()) == (200, True, 0)
    assert "You rest in #marketing." in somebody.post(path, {"answer": "rest"}).text
    assert rests(mina) == ["marketing"]
    assert "Good to have you in #marketing." in somebody.post(path, {"answer": "yes"}).text
    assert rests(mina) == []
    leave(circle, user=mina, at=timezone.now())
    assert somebody.get(path).status_code == 404


def test_an_answer_given_since_the_page_was_made_is_not_asked_over(mine: Membership, mina: User, at: datetime) -> None:
    """The page was put together, then she answered in another window, then the page notes that it asks."""
    stay(mine, at=at + YEAR)

    note_asked(mine, at=at + YEAR)

    assert (rest_silent(at=at + YEAR + ANSWERED_WITHIN), rests(mina)) == (0, [])


@pytest.mark.parametrize("why", ["paused", "keeps_it", "closed"])
def test_who_could_not_answer_for_a_while_is_asked_anew(
    why: str, mine: Membership, circle: Circle, david: User, mina: User, at: datetime
) -> None:
    later = at + YEAR
    note_asked(mine, at=later)
    if why == "paused":
        pause(mina, at=later)
    elif why == "keeps_it":
        make_curator(circle, user=mina, by=david, at=later)
    else:
        close(circle, by=david, at=later)

    assert rest_silent(at=later + timedelta(days=1)) == 0
    back = later + timedelta(days=100)
    if why == "paused":
        resume(mina, at=back)
    elif why == "keeps_it":
        step_down(circle, user=mina, at=back)
    else:
        reopen(circle, by=david)

    assert (rest_silent(at=back), asked_about(mina, back)) == (0, ["marketing"])
    note_asked(mine, at=back)
    assert [rest_silent(at=back + wait) for wait in (ANSWERED_WITHIN / 2, ANSWERED_WITHIN)] == [0, 1]


def test_who_rests_rests_after_a_look_at_their_name(mine: Membership, circle: Circle, mina: User, at: datetime) -> None:
    stay(mine, at=at)
    rest(mine, at=at + timedelta(days=1))

    held = hold(mine, formerly="Mina", at=at + timedelta(days=2))

    assert export(mina)["still_glad"] == [
        {
            "circle": "marketing",
            "asked_at": None,
            "answered_at": (at + timedelta(days=1)).isoformat(),
            "resting_since": (at + timedelta(days=1)).isoformat(),
        }
    ]
    assert rests(mina) == []
    settle_held(at=at + timedelta(days=30))
    assert (held.circle, rests(mina)) == (circle, ["marketing"])
    assert Glad.objects.get().answered_at == at + timedelta(days=1)


def test_who_was_never_asked_comes_back_as_they_were(mine: Membership, at: datetime) -> None:
    hold(mine, formerly="Mina", at=at)

    settle_held(at=at + timedelta(days=30))

    assert Glad.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_answer_in_the_moment_of_falling_silent_wins(
    circle: Circle, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the answer holds the row, the task comes to it, and waits: it must not go by what it read before."""
    membership = circle.memberships.get(user=mina)
    note_asked(membership, at=at)
    task = Other(lambda: rest_silent(at=at + ANSWERED_WITHIN))
    task.acts_before(monkeypatch, Glad, "save")

    stay(membership, at=at + ANSWERED_WITHIN)

    assert (task.finished().errors, rests(mina)) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_who_leaves_in_the_moment_of_answering_has_left(
    circle: Circle, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    membership = circle.memberships.get(user=mina)
    leaver = Other(lambda: leave(circle, user=mina, at=at))
    leaver.acts_before(monkeypatch, Glad, "save")

    stay(membership, at=at)

    assert (leaver.finished().errors, Glad.objects.count(), circle.memberships.filter(user=mina).count()) == ([], 0, 0)
