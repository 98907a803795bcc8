"""What one does with a conversation for oneself shows to nobody else: the same world with and without it, compared in
all that the other, a third in the group and the curator read, are sent and wait for. SOAK looks at each deed by
itself; without it they are done together."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.introductions.models import Conversation, ConversationMember, Outcome
from apps.introductions.services import keeping
from apps.introductions.services.conversing import mark_read, write_message
from apps.introductions.services.telling import tell
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.factories import make_circle, make_user
from tests.introductions.scenes import conversation_of

pytestmark = pytest.mark.django_db
# Of every answer, whatever is in it.
VARYING = {"Content-Length", "Expires", "Last-Modified", "X-Request-ID"}
TOKENS = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|nonce-[\w+/=-]+|<time[^>]*>[^<]*</time>'
    r'|(?:after=|name="after" value=")\d+|(?<=/talked/)[\w:.-]{30,}|(?<=unsubscribe/)[\w:.-]{30,}'
    r"|(?<=/by-mail/)[\w:.-]{30,}|(?<=/pause/)[\w:.-]{30,}|(?<=mails/stop/)[\w:.-]{30,}"
    r"|(?<=/people/block/)[\w:.-]{30,}|(?<=/messages/)\d+|(?<=/report/message/)\d+|(?<=/report/envelope/)\d+"
)


@dataclass
class Scene:
    mina: User
    jonas: User
    cleo: User
    carol: User
    pair: Conversation
    group: Conversation
    tag: str

    @property
    def both(self) -> list[Conversation]:
        return [self.pair, self.group]


@dataclass(frozen=True)
class Seen:
    """A page or a mail: which, its head, and its text without tokens."""

    what: str
    rest: tuple[object, ...]
    body: str


@pytest.fixture
def scene(db: None) -> Scene:
    """All three are asked whether they talked, and Jonas has read some of what there is."""
    now = timezone.now()
    mina, jonas, cleo = make_user("Mina"), make_user("Jonas"), make_user("Cleo")
    carol = make_user("Carol")
    circle = make_circle("marketing", curator=carol, members=[mina, jonas, cleo])
    before = now - timedelta(days=16)
    pair = conversation_of(circle, mina, jonas, at=before)
    group = conversation_of(circle, mina, jonas, cleo, at=before)
    for conversation, authors in ((pair, [mina, jonas, mina]), (group, [cleo, jonas, mina])):
        for number, author in enumerate(authors):
            write_message(conversation, author=author, body=f"Line {number}", at=before + timedelta(hours=number))
    for observer in (mina, cleo, carol):  # what a process remembers, it remembers in both worlds
        client = Client()
        client.force_login(observer)
        client.get(reverse("profiles:person", args=[jonas.pk]))
    return Scene(mina, jonas, cleo, carol, pair, group, circle.tag)


Deed = Callable[[Scene, datetime], None]


def nothing(scene: Scene, at: datetime) -> None:
    pass


def mutes(scene: Scene, at: datetime) -> None:
    for conversation in scene.both:
        keeping.mute(conversation, user=scene.jonas, at=at)


def leaves(scene: Scene, at: datetime) -> None:
    for conversation in scene.both:
        keeping.leave(conversation, user=scene.jonas, at=at)


def leaves_and_comes_back(scene: Scene, at: datetime) -> None:
    leaves(scene, at)
    for conversation in scene.both:
        keeping.come_back(conversation, user=scene.jonas)


def reads(scene: Scene, at: datetime) -> None:
    for conversation in scene.both:
        mark_read(conversation, reader=scene.jonas, at=at)


def puts_down_unread(scene: Scene, at: datetime) -> None:
    reads(scene, at)
    for conversation in scene.both:
        keeping.put_down_unread(conversation, user=scene.jonas)


def tells(value: str) -> Deed:
    def told(scene: Scene, at: datetime) -> None:
        for conversation in scene.both:
            tell(conversation, user=scene.jonas, value=value, at=at)

    return told


def blocks_mina(scene: Scene, at: datetime) -> None:
    block(scene.jonas, scene.mina, at=at)


def all_of(*deeds: Deed) -> Deed:
    def done(scene: Scene, at: datetime) -> None:
        for deed in deeds:
            deed(scene, at)

    return done


EACH: dict[str, Deed] = {
    "mute": mutes,
    "leave": leaves,
    "leave and come back": leaves_and_comes_back,
    "read": reads,
    "put down unread": puts_down_unread,
    "it led somewhere": tells("led"),
    "they did not talk": tells("no"),
}
TOGETHER: dict[str, Deed] = {
    "read, mute, tell and leave": all_of(reads, mutes, tells("led"), leaves),
    "put down unread, tell, leave and come back": all_of(puts_down_unread, tells("no"), leaves_and_comes_back),
}
DEEDS = EACH if os.environ.get("SOAK") else TOGETHER


def seen_by(scene: Scene, deed: Deed, *observers: User) -> list[Seen]:
    """What they see of a world in which it was done, which is gone afterwards."""
    with transaction.atomic():
        deed(scene, timezone.now())
        found = [one for observer in observers for one in _observed(scene, observer)]
        transaction.set_rollback(True)
    return found


def _observed(scene: Scene, observer: User) -> list[Seen]:
    client = Client()
    client.force_login(observer)
    paths = [
        "/",
        reverse("introductions:people"),
        reverse("introductions:left"),
        *(reverse("introductions:conversation", args=[one.pk]) for one in scene.both),
        *(reverse("introductions:conversation", args=[one.pk]) + "?after=0" for one in scene.both),
        *(reverse("introductions:talked", args=[one.pk]) for one in scene.both),
        reverse("profiles:person", args=[scene.jonas.pk]),
        reverse("circles:detail", args=[scene.tag]),
        reverse("bench:pulse", args=[scene.tag]),
        reverse("digests:preview_html"),
    ]
    found = [_answer(client, path, None) for path in paths]
    addresses = [reverse("introductions:conversation", args=[one.pk]) for one in scene.both]
    found += [_answer(client, address, {"body": "Are you there?"}) for address in addresses]
    found.append(_answer(client, reverse("profiles:export"), {}))
    return found + _mails(observer)


def _answer(client: Client, path: str, data: dict[str, str] | None) -> Seen:
    extra = {"HX-Request": "true"} if "?after" in path else {}
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, headers=extra) if data is None else client.post(path, data)
    kept = (item for item in response.headers.items() if item[0] not in VARYING)
    headers = {name: TOKENS.sub("", value) for name, value in kept}
    body = "" if path.endswith("/export/") else TOKENS.sub("", response.text)
    return Seen(path, (response.status_code, len(queries), *sorted(headers.items())), body)


def _mails(observer: User) -> list[Seen]:
    """Also those that wait, with when they are due."""
    found = list[Seen]()
    for mail in OutboxMail.objects.filter(user=observer).order_by("pk"):
        deliver(mail.pk, at=timezone.now())
        mail.refresh_from_db()
        rest = (mail.state, mail.subject, mail.due_at.date())
        found.append(Seen(mail.purpose, rest, TOKENS.sub("", mail.text + mail.html)))
    return found


def unlike(one: list[Seen], other: list[Seen]) -> list[str]:
    """Where they differ, with the first words that do."""
    assert len(one) == len(other)
    found = list[str]()
    for here, there in zip(one, other, strict=True):
        if here != there:
            lines = zip(here.body.splitlines(), there.body.splitlines(), strict=False)
            line = next((two for two in lines if two[0] != two[1]), "")
            found.append(f"{here.what} {set(map(str, here.rest)) ^ set(map(str, there.rest))} {line}")
    return found


def test_what_one_does_with_a_conversation_looks_like_silence_to_all_others(scene: Scene) -> None:
    observers = (scene.mina, scene.cleo, scene.carol)
    silence = seen_by(scene, nothing, *observers)

    told = {name: unlike(seen_by(scene, deed, *observers), silence) for name, deed in DEEDS.items()}

    assert told == {name: [] for name in DEEDS}


def test_to_a_third_and_to_the_curator_a_leave_looks_like_a_block(scene: Scene) -> None:
    observers = (scene.cleo, scene.carol)

    assert unlike(seen_by(scene, leaves, *observers), seen_by(scene, blocks_mina, *observers)) == []


@pytest.mark.parametrize("deed", [nothing, mutes, leaves])
def test_a_message_to_whoever_has_left_or_muted_is_taken_as_any_other(deed: Deed, scene: Scene) -> None:
    now = timezone.now()
    deed(scene, now)
    with CaptureQueriesContext(connection) as queries:
        message = write_message(scene.pair, author=scene.mina, body="Are you there?", at=now)

    told = list(OutboxMail.objects.filter(purpose="message", key__startswith=f"{message.pk}-").values_list("due_at"))
    assert (told, len(queries)) == ([(now,)], 14)


def test_no_page_and_no_export_of_another_holds_what_one_said(scene: Scene) -> None:
    tell(scene.pair, user=scene.jonas, value=Outcome.Value.LED, at=timezone.now())
    ConversationMember.objects.filter(user=scene.mina).update(joined_at=timezone.now())
    client = Client()
    client.force_login(scene.mina)

    pages = [client.get(reverse("introductions:conversation", args=[one.pk])).text for one in scene.both]
    pages.append(client.get(reverse("profiles:person", args=[scene.jonas.pk])).text)

    assert [text for text in pages if "led somewhere" in text] == []
