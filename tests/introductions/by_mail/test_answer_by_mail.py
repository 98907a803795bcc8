"""Answering by the links in a mail."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.models import Circle
from apps.introductions.answer_links import NO, NOT_NOW, YES, undo_path
from apps.introductions.models import Introduction, MailedYes
from apps.introductions.services import mailing
from apps.introductions.services.answering import answer, say_yes_by_mail
from apps.introductions.tasks import close_introductions
from apps.mail.links import sign
from apps.mail.models import OutboxMail
from apps.profiles.exports import export
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from tests.introductions.mailing import CHOICES, link, said, say_yes, signed_in
from tests.introductions.scenes import ask
from tests.mail.tokens import signed_ago

pytestmark = pytest.mark.django_db
TEN = timedelta(minutes=10)


def test_each_link_says_what_will_happen_and_does_nothing(asked: Introduction, mina: User, client: Client) -> None:
    pages = {value: client.get(link(asked, mina, value)) for value in CHOICES}

    assert [page.status_code for page in pages.values()] == [200] * 3
    assert [page["Cache-Control"].count("no-store") for page in pages.values()] == [1] * 3
    words = ("Would you like to meet Jonas?", "Not now?", "Not for you?")
    assert [word in page.text for word, page in zip(words, pages.values(), strict=True)] == [True] * 3
    assert [len(re.findall('<button type="submit" class="btn do"', page.text)) for page in pages.values()] == [1] * 3
    assert (said(asked, mina), MailedYes.objects.count()) == (("", ""), 0)


def test_a_page_tells_nothing_that_the_mail_did_not(asked: Introduction, mina: User, client: Client) -> None:
    for value in CHOICES:
        page = client.get(link(asked, mina, value)).text
        assert [words in page for words in ("Weber", "Park", "You two should meet.", "Today")] == [False] * 4
        assert "This page came with a mail to Mina." in page


@pytest.mark.parametrize(("value", "reason"), [(NOT_NOW, "not_now"), (NO, "")])
def test_a_no_is_one_button(value: str, reason: str, asked: Introduction, mina: User, client: Client) -> None:
    response = client.post(link(asked, mina, value))

    assert ("You let it pass" in response.text, said(asked, mina)) == (True, ("no", reason))


def test_a_yes_is_no_yes_without_a_choice(asked: Introduction, mina: User, client: Client) -> None:
    page = client.get(link(asked, mina, YES)).text
    responses = [client.post(link(asked, mina, YES), data) for data in ({}, {"value": ""}, {"value": "maybe"})]

    assert (page.count('type="radio"'), "checked" in page) == (3, False)
    assert [response.status_code for response in responses] == [422] * 3
    assert "Choose one of the three first." in responses[0].text
    assert (said(asked, mina), MailedYes.objects.count()) == (("", ""), 0)


def test_a_yes_counts_after_ten_minutes(asked: Introduction, mina: User, jonas: User, client: Client) -> None:
    answer(asked, user=jonas, value="yes", at=timezone.now())
    now = timezone.now()
    page = client.get(say_yes(client, asked, mina))
    mailed = MailedYes.objects.get()

    assert ["You said yes" in page.text, now + TEN <= mailed.counts_at <= timezone.now() + TEN] == [True, True]
    assert mailing.count_due(at=mailed.counts_at - timedelta(seconds=1)) == 0
    asked.refresh_from_db()
    assert (asked.state, said(asked, mina), OutboxMail.objects.filter(purpose="introduction_made").count()) == (
        "asked", ("", ""), 0
    )  # fmt: skip

    assert [mailing.count_due(at=mailed.counts_at) for _ in range(2)] == [1, 0]
    asked.refresh_from_db()
    assert (asked.state, said(asked, mina), OutboxMail.objects.filter(purpose="introduction_made").count()) == (
        "made", ("yes", ""), 2
    )  # fmt: skip


def test_it_can_be_undone_until_it_counts(asked: Introduction, mina: User, client: Client) -> None:
    path = say_yes(client, asked, mina)

    assert client.get(path).status_code == 200
    assert MailedYes.objects.count() == 1
    assert "Taken back" in client.post(path).text
    assert mailing.count_due(at=timezone.now() + TEN) == 0
    assert said(asked, mina) == ("", "")
    assert [response.status_code for response in (client.get(path), client.post(path))] == [410, 410]


def test_yes_twice_is_once(asked: Introduction, mina: User, client: Client) -> None:
    say_yes(client, asked, mina)
    before = MailedYes.objects.get().counts_at
    say_yes(client, asked, mina)

    assert MailedYes.objects.get().counts_at == before


@pytest.mark.parametrize("value", [NO, YES])
def test_what_is_said_on_the_page_is_said_instead(
    value: str, asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    say_yes(client, asked, jonas)
    say_yes(client, asked, mina)
    answer(asked, user=mina, value=value, at=timezone.now())

    assert [row.user for row in MailedYes.objects.all()] == [jonas]
    mailing.count_due(at=timezone.now() + TEN)
    assert said(asked, mina) == (value, "")


def test_a_no_by_mail_takes_the_place_of_a_yes(asked: Introduction, mina: User, client: Client) -> None:
    say_yes(client, asked, mina)
    client.post(link(asked, mina, YES), {"value": "not_now"})

    assert (said(asked, mina), MailedYes.objects.count()) == (("no", "not_now"), 0)


def test_the_link_of_one_does_nothing_for_another(asked: Introduction, mina: User, jonas: User, cleo: User) -> None:
    browser = Client()
    browser.force_login(jonas)
    browser.post(link(asked, mina, NO))

    assert (said(asked, mina), said(asked, jonas)) == (("no", ""), ("", ""))
    foreign = sign("introduction.answer", introduction=asked.pk, user=cleo.pk, value="yes")
    assert browser.get(f"/introductions/by-mail/{foreign}/").status_code == 410


def test_a_forged_link_is_no_page(asked: Introduction, mina: User, client: Client) -> None:
    path = link(asked, mina, YES)
    other = sign("introduction.undo", introduction=asked.pk, user=mina.pk, value="yes")
    wrong = [path[:-2] + "/", path.replace("by-mail/", "by-mail/x"), f"/introductions/by-mail/{other}/", path + "undo/"]

    assert [(client.get(one).status_code, client.post(one).status_code) for one in wrong] == [(404, 404)] * 4


def test_an_old_link_says_so(asked: Introduction, mina: User, client: Client) -> None:
    claims: dict[str, int | str] = {"introduction": asked.pk, "user": mina.pk, "value": "yes"}
    token = signed_ago(timedelta(days=10, minutes=1), "introduction.answer", **claims)

    response = client.get(f"/introductions/by-mail/{token}/")

    assert (response.status_code, "This link has expired." in response.text) == (410, True)


def test_a_yes_that_would_come_too_late_says_so(asked: Introduction, mina: User, client: Client) -> None:
    Introduction.objects.update(closes_at=timezone.now() + TEN)

    response = client.post(link(asked, mina, YES), {"value": "yes"})

    assert (response.status_code, "This closes in less than ten minutes" in response.text) == (410, True)
    assert ["This is over" in response.text, "A few minutes are left" in response.text] == [False, True]
    assert MailedYes.objects.count() == 0


def test_a_yes_in_time_counts_also_where_the_worker_comes_too_late(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    asked = ask(circle, mina, jonas, at=at)
    answer(asked, user=jonas, value="yes", at=at)
    say_yes_by_mail(asked, user=mina, at=asked.closes_at - timedelta(minutes=11))

    close_introductions()

    asked.refresh_from_db()
    assert (asked.state, asked.settled_at) == ("made", asked.closes_at - timedelta(minutes=1))


def test_one_that_cannot_be_counted_holds_up_no_other(
    asked: Introduction, mina: User, jonas: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(about: int, user: User, at: datetime) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setitem(mailing._kinds, "broken", mailing.Kind(lambda about: None, fail, lambda about, user: False))
    MailedYes.objects.create(user=mina, kind="broken", about=1, counts_at=timezone.now())
    say_yes(client, asked, mina)

    assert mailing.count_due(at=timezone.now() + TEN) == 1
    assert [row.kind for row in MailedYes.objects.all()] == ["broken"]


def test_it_is_in_the_export_and_goes_with_the_account(asked: Introduction, mina: User, client: Client) -> None:
    path = say_yes(client, asked, mina)
    counts_at = MailedYes.objects.get().counts_at

    assert export(mina)["yeses_by_mail"] == [{"about": "introduction", "counts_at": counts_at}]
    erase(mina, at=timezone.now())
    assert (MailedYes.objects.count(), client.get(path).status_code) == (0, 404)


def test_the_undo_link_is_its_owners_alone(asked: Introduction, mina: User, jonas: User, client: Client) -> None:
    say_yes(client, asked, mina)
    mailed = MailedYes.objects.get()
    theirs = sign("introduction.undo", kind=mailed.kind, about=mailed.about, user=jonas.pk)

    assert client.post(f"/introductions/by-mail/{theirs}/undo/").status_code == 410
    assert client.get(undo_path(mailed)).status_code == 200


@pytest.mark.parametrize("other_says_yes", [False, True])
def test_where_it_is_undone_counts_no_yeses_of_others(
    other_says_yes: bool, asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    """What is signed is no secret to whoever has the address."""
    first = say_yes(client, asked, mina)
    client.post(first)  # taken back
    if other_says_yes:
        say_yes(client, asked, jonas)
    second = say_yes(client, asked, mina)

    said_of = {"kind": "introduction", "about": asked.pk, "user": mina.pk}
    assert [signed_in(path) for path in (first, second)] == [said_of, said_of]


def test_their_own_page_says_that_a_yes_by_mail_is_on_its_way(
    asked: Introduction, mina: User, jonas: User, client: Client
) -> None:
    say_yes(client, asked, mina)
    said_so = {}
    for user in (mina, jonas):
        client.force_login(user)
        pages = [client.get(path).text for path in ("/", f"/introductions/{asked.pk}/")]
        said_so[user] = ["You said yes by mail." in page for page in pages]

    assert said_so == {mina: [True, True], jonas: [False, False]}
