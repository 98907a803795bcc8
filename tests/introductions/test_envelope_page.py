import re
from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from apps.circles.models import Circle
from apps.introductions.models import Enclosure, Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.enclosing import Enclosed, enclose
from apps.introductions.services.ways import add_way
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from tests.factories import add_trait, join, make_user
from tests.introductions.scenes import ask, conversation_of, read, say_yes, signed_in, url
from tests.introductions.sending import delivered

pytestmark = pytest.mark.django_db
QUESTION = "How does one cast type by hand?"


@pytest.fixture
def asked(circle: Circle, mina: User, jonas: User) -> Introduction:
    return ask(circle, mina, jonas)


def described(page: str) -> str:
    """What is read out with the box for a message; empty where nothing is."""
    box = re.search(r'<textarea[^>]*id="id_body"[^>]*>', page)
    assert box
    by = re.search(r'aria-describedby="([^"]+)"', box.group())
    hint = by and re.search(rf'id="{by.group(1)}">([^<]*)<', page)
    return hint.group(1) if hint else ""


def test_a_yes_by_the_page_takes_question_and_ticks_along(asked: Introduction, mina: User, jonas: User) -> None:
    way, other = (add_way(mina, label="Phone", value=value) for value in ("+1 555 0100", "+1 555 0199"))
    page = read(mina, "detail", asked.pk)

    signed_in(mina).post(
        url("answer", asked.pk), {"value": "yes", "question": QUESTION, "share": ["email", str(way.pk)]}
    )
    waiting = read(mina, "detail", asked.pk)
    signed_in(jonas).post(url("answer", asked.pk), {"value": "yes"})
    envelope = read(jonas, "envelope", asked.pk)

    assert ["One thing you would like to ask the other" in page, "Phone: +1 555 0100" in page] == [True, True]
    assert QUESTION in waiting
    found = [words in envelope for words in (QUESTION, "Mina Park asks", mina.email, way.value, other.value)]
    assert found == [True, True, True, True, False]
    assert described(envelope) == f"Mina asks: {QUESTION}"
    assert "Through Carol Curator, in #marketing" in envelope
    assert QUESTION in read(jonas, "conversation", asked.conversation.pk)


def test_a_bad_question_keeps_what_was_typed_and_says_that_the_yes_is_still_to_be_said(
    asked: Introduction, mina: User
) -> None:
    form = {"value": "yes", "question": "See www.mina.example", "share": ["email"]}

    response = signed_in(mina).post(url("answer", asked.pk), form)

    assert (response.status_code, Enclosure.objects.count()) == (422, 0)
    for words in ("See www.mina.example", "Leave links out, also", "You have not said yes yet.", "Yes, introduce us"):
        assert words in response.text
    assert re.search(r'value="email"[^>]*checked', response.text)


@pytest.mark.parametrize("share", ["0", "99999999999999999999", "x", "\x00"])
def test_a_way_that_is_not_there_is_refused_with_a_sentence(share: str, asked: Introduction, mina: User) -> None:
    response = signed_in(mina).post(url("answer", asked.pk), {"value": "yes", "share": [share]})

    assert (response.status_code, "Choose again." in response.text) == (422, True)


def test_a_no_takes_nothing_along(asked: Introduction, mina: User) -> None:
    signed_in(mina).post(url("answer", asked.pk), {"value": "no", "question": "See www.mina.example"})

    assert (asked.answers.get(user=mina).value, Enclosure.objects.count()) == ("no", 0)


def test_what_goes_with_a_yes_is_changed_by_the_page_while_it_waits(asked: Introduction, mina: User) -> None:
    say_yes(asked, mina)
    client = signed_in(mina)

    saved = client.post(url("enclose", asked.pk), {"question": QUESTION}, follow=True).text
    refused = client.post(url("enclose", asked.pk), {"question": "Or www.mina.example?"})

    assert ["Saved." in saved, QUESTION in saved] == [True, True]
    assert (refused.status_code, "Or www.mina.example?" in refused.text) == (422, True)
    assert Enclosure.objects.get().question == QUESTION


def test_the_home_page_takes_a_question_too(asked: Introduction, mina: User) -> None:
    page = signed_in(mina).get("/").text

    assert page.count(f'id="enclosed-{asked.pk}-question"') == 1


def test_an_envelope_that_is_not_open_is_not_there(asked: Introduction, mina: User, cleo: User) -> None:
    say_yes(asked, mina)

    assert [signed_in(user).get(url("envelope", asked.pk)).status_code for user in (mina, cleo)] == [404, 404]


def test_an_empty_one_says_that_something_can_still_be_put_in(circle: Circle, mina: User, jonas: User) -> None:
    conversation = conversation_of(circle, mina, jonas)

    page = read(mina, "conversation", conversation.pk)

    assert "You have put nothing into the envelope yet. You still can." in page
    client, number = signed_in(mina), conversation.introduction_id
    client.post(url("enclose", number), {"question": QUESTION})
    changed = client.post(url("enclose", number), {"question": "Another?"})
    assert (changed.status_code, "Your question has been read by now." in changed.text) == (422, True)


