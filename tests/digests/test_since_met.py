"""What two who met have come to share, on the home page and in the digest."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle
from apps.digests.composing import today
from apps.digests.mails import PURPOSE, compose_digest
from apps.introductions.models import Conversation
from apps.introductions.services.conversing import mark_read
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.matching.models import SinceMet
from apps.profiles.models import User, Visibility
from tests.factories import add_trait

pytestmark = pytest.mark.django_db
KITES = "You and Jonas both like #kites"
HOME = reverse("home")


@pytest.fixture
def news(conversation: Conversation, pair: tuple[User, User], circle: Circle, at: datetime) -> None:
    """Mina and Jonas met; three days later both say that they like kites."""
    for user in pair:
        mark_read(conversation, reader=user, at=at)
        add_trait(user, "interest", "#kites", said_at=at + timedelta(days=3))


@pytest.fixture
def client(client: Client, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Mina's browser, five days after they met."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + timedelta(days=5))
    return client


def row(user: User, at: datetime, key: str = "1") -> OutboxMail:
    mine = {"user": user, "address": user.email, "state": "sent"}
    return OutboxMail.objects.create(purpose=PURPOSE, key=key, due_at=at, **mine)


def digest(user: User, at: datetime, key: str = "1") -> Composed | None:
    return compose_digest(row(user, at, key), at)


@pytest.mark.usefixtures("news")
def test_it_is_worth_a_mail_and_leads_to_the_conversation(mina: User, conversation: Conversation, at: datetime) -> None:
    mail = digest(mina, at + timedelta(days=5))

    assert mail is not None
    assert mail.subject == KITES
    link = f"http://127.0.0.1:8000/conversations/{conversation.pk}/"
    assert f"New since you met: Jonas Jahn\n- {KITES}\nSomething to write about? {link}\n" in mail.text
    assert [words in mail.html for words in (KITES, link, "New since you met")] == [True] * 3


@pytest.mark.usefixtures("news")
def test_the_same_mail_tells_it_again_and_the_next_one_does_not(mina: User, at: datetime) -> None:
    later = at + timedelta(days=5)
    mail = row(mina, later)

    first, again = compose_digest(mail, later), compose_digest(mail, later)
    next_one = digest(mina, later + timedelta(days=7), "2")

    assert first is not None
    assert again is not None
    assert (KITES in first.text, KITES in again.text, next_one) == (True, True, None)
    assert SinceMet.objects.count() == 1


@pytest.mark.usefixtures("news")
def test_a_fact_hidden_since_is_not_in_the_mail_that_is_tried_again(mina: User, jonas: User, at: datetime) -> None:
    later = at + timedelta(days=5)
    mail = row(mina, later)
    compose_digest(mail, later)

    jonas.traits.filter(topic__name="kites").update(visibility=Visibility.HIDDEN)

    again = compose_digest(mail, later)
    assert again is None or "kites" not in again.text


@pytest.mark.usefixtures("news")
def test_who_left_or_muted_the_conversation_is_told_nothing_and_the_other_still_is(
    mina: User, jonas: User, conversation: Conversation, at: datetime
) -> None:
    later = at + timedelta(days=5)
    for state in ("muted_at", "left_at"):
        conversation.members.filter(user=mina).update(**{state: at})

        assert [one is not None for one in (today(user, at=later).newly for user in (mina, jonas))] == [False, True]
        conversation.members.update(**{state: None})


@pytest.mark.usefixtures("news")
def test_the_home_page_says_it_until_it_is_put_away(client: Client, mina: User, jonas: User) -> None:
    pages = [client.get(HOME).text for _ in range(2)]
    assert [page.count(KITES) for page in pages] == [1, 1]
    assert SinceMet.objects.count() == 1

    said = client.post(reverse("matching:not_again", args=[jonas.pk])).text
    assert reverse("matching:again", args=[jonas.pk]) in said
    assert KITES not in client.get(HOME).text

    client.post(reverse("matching:again", args=[jonas.pk]))
    assert KITES in client.get(HOME).text


@pytest.mark.usefixtures("news")
def test_what_takes_its_place_without_a_page_is_only_the_answer(client: Client, jonas: User) -> None:
    client.get(HOME)

    said = client.post(reverse("matching:not_again", args=[jonas.pk]), headers={"HX-Request": "true"}).text

    assert said.lstrip().startswith("<article")


@pytest.mark.usefixtures("news")
def test_the_preview_says_it_and_notes_nothing(client: Client) -> None:
    assert KITES in client.get(reverse("digests:preview")).text
    assert not SinceMet.objects.exists()
