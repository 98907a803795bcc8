"""Before it is made nobody but its writer can tell what is in an envelope, or that there is anything; and what two
people keep for those they were introduced to stands nowhere."""

import json
from datetime import datetime, timedelta

import pytest
from django.contrib import admin
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.introductions.models import Introduction, Tiding
from apps.introductions.services.answering import answer
from apps.introductions.services.enclosing import Enclosed, enclose
from apps.introductions.services.thanking import take_back, tell
from apps.introductions.services.ways import add_way
from apps.mail.composers import compose
from apps.mail.models import OutboxMail
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.exports import export
from apps.profiles.models import ProfileTrait, User
from tests.factories import add_trait, make_circle, make_user
from tests.introductions.scenes import ask, say_yes, signed_in, steady
from tests.privacy.crawling import pages_of

pytestmark = pytest.mark.django_db
CANARY, KEPT = "zirbelfrage", "zirbelort"


class Table:
    """Carol introduces Mina and Jonas, or these two and Cleo; Mina has something to put in, and both keep a fact."""

    def __init__(self, *, group: bool = False) -> None:
        now = timezone.now()
        names = ("Carol", "Mina", "Jonas", "Cleo", "Mate", "Staff")
        self.carol, self.mina, self.jonas, self.cleo, self.mate, self.staff = map(make_user, names)
        User.objects.filter(pk=self.staff.pk).update(is_staff=True, is_superuser=True)
        everybody = [self.mina, self.jonas, self.cleo, self.mate]
        self.circle = make_circle("makers", curator=self.carol, members=everybody, at=now)
        for user in (self.mina, self.jonas):
            add_trait(user, "event", KEPT, visibility="introduced")
        refresh_circle(self.circle.pk, at=now)
        others = [self.jonas, self.cleo] if group else [self.jonas]
        self.asked = ask(self.circle, self.mina, *others, at=now)
        way = add_way(self.mina, label="Phone", value=f"{CANARY} way")
        number = [self.asked.pk]
        self.addresses = [
            "/",
            "/people/",
            f"/circles/{self.circle.tag}/",
            f"/people/{self.mina.pk}/",
            *(reverse(f"introductions:{name}", args=number) for name in ("detail", "envelope")),
        ]
        self.enclosed = Enclosed(f"What of {CANARY}?", shows_email=True, way_ids=[way.pk])

    def what_is_seen_by(self, user: User) -> dict[str, object]:
        """Pages with their costs, the export, and what mails there are."""
        browser = signed_in(User.objects.get(pk=user.pk))
        seen: dict[str, object] = {}
        for address in self.addresses:
            with CaptureQueriesContext(connection) as queries:
                answered = browser.get(address)
            seen[address] = (steady(answered.text), answered.status_code, len(queries), sorted(answered.headers))
        seen["export"] = json.dumps(export(user), cls=DjangoJSONEncoder, default=str)
        mails = OutboxMail.objects.filter(user=user).order_by("pk")
        seen["mails"] = [(mail.purpose, mail.key, mail.due_at, mail.payload) for mail in mails]
        return seen


def test_the_others_see_the_same_whether_something_goes_with_a_yes_or_not() -> None:
    table = Table()
    say_yes(table.asked, table.mina)
    watching = (table.jonas, table.carol, table.mate, table.staff)
    before = [table.what_is_seen_by(user) for user in watching]

    enclose(table.asked, user=table.mina, enclosed=table.enclosed, at=timezone.now())

    assert [table.what_is_seen_by(user) for user in watching] == before
    assert [seen[table.addresses[4]][1] for seen in before] == [200, 200, 404, 404]  # type: ignore[index]


def test_who_has_not_said_yes_to_a_group_that_is_made_sees_the_same() -> None:
    table = Table(group=True)
    before = table.what_is_seen_by(table.cleo)

    answer(table.asked, user=table.mina, value="yes", at=timezone.now(), enclosed=table.enclosed)
    made = say_yes(table.asked, table.jonas)

    assert table.what_is_seen_by(table.cleo) == before
    assert CANARY in page_of(table.jonas, made)