def test_what_one_is_asked_stands_in_the_conversation_until_one_has_written_oneself(
    circle: Circle, mina: User, jonas: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas)
    enclose(conversation.introduction, user=jonas, enclosed=Enclosed(QUESTION), at=at)
    envelope = url("envelope", conversation.introduction_id)

    def found() -> tuple[bool, bool, bool]:
        page = read(mina, "conversation", conversation.pk)
        asks = f'<blockquote class="note">{QUESTION}'
        return asks in page, f'<a href="{envelope}">The envelope</a>' in page, envelope in page

    write_message(conversation, author=jonas, body="Hello", at=at)
    assert found() == (True, False, True)

    write_message(conversation, author=mina, body="Hello to you", at=at)
    assert found() == (False, True, True)


def test_through_a_former_member_once_the_introducer_is_erased(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas)

    erase(carol, at=at)

    assert "Through a former member, in #marketing" in read(mina, "envelope", conversation.introduction_id)


def test_the_mail_holds_what_was_put_in_and_no_address_that_a_mail_program_would_link(
    circle: Circle, mina: User, jonas: User, at: datetime, settings: Settings
) -> None:
    settings.SITE_URL = "https://intro.example.org"
    asked = ask(circle, mina, jonas, at=at)
    ways = [
        add_way(mina, label=label, value=value).pk
        for label, value in (("Phone", "+1 555 0100"), ("Page", "evil.example"))
    ]
    enclosed = Enclosed("Type & <ink>?", shows_email=True, way_ids=ways)
    answer(asked, user=mina, value="yes", at=at, enclosed=enclosed)
    for user in (mina, jonas):
        add_trait(user, "event", "Typo Berlin", visibility="introduced")
    say_yes(asked, jonas, at=at)

    mails = delivered(at, "introduction_made")

    theirs, own = mails["Jonas Weber"], mails["Mina Park"]
    for text in (theirs.text, theirs.html):
        for words in (
            mina.email,
            "+1 555 0100",
            "Page: in the envelope",
            "You were both at Typo Berlin",
            "Mina Park asks",
        ):
            assert words in text
        assert (url("envelope", asked.pk) in text, "evil.example" in text) == (True, False)
        assert "Carol Curator introduced you." in text
    assert ["Type & <ink>?" in theirs.text, "Type &amp; &lt;ink&gt;?" in theirs.html] == [True, True]
    assert "<ink>" not in own.text
    assert "You were both at Typo Berlin" in own.text


@pytest.mark.parametrize("count", [2, 4])
def test_it_asks_a_fixed_number_of_queries_but_for_what_each_two_share(
    count: int, circle: Circle, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [make_user() for _ in range(count)]
    for user in people:
        join(circle, user)
    conversation = conversation_of(circle, *people)
    for user in people:
        way = add_way(user, label="Phone", value="1")
        enclose(conversation.introduction, user=user, enclosed=Enclosed(QUESTION, way_ids=[way.pk]), at=at)
    client = signed_in(people[0])

    # Seven of them for why they were introduced, as on the page of the ask.
    with django_assert_num_queries(21 + count):
        client.get(url("envelope", conversation.introduction_id))


def test_the_box_says_what_the_other_asked_until_one_has_written_oneself(
    asked: Introduction, mina: User, jonas: User
) -> None:
    question = "Is it <b>bees</b> & honey?"
    answer(asked, user=mina, value="yes", at=asked.asked_at, enclosed=Enclosed(question))
    talk = say_yes(asked, jonas, at=asked.asked_at).conversation
    escaped = "Mina asks: Is it &lt;b&gt;bees&lt;/b&gt; &amp; honey?"

    # Whoever asked reads none of their own.
    assert [described(read(user, "conversation", talk.pk)) for user in (jonas, mina)] == [escaped, ""]
    again = signed_in(jonas).post(url("conversation", talk.pk), {"body": " "}, headers={"HX-Request": "true"})
    assert (again.status_code, escaped in again.text) == (422, True)
    assert 'aria-describedby="id_body_helptext id_body_error"' in again.text

    write_message(talk, author=mina, body="Hello", at=asked.asked_at)
    assert described(read(jonas, "conversation", talk.pk)) == escaped

    assert described(read(jonas, "envelope", asked.pk)) == escaped

    write_message(talk, author=jonas, body="Hello to you", at=asked.asked_at)
    pages = (read(jonas, "conversation", talk.pk), read(jonas, "envelope", asked.pk))
    assert [described(page) for page in pages] == ["", ""]
    again = signed_in(jonas).post(url("conversation", talk.pk), {"body": " "}, headers={"HX-Request": "true"})
    assert "Mina asks" not in again.text
