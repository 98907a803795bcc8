"""What somebody is called elsewhere, and by what circle-mates recognise them."""

import json
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle, Membership
from apps.profiles.models import Block, Change, Handle, Profile, User
from apps.profiles.recognition import by_address, recognised, recognised_by_address, recognised_by_handle
from apps.profiles.services.handles import MOST
from tests.factories import AT, add_handle, connect, make_circle, make_user
from tests.profiles.conftest import signed_in

HANDLES = reverse("profiles:handles")
RECOGNISE = reverse("profiles:recognise")
WORK = "mina@work.example"


def person_page(reader: User, person: User, lens: str = "") -> str:
    return signed_in(reader).get(reverse("profiles:person", args=[person.pk]) + lens).text


@pytest.fixture
def circle(mina: User, tom: User) -> Circle:
    return make_circle(members=[mina, tom])


@pytest.fixture
def work(mina: User) -> EmailAddress:
    """A further address of Mina's, by which she lets herself be recognised."""
    row: EmailAddress = EmailAddress.objects.create(user=mina, email=WORK, verified=True)
    signed_in(mina).post(RECOGNISE, {"addresses": [row.pk]})
    return row


def test_a_handle_is_kept_for_people_one_was_introduced_to_and_recognises_nobody(client: Client, mina: User) -> None:
    page = client.get(HANDLES).text
    chosen = re.search(r'<option value="(\w+)" selected', page)
    client.post(HANDLES, {"site": " Mastodon ", "name": "@Mina@Example.social", "visibility": "introduced"})

    handle = Handle.objects.get()
    assert (handle.site, handle.name, handle.visibility) == ("Mastodon", "Mina@Example.social", "introduced")
    assert (handle.recognise, chosen and chosen[1], Change.objects.count()) == (False, "introduced", 1)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"site": ""}, "Write where it is, like Mastodon or GitHub."),
        ({"name": "@"}, "Write what you are called there, like @mina."),
        ({"name": "\u202e"}, "Write what you are called there, like @mina."),
        ({"name": "https://example.org/mina"}, "Write the handle alone"),
        ({"name": "mina park"}, "Write the handle alone"),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"site": "x" * 41}, "at most 40 characters"),
        ({"visibility": "everybody"}, "Select a valid choice."),
    ],
)
def test_a_mistake_gets_a_sentence_and_loses_nothing(words: dict[str, str], sentence: str, client: Client) -> None:
    typed = {"site": "Stillhere", "name": "stillhere", "visibility": "introduced"} | words

    answer = client.post(HANDLES, typed)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert answer.text.lower().count("stillhere") == sum(value.lower() == "stillhere" for value in typed.values())
    assert not Handle.objects.exists()


def test_a_letter_that_folds_to_three_is_kept(client: Client) -> None:
    client.post(HANDLES, {"site": "X", "name": "\u0390" * 80, "visibility": "hidden"})

    assert len(Handle.objects.get().folded) == 240


def test_ten_handles_are_enough_and_the_same_one_is_one(client: Client, mina: User) -> None:
    for number in range(MOST - 1):
        add_handle(mina, "GitHub", f"mina{number}")
    for name in ("mina", "@MINA", "one.more"):
        answer = client.post(HANDLES, {"site": "github", "name": name, "visibility": "hidden"})

    assert (answer.status_code, "Ten handles are enough." in answer.text) == (422, True)
    assert mina.handles.count() == MOST


def test_a_handle_is_changed_and_taken_off_by_its_holder_alone(client: Client, mina: User, tom: User) -> None:
    mine, his = add_handle(mina, "GitHub", "mina"), add_handle(tom, "GitHub", "tom")
    change = {"visibility": "hidden", "recognise": "on"}

    codes = [
        client.post(reverse(f"profiles:{name}_handle", args=[handle.pk]), change).status_code
        for name in ("change", "remove")
        for handle in (his, mine)
    ]

    assert codes == [404, 302, 404, 302]
    assert list(Handle.objects.values_list("name", "visibility", "recognise")) == [("tom", "circle_mates", False)]


