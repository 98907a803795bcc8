"""In a circle whose member list is for its curators a member finds nothing of another but a first name and what the two
share: on no page, in no mail and in no export. Everything else of them is a word that nobody else uses."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import SeenBy
from apps.digests.composing import today
from apps.digests.mails import render_digest
from apps.instance.pictures import squared
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import introduce
from apps.mail.composers import compose
from apps.mail.models import OutboxMail
from apps.matching.models import Suggestion
from apps.matching.services.refreshing import refresh_circle
from apps.matching.services.wishing import dismiss, wish
from apps.profiles.models import User
from apps.profiles.services.photos import set_photo
from tests.factories import add_handle, add_trait, join, make_circle, make_user
from tests.introductions.scenes import steady
from tests.matching.scenes import crowd, shown
from tests.privacy.crawling import pages_of
from tests.profiles.pictures import plain

pytestmark = pytest.mark.django_db
FIRST, SURNAME, SHARED = "Tomcanary", "Surnamecanary", "sharedcanary"
SECRET = {
    SURNAME,
    "headlinecanary",
    "aboutcanary",
    "othercanary",
    "handlecanary",
    "pronouncanary",
    "tom@canary.example",
}


class Place:
    """Tom and Rita, who share one interest, among others in a circle that says nobody else to either."""

    def __init__(self, at: datetime) -> None:
        self.carol, self.rita = make_user("Carol Keeper"), make_user("Rita Reader")
        about = {"headline": "headlinecanary", "about": "aboutcanary", "pronouns": "pronouncanary"}
        self.tom = make_user(f"{FIRST} {SURNAME}", email="tom@canary.example", **about)
        set_photo(self.tom, squared(plain(40, 40)))
        add_handle(self.tom, "github", "handlecanary")
        for user in (self.tom, self.rita):
            add_trait(user, "interest", f"#{SHARED}")
        add_trait(self.tom, "interest", "#othercanary")
        self.circle = make_circle("quiet", curator=self.carol, members_seen_by=SeenBy.CURATORS, at=at)
        for user in (self.rita, self.tom, *crowd(12)):
            join(self.circle, user)
        refresh_circle(self.circle.pk, at=at)
        self.secret = SECRET | {f"/people/{self.tom.pk}/", User.objects.get(pk=self.tom.pk).profile.photo_url}

    def found_in(self, text: str) -> set[str]:
        return {word for word in self.secret if word.lower() in text.lower()}


@pytest.fixture
def place(at: datetime) -> Place:
    return Place(at)


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=user.pk))
    return browser


def ask(place: Place, *more: User) -> Introduction:
    return introduce(place.circle, [place.rita, place.tom, *more], by=place.carol, note="Meet.", at=timezone.now())


def nothing_yet(place: Place) -> None:
    pass


def suggest(place: Place) -> None:
    shown(place.rita, timezone.now())


def wish_for(place: Place) -> None:
    suggest(place)
    wish(Suggestion.objects.get(), by=place.rita, at=timezone.now())


def pass_over(place: Place) -> None:
    suggest(place)
    dismiss(Suggestion.objects.get(), by=place.rita, at=timezone.now())


def ask_two(place: Place) -> None:
    ask(place)


def ask_and_agree(place: Place) -> None:
    answer(ask(place), user=place.rita, value="yes", at=timezone.now())


def ask_and_hear_a_yes(place: Place) -> None:
    answer(ask(place), user=place.tom, value="yes", at=timezone.now())


def ask_a_group_that_meets_without_them(place: Place) -> None:
    eva = make_user("Eva")
    join(place.circle, eva)
    asked = ask(place, eva)
    for user in (place.tom, eva):
        answer(asked, user=user, value="yes", at=timezone.now())


STEPS: dict[str, Callable[[Place], None]] = {
    "nothing yet": nothing_yet,  # the home page suggests
    "suggested": suggest,
    "wished for": wish_for,
    "passed over": pass_over,
    "asked": ask_two,
    "asked and said yes": ask_and_agree,
    "the other said yes": ask_and_hear_a_yes,
    "a group met": ask_a_group_that_meets_without_them,
}
PATHS = ("/settings/", "/people/", "/digest/preview/", "/circles/", "/circles/quiet/", "/profile/")


def mails_to(user: User) -> str:
    now = timezone.now()
    rows = OutboxMail.objects.filter(user=user)
    composed = [compose(mail, at=now) for mail in rows]
    digest = today(user, at=now)
    composed += [render_digest(user, digest)] if digest.worth_a_mail else []
    return "".join(f"{one.subject} {one.text} {one.html}" for one in composed if one)


@pytest.mark.parametrize("step", STEPS)
def test_a_member_reads_a_first_name_and_what_is_shared_and_nothing_else(step: str, place: Place) -> None:
    STEPS[step](place)
    rita = User.objects.get(pk=place.rita.pk)

    asked = [reverse("introductions:detail", args=[row.pk]) for row in Introduction.objects.all()]
    pages = "".join(pages_of(browser_of(rita), *PATHS, *asked).values())
    export = browser_of(rita).post(reverse("profiles:export")).content.decode()
    offered = browser_of(rita).get(reverse("profiles:topics"), {"kind": "interest", "name": "other"}).content.decode()

    assert place.found_in(pages + mails_to(rita) + export + offered) == set()
    assert (FIRST in pages, SHARED in pages) == (True, True)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["profiles:person", "profiles:photo"])
def test_the_page_of_another_member_does_not_exist(name: str, step: str, place: Place) -> None:
    STEPS[step](place)
    browser = browser_of(place.rita)

    answers = [browser.get(reverse(name, args=[pk])) for pk in (place.tom.pk, 999999)]

    assert answers[0].status_code == 404
    assert answers[0].content == answers[1].content
    assert dict(answers[0].headers) == dict(answers[1].headers)


@pytest.mark.parametrize(
    "deed",
    [
        lambda pk: reverse("circles:know", args=["quiet", pk]),
        lambda pk: reverse("profiles:block", args=[pk]),
        lambda pk: reverse("staff:report", args=["person", pk]),
    ],
)
def test_nothing_can_be_done_to_whom_one_does_not_see(deed: Callable[[int], str], place: Place) -> None:
    suggest(place)
    browser = browser_of(place.rita)

    answers = [browser.post(deed(pk), {"value": "yes"}) for pk in (place.tom.pk, 999999)]

    assert answers[0].status_code == 404
    assert answers[0].content == answers[1].content


def test_a_curator_of_it_reads_everything(place: Place) -> None:
    """So that the words above are there to be found."""
    pages = "".join(pages_of(browser_of(place.carol)).values())

    assert place.found_in(pages) == place.secret - {"tom@canary.example"}


def test_once_both_have_said_yes_they_read_of_each_other_what_people_who_met_do(place: Place) -> None:
    asked = ask(place)
    for user in (place.rita, place.tom):
        answer(asked, user=user, value="yes", at=timezone.now())

    pages = pages_of(browser_of(place.rita))

    assert place.found_in("".join(pages.values())) == place.secret - {"tom@canary.example"}
    assert SURNAME not in pages[reverse("circles:detail", args=["quiet"])]
    assert SURNAME in mails_to(User.objects.get(pk=place.rita.pk))


def test_who_comes_into_the_circle_changes_nothing_that_a_member_reads(place: Place) -> None:
    """Whoever shares nothing with them."""
    rita = browser_of(place.rita)
    before = read_by(rita)

    stranger = make_user("Somebodynew", headline="newcanary")
    join(place.circle, stranger)
    refresh_circle(place.circle.pk, at=timezone.now())

    assert read_by(rita) == before


def read_by(browser: Client) -> str:
    addresses = [reverse("circles:detail", args=["quiet"]), reverse("circles:list"), reverse("home")]
    return "".join(steady(browser.get(address).content.decode()) for address in addresses)
