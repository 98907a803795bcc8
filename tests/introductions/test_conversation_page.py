import re
from datetime import datetime

import pytest
from django.db.models import Q
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle
from apps.introductions import thread
from apps.introductions.models import Conversation, Message
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce_by_wish
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import erase
from tests.factories import make_user
from tests.introductions.scenes import ask, conversation_of, read, say_yes, signed_in, steady, url

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def conversation(circle: Circle, mina: User, jonas: User) -> Conversation:
    return conversation_of(circle, mina, jonas)


def write_many(conversation: Conversation, author: User, count: int) -> list[Message]:
    now = timezone.now()
    rows = [
        Message(conversation=conversation, author=author, body=f"line {number:03}", sent_at=now)
        for number in range(count)
    ]
    return Message.objects.bulk_create(rows)


def lines(text: str) -> list[int]:
    return [number for number in range(200) if f"line {number:03}" in text]


def test_a_new_conversation_says_who_met_through_whom_and_what_was_written(
    conversation: Conversation, mina: User, jonas: User
) -> None:
    page = read(mina, "conversation", conversation.pk)

    named = f'You have met <a href="/people/{jonas.pk}/">Jonas Weber</a>.'
    for words in (named, "Through Carol Curator", "#marketing", "You two should meet.", "Jonas"):
        assert words in " ".join(page.split())
    assert "Nobody has written yet" in page


def test_messages_stand_oldest_first_and_plain(
    conversation: Conversation, mina: User, jonas: User, at: datetime
) -> None:
    write_message(conversation, author=mina, body="<b>first</b> https://example.org", at=at)
    write_message(conversation, author=mina, body="second", at=at)

    page = read(mina, "conversation", conversation.pk)

    assert page.index("first") < page.index("second")
    assert ["<b>first" in page, "&lt;b&gt;first" in page, 'href="https://example.org' in page] == [False, True, False]


def test_a_message_is_sent_and_an_empty_one_stays_with_a_sentence(conversation: Conversation, mina: User) -> None:
    client, address = signed_in(mina), url("conversation", conversation.pk)

    empty, long = client.post(address, {"body": " "}), client.post(address, {"body": "x" * 5001})
    sent = client.post(address, {"body": "one\r\ntwo\x00"})

    assert (empty.status_code, "Write a few words first." in empty.text) == (422, True)
    assert (long.status_code, "longer than 5,000 characters" in long.text, "x" * 5001 in long.text) == (422, True, True)
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{address}#write")
    assert [message.body for message in Message.objects.all()] == ["one\ntwo"]


def test_who_is_not_in_it_gets_the_answer_of_one_that_does_not_exist(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User
) -> None:
    made = say_yes(ask(circle, mina, jonas, cleo), mina, jonas)
    for user in (carol, cleo, make_user("Stranger")):
        client = signed_in(user)
        for method in (client.get, client.post):
            real, none = (method(url("conversation", pk)) for pk in (made.conversation.pk, 10**19))

            assert (real.status_code, real.content, real.headers) == (404, none.content, none.headers)


def test_neither_side_of_a_block_finds_it_and_the_third_notices_nothing(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, cleo)
    before = steady(read(cleo, "conversation", conversation.pk))

    block(mina, jonas, at=at)

    for user in (mina, jonas):
        assert signed_in(user).get(url("conversation", conversation.pk)).status_code == 404
    assert steady(read(cleo, "conversation", conversation.pk)) == before
    sent = signed_in(cleo).post(url("conversation", conversation.pk), {"body": "Anybody here?"})
    assert (sent.status_code, Message.objects.count()) == (302, 1)


def test_reading_shows_to_nobody(conversation: Conversation, mina: User, jonas: User, at: datetime) -> None:
    write_message(conversation, author=mina, body="Hello", at=at)
    before = steady(read(mina, "conversation", conversation.pk))

    read(jonas, "conversation", conversation.pk)

    assert steady(read(mina, "conversation", conversation.pk)) == before


