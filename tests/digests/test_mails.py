"""The digest as it is mailed; mails are kept here, so that they can be read."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client

from apps.circles.models import Circle
from apps.digests.composing import today
from apps.digests.mails import PURPOSE, UNSUBSCRIBE, UNSUBSCRIBE_AGE, compose_digest, render_digest
from apps.introductions.models import Conversation, Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.mail.composers import Composed
from apps.mail.links import at_home, unsign
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.matching.models import Showing
from apps.profiles.models import Profile, User, Visibility
from apps.profiles.services.leaving import ask_deletion
from tests.factories import make_circle, make_user
from tests.matching.scenes import LATER

pytestmark = pytest.mark.django_db
SCHOOLS = "You went to high schools 2 miles apart, and both like #yankees"


def outbox_row(user: User, at: datetime) -> OutboxMail:
    return OutboxMail.objects.create(purpose=PURPOSE, key=str(user.pk), user=user, address=user.email, due_at=at)


def composed(user: User, at: datetime) -> Composed | None:
    return compose_digest(outbox_row(user, at), at)


def written(user: User, at: datetime) -> Composed:
    mail = composed(user, at)
    assert mail is not None
    return mail


def showings(user: User) -> list[tuple[str, datetime]]:
    return list(Showing.objects.filter(user=user).order_by("first_at").values_list("place", "first_at"))


def test_nothing_to_say_is_no_mail(circle: Circle, at: datetime) -> None:
    alone = circle.memberships.exclude(role="curator").order_by("pk").last()
    assert alone is not None

    assert composed(alone.user, at) is None
    assert composed(make_user("Alone"), at) is None


def test_a_row_whose_person_is_unknown_is_no_mail(at: datetime) -> None:
    row = OutboxMail.objects.create(purpose=PURPOSE, key="1", address="a@example.org", due_at=at)

    assert compose_digest(row, at) is None


def test_an_ask_is_told_with_its_note_and_reasons(asked: Introduction, mina: User, at: datetime) -> None:
    mail = written(mina, at)

    assert mail.subject == f"Meet Jonas Jahn? {SCHOOLS}"
    for text in (mail.text, mail.html):
        for words in ("Jonas Jahn", "Carol Curator introduces you in #marketing", "You two should meet.", SCHOOLS):
            assert words in text
        assert f"/introductions/{asked.pk}/" in text


def test_a_coincidence_is_told_in_the_subject(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    Profile.objects.filter(user=jonas).update(headline="Sells maps")

    mail = written(mina, at)

    assert mail.subject == "You and Jonas went to high schools 2 miles apart, and both like #yankees"
    for text in (mail.text, mail.html):
        assert ["Jonas Jahn" in text, "Sells maps" in text, SCHOOLS in text, "%23suggestion-" in text] == [True] * 4


def test_who_wrote_is_told_without_what(conversation: Conversation, mina: User, jonas: User, at: datetime) -> None:
    write_message(conversation, author=jonas, body="CANARY", at=at)

    mail = written(mina, LATER)

    assert mail.subject == "Jonas Jahn wrote to you"
    for text in (mail.text, mail.html):
        assert "Jonas Jahn wrote to you" in text
        assert f"/conversations/{conversation.pk}/" in text
        assert "CANARY" not in text


def test_ones_circles_stand_at_the_end(asked: Introduction, mina: User, at: datetime) -> None:
    make_circle("bees", members=[mina])
    make_circle("closed", members=[mina], closed_at=at)
    make_circle("others")

    mail = written(mina, at)

    end = mail.html[mail.html.index("Your circles:") :]
    assert "Your circles: #bees, #marketing\n" in mail.text
    assert [path in end for path in ("/circles/bees/", "/circles/marketing/")] == [True, True]
    assert [word in mail.text + mail.html for word in ("#closed", "#others")] == [False, False]


def test_names_are_escaped_in_html_only(asked: Introduction, mina: User, jonas: User, at: datetime) -> None:
    Profile.objects.filter(user=jonas).update(name="Jo & <b>Co</b>")

    mail = written(mina, at)

    assert (mail.subject, "Jo & <b>Co</b>" in mail.text) == (f"Meet Jo & <b>Co</b>? {SCHOOLS}", True)
    assert "<b>Co</b>" not in mail.html


def test_mail_programs_can_end_it_with_one_click(circle: Circle, mina: User, at: datetime) -> None:
    mail = written(mina, at)

    link = mail.headers["List-Unsubscribe"].strip("<>")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert unsign(UNSUBSCRIBE, link.split("/")[-2], max_age=UNSUBSCRIBE_AGE) == {"user": mina.pk}
    assert [link in text for text in (mail.text, mail.html)] == [True, True]


def test_writing_shows_the_cards_once(circle: Circle, mina: User, jonas: User, at: datetime) -> None:
    mail = outbox_row(mina, at)
    for _ in range(2):
        compose_digest(mail, at)

    assert (showings(mina), showings(jonas)) == ([("digest", at)], [])


def test_looking_shows_nothing(circle: Circle, mina: User, at: datetime) -> None:
    render_digest(mina, today(mina, at=at))

    assert showings(mina) == []


def suspend(user: User, at: datetime) -> None:
    User.objects.filter(pk=user.pk).update(suspended_at=at)


def pause(user: User, at: datetime) -> None:
    Profile.objects.filter(user=user).update(paused_at=at)


def be_erased(user: User, at: datetime) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def go(user: User, at: datetime) -> None:
    ask_deletion(user, at=at)


@pytest.mark.parametrize("step", [suspend, pause, be_erased, go])
def test_who_is_not_to_be_written_to_gets_no_mail(
    step: Callable[[User, datetime], None], circle: Circle, asked: Introduction, mina: User, at: datetime
) -> None:
    step(mina, at)

    assert composed(mina, at) is None
    assert showings(mina) == []


def test_a_queued_digest_says_what_is_true_when_it_is_sent(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    row = outbox_row(mina, at)
    jonas.traits.filter(kind="school").update(visibility=Visibility.HIDDEN)

    mail = deliver(row.pk, at=LATER)

    assert mail is not None
    assert (mail.state, mail.subject) == ("kept", "You and Jonas both like #yankees")
    assert "high schools" not in mail.text + mail.html


def test_a_queued_digest_is_dropped_when_nothing_is_left_to_say(asked: Introduction, mina: User, at: datetime) -> None:
    row = outbox_row(mina, at)
    answer(asked, user=mina, value="no", at=at)

    mail = deliver(row.pk, at=LATER)

    assert mail is not None
    assert (mail.state, mail.subject, mail.text) == ("dropped", "", "")


@pytest.mark.parametrize(("zone", "day"), [("America/New_York", "March 13"), ("Europe/Berlin", "March 14")])
def test_days_are_told_by_the_clock_of_the_reader(
    zone: str, day: str, asked: Introduction, mina: User, at: datetime
) -> None:
    Introduction.objects.filter(pk=asked.pk).update(closes_at=datetime(2026, 3, 14, 2, tzinfo=UTC))
    Profile.objects.filter(user=mina).update(time_zone=zone)

    mail = written(mina, at)

    assert [day in mail.text, day in mail.html] == [True, True]


def test_a_place_on_the_home_page_is_come_to_through_the_log_in(mina: User, client: Client) -> None:
    link = urlsplit(at_home("suggestion-7"))

    signed_out = Client().get(f"{link.path}?{link.query}")
    client.force_login(mina)
    signed_in = client.get(f"{link.path}?{link.query}")

    assert (signed_out.status_code, 'name="next" value="/#suggestion-7"' in signed_out.text) == (200, True)
    assert (signed_in.status_code, signed_in["Location"]) == (302, "/#suggestion-7")