def page_of(user: User, introduction: Introduction) -> str:
    return str(signed_in(user).get(reverse("introductions:envelope", args=[introduction.pk])).text)


def found_by(user: User, table: Table) -> set[str]:
    text = str(table.what_is_seen_by(user)).lower()
    return {word for word in (CANARY, KEPT) if word in text}


def test_question_ways_and_kept_facts_are_found_by_those_who_met_and_only_then() -> None:
    table = Table()
    answer(table.asked, user=table.mina, value="yes", at=timezone.now(), enclosed=table.enclosed)
    others = (table.jonas, table.carol, table.mate, table.staff)
    before = [found_by(user, table) - ({KEPT} if user == table.jonas else set()) for user in others]
    theirs = [page for page in table.what_is_seen_by(table.jonas).values() if CANARY in str(page)]

    made = say_yes(table.asked, table.jonas)

    assert (before, theirs) == ([set(), set(), set(), set()], [])
    page = page_of(table.jonas, made)
    for words in (f"What of {CANARY}?", f"{CANARY} way", table.mina.email, f"You were both at {KEPT}"):
        assert words in page
    assert [found_by(user, table) for user in others[1:]] == [set(), set(), set()]


def test_nothing_is_said_of_what_the_two_keep_before_both_said_yes() -> None:
    """Jonas reads his own fact on his own pages, and nowhere beside Mina."""
    table = Table()
    answer(table.asked, user=table.mina, value="yes", at=timezone.now(), enclosed=table.enclosed)
    mail = OutboxMail.objects.get(purpose="introduction_asked", user=table.jonas)
    written = compose(mail, at=timezone.now())

    browser = signed_in(table.jonas)
    pages = pages_of(browser, reverse("introductions:detail", args=[table.asked.pk]))

    assert {address.split("/")[1] for address, page in pages.items() if KEPT in page.lower()} <= {"profile", "people"}
    assert KEPT not in pages[reverse("profiles:person", args=[table.mina.pk])].lower()
    assert written is not None
    assert KEPT not in written.text + written.html


def test_what_is_hidden_since_is_gone_at_the_next_reading_and_from_a_mail_that_waited() -> None:
    table, now = Table(), timezone.now()
    answer(table.asked, user=table.mina, value="yes", at=now, enclosed=table.enclosed)
    made = say_yes(table.asked, table.jonas)
    mail = OutboxMail.objects.get(purpose="introduction_made", user=table.jonas)
    before = (page_of(table.jonas, made), compose(mail, at=now))

    ProfileTrait.objects.filter(user=table.mina).update(visibility="hidden")
    enclose(made, user=table.mina, enclosed=Enclosed(), at=now)

    after = (page_of(table.jonas, made), compose(mail, at=now))
    assert [str(text).count(KEPT) > 0 and str(text).count(CANARY) > 0 for text in before] == [True, True]
    assert [word in str(text) for text in after for word in (KEPT, CANARY)] == [False] * 4


@pytest.mark.parametrize("ripe", [False, True])
def test_that_one_would_tell_the_introducer_changes_nothing_for_anybody_else(ripe: bool) -> None:
    table = Table(group=True)
    made = say_yes(table.asked, table.mina, table.jonas, table.cleo)
    others = (table.jonas, table.cleo, table.carol, table.mate)
    before = [table.what_is_seen_by(user) for user in others]
    at = timezone.now() - timedelta(days=ripe)

    tell(made.conversation, user=table.mina, kind=Tiding.Kind.MET, words=CANARY, at=at)

    assert [table.what_is_seen_by(user) for user in others] == before
    assert CANARY in page_of(table.mina, made)
    take_back(made.conversation, user=table.mina, kind=Tiding.Kind.MET, at=timezone.now())
    assert [table.what_is_seen_by(user) for user in others] == before


def test_none_of_it_is_in_the_admin(at: datetime) -> None:
    rooms = {model._meta.label for model in admin.site._registry}

    assert not rooms & {"introductions.Enclosure", "introductions.Way", "introductions.Tiding"}