def test_an_erased_person_leaves_removed_messages_and_no_name(
    conversation: Conversation, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    write_message(conversation, author=jonas, body="CANARY", at=at)
    for user in (jonas, carol):
        erase(user, at=at)

    page = read(mina, "conversation", conversation.pk)

    for words in ("CANARY", "Jonas", "Carol", "You two should meet.", "without a name"):
        assert words not in page.replace("Write to Somebody without a name yet", "")
    for words in ("removed", "a former member", "Through a former member"):
        assert words in page


@pytest.mark.parametrize("by_mina", [True, False])
def test_an_introducer_whom_a_block_keeps_apart_is_not_named(
    by_mina: bool, conversation: Conversation, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    block(*((mina, carol) if by_mina else (carol, mina)), at=at)

    assert "Carol" not in read(mina, "conversation", conversation.pk)
    assert "Through Carol Curator" in read(jonas, "conversation", conversation.pk)


def test_two_who_wished_for_it_were_introduced_by_nobody(circle: Circle, mina: User, jonas: User) -> None:
    made = introduce_by_wish(circle, mina, jonas, at=timezone.now())

    assert "Both of you wished for it." in read(mina, "conversation", made.conversation.pk)


def test_a_long_conversation_shows_its_end_and_the_way_back(conversation: Conversation, mina: User) -> None:
    rows = write_many(conversation, mina, 150)
    client, address = signed_in(mina), url("conversation", conversation.pk)

    end = client.get(address).text
    before, whole = (client.get(f"{address}?before={rows[90].pk}", headers=extra).text for extra in (HTMX, {}))
    start = client.get(f"{address}?before={rows[30].pk}", headers=HTMX).text

    assert (lines(end), lines(before), lines(start)) == ([*range(90, 150)], [*range(30, 90)], [*range(30)])
    assert (f"?before={rows[90].pk}" in end, f"?before={rows[30].pk}" in before) == (True, True)
    assert ["?before=" in start, "<h1" in before, "<h1" in whole] == [False, False, True]


def test_a_page_that_stays_open_asks_for_what_is_newer(conversation: Conversation, mina: User) -> None:
    rows = write_many(conversation, mina, 100)
    client, address = signed_in(mina), url("conversation", conversation.pk)

    assert f'hx-get="{address}?after={rows[99].pk}"' in client.get(address).text
    nothing, some = (client.get(f"{address}?after={rows[number].pk}", headers=HTMX) for number in (99, 95))
    assert (nothing.status_code, nothing.content) == (204, b"")
    assert (lines(some.text), "<h1" in some.text) == ([*range(96, 100)], False)
    assert f'hx-get="{address}?after={rows[99].pk}"' in some.text


@pytest.mark.parametrize("written", ["before=x", "before=²", f"after={10**30}", "before=", "after=-1"])
def test_any_number_in_the_address_gets_a_page(written: str, conversation: Conversation, mina: User) -> None:
    assert signed_in(mina).get(url("conversation", conversation.pk) + f"?{written}").status_code == 200


@pytest.mark.parametrize("count", [1, 40])
def test_it_asks_the_same_number_of_queries_for_many_messages(
    count: int, circle: Circle, mina: User, jonas: User, cleo: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [mina, jonas, cleo][: 2 if count == 1 else 3]
    conversation = conversation_of(circle, *people)
    for user in people:
        write_message(conversation, author=user, body="Hello", at=timezone.now())
        write_many(conversation, user, count)
    client, address = signed_in(mina), url("conversation", conversation.pk)

    # session, user, own profile, conversation, members, messages, marking as read, what is new, introducer's blocks
    with django_assert_num_queries(11):
        client.get(address)


def unread(conversation: Conversation, reader: User) -> list[str]:
    read_at = conversation.members.get(user=reader).read_at
    rows = conversation.messages.filter(Q(sent_at__gt=read_at) if read_at else Q())
    return [row.body for row in rows.exclude(author=reader).order_by("pk")]


def test_what_waited_for_the_lock_while_the_page_was_read_is_unread(
    conversation: Conversation, mina: User, jonas: User
) -> None:
    client, address, sent = signed_in(mina), url("conversation", conversation.pk), timezone.now()
    for body in ("first", "second"):
        client.get(address)
        # Written at the moment of sending, although the page was opened later.
        write_message(conversation, author=jonas, body=body, at=sent)
        assert unread(conversation, mina) == [body]

    client.get(address)
    assert unread(conversation, mina) == []


def test_reading_what_came_before_does_not_make_the_latest_unread(
    conversation: Conversation, mina: User, jonas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread, "MESSAGES_A_PAGE", 1)
    for body in ("first", "second"):
        last = write_message(conversation, author=jonas, body=body, at=timezone.now())
    client, address = signed_in(mina), url("conversation", conversation.pk)

    for query in ("", f"?before={last.pk}"):
        client.get(address + query)

    assert unread(conversation, mina) == []


def test_it_is_marked_as_unread_below_its_last_message(conversation: Conversation, mina: User, jonas: User) -> None:
    button = "Mark as unread"
    assert button not in read(mina, "conversation", conversation.pk)
    write_message(conversation, author=jonas, body="Hello", at=timezone.now())

    page = read(mina, "conversation", conversation.pk)

    places = [page.index(words) for words in (">Hello<", button, 'id="write"', "Mute, leave or block")]
    assert (places, page.count(button)) == (sorted(places), 1)
    signed_in(mina).post(url("unread", conversation.pk))
    assert unread(conversation, mina) == ["Hello"]


def test_a_page_has_at_hand_what_is_said_when_sending_fails(conversation: Conversation, mina: User) -> None:
    page = read(mina, "conversation", conversation.pk)

    _before, hidden = page.split("<template data-failed>")
    assert 'role="alert"' in hidden
    assert "That did not go through" in hidden
    assert re.search(r'<script src="[^"]*js/failed[^"]*\.js" defer>', page)