def test_changing_keeps_who_sees_it_and_the_switch(client: Client, mina: User) -> None:
    handle = add_handle(mina, "GitHub", "mina")
    client.post(reverse("profiles:change_handle", args=[handle.pk]), {"visibility": "hidden", "recognise": "on"})
    client.post(reverse("profiles:change_handle", args=[handle.pk]), {"visibility": "everybody"})

    assert Handle.objects.filter(visibility="hidden", recognise=True).count() == 1


def test_who_sees_a_handle(mina: User, tom: User, circle: Circle, at: datetime) -> None:
    for visibility in ("circle_mates", "introduced", "hidden"):
        add_handle(mina, "Site", f"canary-{visibility}", visibility=visibility)
    met = make_user("Met")
    connect(mina, met)

    def shown(page: str) -> list[str]:
        return re.findall(r"@canary-(\w+)", page)

    mates, introduced = ["circle_mates"], ["circle_mates", "introduced"]
    assert [shown(person_page(one, mina)) for one in (tom, met, make_user())] == [mates, introduced, []]
    assert [shown(person_page(mina, mina, lens)) for lens in ("", "?as=met")] == [mates, introduced]
    Block.objects.create(blocker=mina, blocked=met, since=at)
    assert shown(person_page(met, mina)) == []


def test_a_handle_reads_not_verified_and_is_no_link(mina: User, tom: User, circle: Circle) -> None:
    add_handle(mina, "www.example.org", "<b>mina.example.org")

    page = person_page(tom, mina)

    assert '<bdi>@&lt;b&gt;mina.example.org</bdi> <span class="small soft">(not verified)</span>' in page
    assert not re.search(r'href="[^"]*example\.org', page)


def test_the_main_address_recognises_and_a_further_one_once_one_says_so(client: Client, mina: User) -> None:
    row = EmailAddress.objects.create(user=mina, email=WORK, verified=True)
    EmailAddress.objects.create(user=mina, email="unproved@example.org", verified=False)
    before = {address.email: on for address, on in by_address(mina)}

    page = client.get(HANDLES).text
    client.post(RECOGNISE, {"addresses": [row.pk]})

    assert before == {mina.email: True, WORK: False}
    assert ("unproved@example.org" in page, page.count(" checked")) == (False, 1)
    assert {address.email: on for address, on in by_address(mina)} == {mina.email: False, WORK: True}


def test_nobody_switches_anothers_address(client: Client, mina: User, tom: User) -> None:
    theirs = EmailAddress.objects.get(user=tom)

    answer = client.post(RECOGNISE, {"addresses": [theirs.pk]}, follow=True)

    assert "Tick addresses of your own." in answer.text
    assert by_address(tom) == [(theirs, True)]


def test_a_circle_mate_is_recognised(mina: User, tom: User, circle: Circle, work: EmailAddress) -> None:
    known = [" Mina@WORK.example ", "nobody@example.org"]

    assert list(recognised(known, tom)) == [mina]
    assert recognised(known, tom).filter(profile__name="Somebody else").count() == 0
    assert recognised_by_address(known, tom) == {WORK: mina}
    assert list(recognised(known, mina)) == []


def test_by_a_handle_with_the_switch_on(mina: User, tom: User, circle: Circle) -> None:
    add_handle(mina, "GitHub", "Mina", visibility="hidden", recognise=True)
    add_handle(mina, "Mastodon", "park", recognise=False)

    assert list(recognised_by_handle([" @mina", "park"], tom)) == [mina]
    assert list(recognised_by_handle(["mina"], make_user())) == []


def meet_outside(mina: User, tom: User) -> None:
    Membership.objects.filter(user=mina).delete()
    connect(mina, tom)


def switch_off(mina: User, tom: User) -> None:
    signed_in(mina).post(RECOGNISE, {})
    Handle.objects.update(recognise=False)


def be_unproved(mina: User, tom: User) -> None:
    EmailAddress.objects.filter(user=mina).update(verified=False)
    Handle.objects.all().delete()


