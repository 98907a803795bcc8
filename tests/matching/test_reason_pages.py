"""Each sentence of a card leads to the facts it rests on, and can be left out."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, SeenBy
from apps.digests.mails import compose_digest
from apps.mail.models import OutboxMail
from apps.matching.engine import EvidenceType
from apps.matching.models import NoReason, Suggestion
from apps.matching.services.following import refresh_person
from apps.matching.services.leaving_out import leave_out
from apps.profiles.models import ProfileTrait, User
from tests.factories import AT, add_trait, connect, join, make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle

pytestmark = pytest.mark.django_db
HTMX = {"hx_request": "true"}


@pytest.fixture
def pair() -> tuple[User, User]:
    pair = golden_pair()
    for user in pair:
        add_trait(user, "language", "Ido")
    return pair


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)])


@pytest.fixture
def mina(circle: Circle, pair: tuple[User, User]) -> Client:
    """Signed in, with the card before her."""
    client = Client()
    client.force_login(pair[0])
    client.get(reverse("home"))
    return client


def card(client: Client) -> str:
    """Of the only one who is suggested."""
    found = re.search(r'<article class="letter small-sheet.*?</article>', client.get(reverse("home")).text, re.DOTALL)
    return found[0] if found else ""


def post(client: Client, name: str, pk: int, data: dict[str, Any], **headers: str) -> Any:
    return client.post(reverse(f"matching:{name}", args=[pk]), data, headers=headers)


def yankees(user: User) -> dict[str, int]:
    return {"type": int(EvidenceType.SHARED), "fact": user.traits.get(kind="interest").pk}


def test_sentences_lead_to_both_sides_facts(mina: Client, pair: tuple[User, User]) -> None:
    links = re.findall(r'href="([^"]+#(?:fact|said)-[^"]+)"', card(mina))

    own = [reverse("profiles:edit") + f"#fact-{fact.pk}" for fact in pair[0].traits.all()]
    theirs = [reverse("profiles:person", args=[pair[1].pk]) + f"#said-{fact.kind}" for fact in pair[1].traits.all()]
    assert sorted(links) == sorted(own + theirs)
    for link in links:
        page, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in mina.get(page).text


def test_where_members_do_not_see_each_other_nothing_leads_to_the_other(mina: Client, pair: tuple[User, User]) -> None:
    ProfileTrait.objects.filter(kind="language").delete()
    friend = make_user("Ana", may_be_named=True)
    join(Circle.objects.get(), friend)
    for user in pair:
        connect(user, friend)
    refresh_person(pair[0].pk, at=LATER)
    pages = [reverse("profiles:person", args=[user.pk]) for user in (pair[1], friend)]
    assert [page in card(mina) for page in pages] == [True, True]

    Circle.objects.update(members_seen_by=SeenBy.CURATORS)

    closed = card(mina)
    assert [page in closed for page in pages] == [False, False]
    # What is told of the other all the same, and where one's own facts are.
    assert ("Richmond Hill High School" in closed, "Known to you both: Ana" in " ".join(closed.split())) == (True, True)
    assert closed.count(reverse("profiles:edit") + "#fact-") == len(re.findall(r"This reason: (?!people)", closed)) > 0


def test_whom_both_know_is_not_named_unless_they_allowed_it(mina: Client, pair: tuple[User, User]) -> None:
    for name in ("Ana", "Ben", "Eva"):
        friend = make_user(name)
        join(Circle.objects.get(), friend)
        for user in pair:
            connect(user, friend)
    refresh_person(pair[0].pk, at=LATER)

    told = card(mina)

    assert "At least three people of this circle know you both." in told
    assert "This reason: people you both know" in told
    assert not re.search("Ana|Ben|Eva", told)


def test_a_reason_is_left_out_on_the_card_and_taken_back_right_there(mina: Client, pair: tuple[User, User]) -> None:
    suggestion = Suggestion.objects.get()

    left_out = post(mina, "leave_out", suggestion.pk, yankees(pair[0]), **HTMX).text

    undo = reverse("matching:count_again", args=[NoReason.objects.get().pk])
    assert "No reason for you any more: #yankees." in left_out
    assert ("both like #yankees" in left_out, "both speak Ido" in left_out, undo in left_out) == (False, True, True)

    again = post(mina, "count_again", NoReason.objects.get().pk, {"card": suggestion.pk}, **HTMX).text

    assert ("both like #yankees" in again, "A reason again: #yankees." in again) == (True, True)
    assert not NoReason.objects.exists()


def test_a_card_of_which_too_little_is_left_goes_and_comes_back(mina: Client, pair: tuple[User, User]) -> None:
    suggestion, school = Suggestion.objects.get(), pair[0].traits.get(kind="school")
    leave_out(EvidenceType.NEAR, school, by=pair[0], at=LATER)
    pair[0].traits.get(kind="language").delete()

    said = post(mina, "leave_out", suggestion.pk, yankees(pair[0]), **HTMX).text
    no_reason = NoReason.objects.get(type=EvidenceType.SHARED)
    assert "No reason for you any more: #yankees. With it the suggestion of Jonas has gone." in said
    undo = reverse("matching:count_again", args=[no_reason.pk])
    assert (undo in said, f'name="card" value="{suggestion.pk}"' in said, "<h3>" in said) == (True, True, False)
    NoReason.objects.filter(type=EvidenceType.NEAR).delete()

    again = post(mina, "count_again", no_reason.pk, {"card": suggestion.pk}, **HTMX).text

    assert "high schools 2 miles apart, and both like #yankees" in again


def test_it_works_as_a_plain_form_and_the_settings_take_it_back(mina: Client, pair: tuple[User, User]) -> None:
    response = post(mina, "leave_out", Suggestion.objects.get().pk, yankees(pair[0]))
    undo = reverse("matching:count_again", args=[NoReason.objects.get().pk])

    assert (response.status_code, response.url) == (302, reverse("home"))
    assert "No reason for you any more: #yankees. Nobody is told" in mina.get(reverse("home")).text
    for page in ("profiles:settings", "introductions:passed"):
        assert undo in mina.get(reverse(page)).text
    assert mina.post(undo, follow=True).redirect_chain == [(reverse("profiles:settings"), 302)]
    assert undo not in mina.get(reverse("profiles:settings")).text


def test_the_plain_form_says_too_that_the_suggestion_goes(mina: Client, pair: tuple[User, User]) -> None:
    for kind in ("school", "language"):
        pair[0].traits.get(kind=kind).delete()

    page = mina.post(
        reverse("matching:leave_out", args=[Suggestion.objects.get().pk]), yankees(pair[0]), follow=True
    ).text

    assert "With it the suggestion of Jonas has gone." in page


@pytest.mark.parametrize("data", [{}, {"type": "1"}, {"type": "3", "fact": "own"}, {"type": "1", "fact": "theirs"}])
def test_only_facts_of_ones_own_are_left_out(data: dict[str, str], mina: Client, pair: tuple[User, User]) -> None:
    facts = {"own": pair[0].traits.all()[0], "theirs": pair[1].traits.all()[0]}
    sent = {name: facts[value].pk if value in facts else value for name, value in data.items()}

    page = mina.post(reverse("matching:leave_out", args=[Suggestion.objects.get().pk]), sent, follow=True).text

    assert "This reason is gone" in page
    assert not NoReason.objects.exists()


def test_what_is_no_reason_for_another_does_not_exist(mina: Client, pair: tuple[User, User]) -> None:
    fact = pair[1].traits.get(kind="interest")
    theirs = leave_out(EvidenceType.SHARED, fact, by=pair[1], at=LATER)

    answers = [post(mina, "count_again", pk, {}) for pk in (theirs.pk, 10**6)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert NoReason.objects.count() == 1


def test_the_digest_leads_to_what_it_rests_on_and_to_how_matching_works(mina: Client, pair: tuple[User, User]) -> None:
    mail = OutboxMail.objects.create(purpose="digest", key="1", address=pair[0].email, user=pair[0], due_at=AT)

    composed = compose_digest(mail, timezone.now())

    assert composed is not None
    explained = reverse("matching:explained")
    assert f"%23rests-{Suggestion.objects.get().pk}" in composed.html
    assert (explained in composed.html, explained in composed.text) == (True, True)
    assert f'id="rests-{Suggestion.objects.get().pk}"' in card(mina)
