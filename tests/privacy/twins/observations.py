"""What somebody can come to know. A new observation is one line in a table: pages by their addresses, and what else
there is by a function that writes it down."""

import json
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.digests.models import DigestSchedule
from apps.introductions.services.introducing import introduce
from apps.mail.errors import DomainError
from apps.mail.models import OutboxMail
from apps.matching.suggesting import suggestions_for
from tests.privacy.twins.world import World

Address = Callable[[World], str]
Look = Callable[[World, int], str]


def of_circle(name: str) -> Address:
    return lambda world: reverse(name, args=[world.circle.tag])


def named(name: str) -> Address:
    return lambda world: reverse(name)


def of_actor(world: World) -> str:
    return reverse("profiles:person", args=[world.asked[0]])


def of_other(world: World) -> str:
    return reverse("profiles:person", args=[world.asked[1]])


def of_ask(world: World) -> str:
    """Also for those who were not asked, and guess."""
    return reverse("introductions:detail", args=[world.ask or 99])


def guessed(name: str, number: int) -> Address:
    return lambda world: reverse(name, args=[number])


PAGES: dict[str, Address] = {
    "home": named("home"),
    "circle": of_circle("circles:detail"),
    "whom do you know": of_circle("circles:knowing"),
    "the ask": of_ask,
    "who was asked": of_actor,
    "who was asked, too": of_other,
    "people": named("introductions:people"),
    "what they let pass": named("introductions:passed"),
    "whom to be kept from": lambda world: f"{reverse('introductions:passed')}?q=a",
    "first conversation": guessed("introductions:conversation", 1),
    "second conversation": guessed("introductions:conversation", 2),
    "what is new in it": lambda world: f"{reverse('introductions:conversation', args=[1])}?after=0",
    "did you talk": guessed("introductions:talked", 1),
    "envelope": lambda world: reverse("introductions:envelope", args=[world.ask or 99]),
    "first envelope": guessed("introductions:envelope", 1),
    "conversations they left": named("introductions:left"),
    "ways to be reached": named("introductions:ways"),
    "what they were told": named("introductions:tidings"),
    "digest": named("digests:preview"),
    "digest as it is mailed": named("digests:preview_html"),
    "settings": named("profiles:settings"),
    "profile": named("profiles:edit"),
    "circles": named("circles:list"),
    "circle's questions": of_circle("circles:questions"),
    "leaving": of_circle("circles:leave"),
    "before the call": named("meetings:coming"),
}
# For the others these are pages that do not exist.
CURATORS_PAGES: dict[str, Address] = {
    "bench": of_circle("bench:sitting"),
    "introducing": of_circle("bench:introduce"),
    "picture": of_circle("bench:picture"),
    "pulse": of_circle("bench:pulse"),
    "keeping": of_circle("circles:keeping"),
    "circle's settings": of_circle("circles:settings"),
    "pitches": of_circle("introductions:pitches"),
    "inviting": of_circle("circles:invite"),
}


def suggested(world: World, pk: int) -> str:
    """More than fits on a page, so that nothing comes up from below unseen."""
    cards = suggestions_for(world.user(pk), at=world.at, limit=10)
    return "\n".join(f"{card.name}: {[reason.sentence for reason in card.reasons]}" for card in cards)


def mails_to_come(world: World, pk: int) -> str:
    """And when; what was sent is recorded when it is."""
    rows = (
        OutboxMail.objects.filter(user=pk).exclude(state=OutboxMail.State.DROPPED).order_by("due_at", "purpose", "key")
    )
    return "\n".join(map(str, rows.values_list("purpose", "state", "lane", "due_at", "settled_at", "attempts")))


def next_digest(world: World, pk: int) -> str:
    return str(list(DigestSchedule.objects.filter(user=pk).values_list("next_at", flat=True)))


def exported(world: World, pk: int) -> str:
    answer = world.client(pk).post(reverse("profiles:export"))
    return json.dumps(json.loads(answer.content), indent=1)


def answer_to_a_proposal(world: World, pk: int) -> str:
    """What a curator is told who would introduce the same people now; nothing comes of it."""
    try:
        with transaction.atomic():
            people = [world.user(one) for one in world.asked]
            made = introduce(world.circle, people, by=world.user(pk), note="Meet.", at=world.at)
            said = made.state_for(world.user(pk), at=world.at)
            transaction.set_rollback(True)
            return said
    except DomainError as error:
        return f"{type(error).__name__}: {error}"


LOOKS: dict[str, Look] = {
    "suggested": suggested,
    "mails to come": mails_to_come,
    "next digest": next_digest,
    "export": exported,
    "answer to a proposal": answer_to_a_proposal,
}


def look(world: World, pk: int, names: tuple[str, ...]) -> None:
    """Writes down what this person has before them."""
    pages = PAGES | CURATORS_PAGES
    for name in names:
        if name in pages:
            world.note(pk, name, page(world, pk, pages[name](world)))
        else:
            world.note(pk, name, LOOKS[name](world, pk))


def page(world: World, pk: int, address: str) -> str:
    client = world.client(pk)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    told = headers_of(answer, len(answer.content))
    return f"{answer.status_code} in {len(queries)} queries\n{told}\n\n{answer.content.decode()}"


def headers_of(answer: HttpResponseBase, length: int) -> str:
    """With the length in words: a row's number is masked in the body, and may have a digit more."""
    told = {**answer.headers}
    if told.get("Content-Length") == str(length):
        told["Content-Length"] = "that of the body"
    lines = [f"{name}: {value}" for name, value in sorted(told.items())]
    return "\n".join([*lines, *(morsel.OutputString() for _name, morsel in sorted(answer.cookies.items()))])