WHY: dict[str, Callable[[User, User], object]] = {
    "stranger": lambda mina, tom: Membership.objects.filter(user=tom).delete(),
    "no member": lambda mina, tom: Membership.objects.filter(user=mina).delete(),
    "met": meet_outside,
    "hidden": switch_off,
    "unproved": be_unproved,
    "paused": lambda mina, tom: Profile.objects.filter(user=mina).update(paused_at=AT),
    "leaving": lambda mina, tom: User.objects.filter(pk=mina.pk).update(leaving_at=AT),
    "suspended": lambda mina, tom: User.objects.filter(pk=mina.pk).update(suspended_at=AT),
    "blocked": lambda mina, tom: Block.objects.create(blocker=mina, blocked=tom, since=AT),
    "blocking": lambda mina, tom: Block.objects.create(blocker=tom, blocked=mina, since=AT),
}


@pytest.mark.parametrize("why", WHY)
def test_no_oracle(why: str, mina: User, tom: User, circle: Circle, work: EmailAddress) -> None:
    """Whoever may not recognise somebody gets the answer of an address that nobody has."""
    add_handle(mina, "GitHub", "mina", recognise=True)
    assert (recognised([WORK], tom).exists(), recognised_by_handle(["mina"], tom).exists()) == (True, True)

    WHY[why](mina, tom)

    answers = [(list(recognised([one], tom)), recognised_by_address([one], tom)) for one in (WORK, "x@y.example")]
    assert answers == [([], {}), ([], {})]
    assert list(recognised_by_handle(["mina"], tom)) == []


@pytest.mark.parametrize("people", [1, 30])
def test_recognising_takes_one_query_for_few_and_for_many(
    people: int, tom: User, circle: Circle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mates = [make_user() for _ in range(people)]
    make_circle(members=[tom, *mates])
    addresses = [mate.email for mate in mates]

    with django_assert_num_queries(2):
        found = [user.profile.name for user in recognised(addresses, tom).select_related("profile")]
        by = {address: user.profile.name for address, user in recognised_by_address(addresses, tom).items()}

    assert len(found) == len(by) == people


def test_the_export_tells_handles_and_switches(client: Client, mina: User, work: EmailAddress) -> None:
    add_handle(mina, "GitHub", "mina", visibility="hidden", recognise=True)

    data = json.loads(client.post(reverse("profiles:export")).content)

    known = "circle_mates_recognise_me_by_it"
    assert data["profile"]["handles"] == [{"site": "GitHub", "handle": "mina", "seen_by": "hidden", known: True}]
    assert [(row["email"], row[known]) for row in data["account"]["addresses"]] == [(mina.email, False), (WORK, True)]


def test_the_page_takes_the_same_queries_for_few_handles_and_for_many(
    client: Client, mina: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(HANDLES)
    for number in range(MOST):
        add_handle(mina, "GitHub", f"mina{number}")

    # session, user, profile, handles, addresses
    with django_assert_num_queries(7):
        client.get(HANDLES)


def test_what_was_said_of_ones_addresses_holds_for_the_next_one_that_one_logs_in_with(
    mina: User, tom: User, circle: Circle
) -> None:
    first = EmailAddress.objects.get(user=mina)
    switch_off(mina, tom)
    second = EmailAddress.objects.create(user=mina, email=WORK, verified=True)
    second.set_as_primary()

    assert by_address(mina) == [(second, False), (first, False)]
    assert list(recognised([WORK, mina.email], tom)) == []


@pytest.mark.parametrize(("site", "sentence"), [
    ("GitHub", "This handle is on your page already. Change it there."),
    ("https://github.com", "Write how the place is called, without its address."),
])  # fmt: skip
def test_what_cannot_be_added_gets_a_sentence(site: str, sentence: str, client: Client, mina: User) -> None:
    add_handle(mina, "github", "mina", recognise=True)

    answer = client.post(HANDLES, {"site": site, "name": "@Mina", "visibility": "hidden"})

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert list(mina.handles.values_list("visibility", "recognise")) == [("circle_mates", True)]
