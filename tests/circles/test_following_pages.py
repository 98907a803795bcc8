"""From a pasted list to invitations, on the pages of a curator."""

import html
import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle, Draft, Invitation, Membership, Role
from apps.circles.services import circles, drafting, erasing
from apps.circles.tasks import forget_invitations
from apps.mail.models import OutboxMail
from apps.profiles.models import Profile, User
from tests.circles.visits import signed_in
from tests.factories import join, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(david: User) -> Client:
    return signed_in(david)


def at(name: str, circle: Circle) -> str:
    return reverse(f"circles:{name}", args=[circle.tag])


def look(client: Client, circle: Circle, written: str) -> str:
    return client.post(at("follow_friday", circle), {"step": "look", "written": written}).text


def keep(client: Client, circle: Circle, written: str) -> str:
    """The list's good lines, as the page brings them back."""
    found = re.search(r'name="rows" value="([^"]*)"', look(client, circle, written))
    assert found
    words = {"step": "keep", "rows": html.unescape(found[1])}
    return client.post(at("follow_friday", circle), words, follow=True).text


def send(client: Client, circle: Circle, sentences: dict[str, str], **words: str) -> str:
    """By whom the line names."""
    typed = {f"sentence_{Draft.objects.get(name=who).pk}": sentence for who, sentence in sentences.items()}
    return client.post(at("drafts", circle), typed | words, follow=True).text


def who_waits() -> list[tuple[str, str]]:
    return [(draft.who, draft.sentence) for draft in Draft.objects.in_order()]


def test_from_a_paste_to_mails_and_links(client: Client, circle: Circle, david: User) -> None:
    shown = keep(client, circle, "#FF @ann\nBen <ben@example.org>\nCleo <cleo@example.org> — You sing\nDora\nben@")

    assert "4 lines are kept." in shown
    assert "3 wait for a sentence from you." in shown
    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (0, 0)
    assert {draft.curator for draft in Draft.objects.all()} == {david}

    shown = send(client, circle, {"@ann": "You ask well.", "Ben": "You  map streets.", "Cleo": "You sing", "Dora": ""})

    made = list(Invitation.objects.order_by("pk").values_list("name", "address", "sentence"))
    assert made == [
        ("@ann", "", "You ask well."),
        ("Ben", "ben@example.org", "You map streets."),
        ("Cleo", "cleo@example.org", "You sing"),
    ]
    assert list(OutboxMail.objects.values_list("address", flat=True)) == ["ben@example.org", "cleo@example.org"]
    assert "Links to #marketing" in shown
    assert "@ann" in shown
    assert who_waits() == [("Dora", "")]
    assert "One waits for a sentence from you." in client.get(at("drafts", circle)).text


def test_every_row_says_how_it_stands_and_nothing_typed_is_lost(client: Client, circle: Circle) -> None:
    written = "Ana <ana@example.org>\nben@\nana@example.org"

    shown = look(client, circle, written)

    assert (shown.count("<td>Good"), shown.count("<strong>Bad.</strong>")) == (1, 2)
    assert html.escape(written) in shown
    assert not Draft.objects.exists()


def test_of_a_file_the_bad_rows_can_be_corrected(client: Client, circle: Circle) -> None:
    file = SimpleUploadedFile("list.csv", b"name,email\nAna,ana@example.org\nBen,ben at home\n")

    shown = client.post(at("follow_friday", circle), {"step": "look", "file": file}).text

    assert "Ben &lt;ben at home&gt;</textarea>" in shown


@pytest.mark.parametrize("content", [b"Ana," + b"x" * 9_000_000, b"", b"x" * (10 * 1024 * 1024 + 1)])
def test_a_file_that_cannot_be_read_gets_a_sentence_and_what_was_typed_stays(
    content: bytes, client: Client, circle: Circle
) -> None:
    file = SimpleUploadedFile("list.csv", content)

    response = client.post(at("follow_friday", circle), {"step": "look", "written": "", "file": file})

    assert response.status_code == 200
    assert 'class="errorlist"' in response.text
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "rows", ["", "{", "[[1, 2, 3, 4]]", "[" * 50_000, "7", '[["a\\u0000", "x", 5]]', "[[]]", "null"]
)
def test_rows_that_did_not_come_from_the_page_keep_nobody(rows: str, client: Client, circle: Circle) -> None:
    response = client.post(at("follow_friday", circle), {"step": "keep", "rows": rows})

    assert response.status_code in {200, 302}
    assert not Draft.objects.exists()


def test_rows_from_a_browser_are_checked_again(client: Client, circle: Circle, david: User) -> None:
    rows = f'[["Shop www.shop.example", "a@example.org", ""], ["", "{david.email}", ""], ["Ana", "A@example.org", ""]]'

    client.post(at("follow_friday", circle), {"step": "keep", "rows": rows})

    assert [(draft.name, draft.address) for draft in Draft.objects.all()] == [("Ana", "a@example.org")]


def test_keeping_twice_keeps_once(client: Client, circle: Circle) -> None:
    for _ in range(2):
        client.post(
            at("follow_friday", circle), {"step": "keep", "rows": '[["Ana", "", "You sing"], ["@bob", "", ""]]'}
        )

    assert who_waits() == [("Ana", "You sing"), ("@bob", "")]


def test_a_circle_keeps_500_lines_and_the_rest_stays_in_the_form(client: Client, circle: Circle, david: User) -> None:
    Draft.objects.bulk_create(
        Draft(circle=circle, curator=david, name=f"Person {n}", position=n, created_at=circle.created_at)
        for n in range(499)
    )

    words = {"step": "keep", "rows": '[["Ana", "ana@example.org", "You sing"], ["Ben", "", ""]]'}
    shown = client.post(at("follow_friday", circle), words).text

    assert "A circle keeps at most 500 lines." in shown
    assert "Ana &lt;ana@example.org&gt; — You sing\nBen</textarea>" in shown
    assert Draft.objects.count() == 499


def test_a_bad_sentence_sends_nothing_and_everything_stays(client: Client, circle: Circle) -> None:
    keep(client, circle, "Ana <ana@example.org>\nBen <ben@example.org>")

    shown = send(client, circle, {"Ana": "You sing.", "Ben": "See www.shop.example"})

    assert "The sentence has a link in it." in shown
    assert ["You sing." in shown, "See www.shop.example" in shown] == [True, True]
    assert (Invitation.objects.count(), Draft.objects.count()) == (0, 2)


def test_somebody_without_a_name_sends_nothing_and_sentences_are_kept(
    client: Client, circle: Circle, david: User
) -> None:
    keep(client, circle, "Ana <ana@example.org>")
    Profile.objects.filter(user=david).update(name="")

    shown = send(client, circle, {"Ana": "You sing."})

    assert "Write your name on your profile first." in shown
    assert who_waits() == [("Ana", "You sing.")]


def test_taking_a_line_out_keeps_what_was_typed_in_the_others(client: Client, circle: Circle) -> None:
    keep(client, circle, "Ana\nBen")
    ben = Draft.objects.get(name="Ben")

    send(client, circle, {"Ana": "You sing.", "Ben": "You map."}, drop=str(ben.pk))

    assert who_waits() == [("Ana", "You sing.")]
    assert not Invitation.objects.exists()


def test_a_line_that_was_taken_out_can_be_put_back(client: Client, circle: Circle, david: User) -> None:
    keep(client, circle, "Ana <ana@example.org> — You sing.\nBen")
    shown = send(client, circle, {"Ben": ""}, drop=str(Draft.objects.get(name="Ana").pk))
    assert "Ana is taken out." in shown
    far = circles.create_circle("far", purpose="Far", by=david, at=circle.created_at)

    for where in (far, circle, circle):
        shown = client.post(at("drafts", where), {"put_back": "1"}, follow=True).text

    assert sorted((line.who, line.address, line.sentence) for line in Draft.objects.all()) == [
        ("Ana", "ana@example.org", "You sing."),
        ("Ben", "", ""),
    ]
    assert "Ana is taken out." not in shown
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "9" * 40, "-1", "7²"])
def test_a_number_of_no_line_takes_nothing_out(number: str, client: Client, circle: Circle) -> None:
    keep(client, circle, "Ana")

    assert client.post(at("drafts", circle), {"drop": number}).status_code == 302
    assert Draft.objects.count() == 1


def test_lines_of_another_circle_are_neither_read_nor_taken_out(client: Client, circle: Circle) -> None:
    far = circles.create_circle("far", purpose="Far", by=make_user("Carol"), at=circle.created_at)
    line = Draft.objects.create(
        circle=far, curator=make_user(), name="Zed Quill", position=1, created_at=circle.created_at
    )

    client.post(at("drafts", circle), {"drop": str(line.pk), f"sentence_{line.pk}": "Mine now."})

    line.refresh_from_db()
    assert line.sentence == ""
    assert "Zed Quill" not in client.get(at("drafts", circle)).text


def test_both_curators_read_the_lines_and_either_sends_them(client: Client, circle: Circle) -> None:
    carol = make_user("Carol")
    join(circle, carol, role=Role.CURATOR)
    keep(client, circle, "Ana — You sing.")

    send(signed_in(carol), circle, {"Ana": "You sing."})

    assert Invitation.objects.get().inviter == carol


def test_a_closed_circle_keeps_and_sends_nothing(client: Client, circle: Circle, david: User, at_: datetime) -> None:
    keep(client, circle, "Ana — You sing.")
    circles.close(circle, by=david, at=at_)

    shown = client.post(at("follow_friday", circle), {"step": "keep", "rows": '[["Ben", "", ""]]'}).text
    client.post(at("drafts", circle), {})

    assert "This circle is closed." in shown
    assert (Draft.objects.count(), Invitation.objects.count()) == (1, 0)
    forget_invitations()
    assert not Draft.objects.exists()


def test_lines_that_nobody_sends_are_forgotten(client: Client, circle: Circle) -> None:
    keep(client, circle, "Ana")
    since = Draft.objects.get().created_at

    counts = [drafting.forget_drafts(at=since + timedelta(days=days)) for days in (59, 60, 60)]

    assert counts == [0, 1, 0]


def test_who_is_erased_leaves_no_lines(client: Client, circle: Circle, david: User, at_: datetime) -> None:
    keep(client, circle, "Ana")

    erasing.erase(david, at_)

    assert not Draft.objects.exists()


def test_no_member_reads_the_lines(client: Client, circle: Circle, mina: User) -> None:
    keep(client, circle, "Ana")

    assert list(Draft.objects.visible_to(mina)) == []
    assert len(Draft.objects.visible_to(Membership.objects.curators().get().user)) == 1


@pytest.fixture
def at_(circle: Circle) -> datetime:
    return circle.created_at


def test_sentences_are_kept_without_sending(client: Client, circle: Circle) -> None:
    keep(client, circle, "Ana <ana@example.org>")

    shown = send(client, circle, {"Ana": "You sing."}, save="1")

    assert "Your sentences are kept." in shown
    assert (Draft.objects.get().sentence, Invitation.objects.count()) == ("You sing.", 0)
