"""One run of a story: in a savepoint that is rolled back, by a clock that stands where the story puts it, with ids that
begin where they began in the run before."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from http.cookies import SimpleCookie
from itertools import count
from types import SimpleNamespace
from unittest.mock import patch

from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import connection, transaction
from django.test import Client, override_settings

from apps.circles.models import Circle
from apps.mail.errors import DomainError
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.matching.statistics import statistics_now
from apps.profiles.models import User
from tests.factories import AT
from tests.introductions.replying.answering import INBOUND
from tests.privacy.twins.masks import Masks

YEAR = 365 * 24 * 3600  # seconds
Record = tuple[str, str]  # what it is, and all that is there to be read


@dataclass(frozen=True, slots=True)
class Town:
    """Where stories happen, by ids: each world reads its rows anew."""

    members: tuple[int, ...]
    curators: tuple[int, ...]
    stranger: int
    circle: int
    elsewhere: int


class Recorder(BaseEmailBackend):
    """A mail server that keeps what it is handed."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[EmailMessage] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.sent += email_messages
        return len(email_messages)


@dataclass
class World:
    town: Town
    asked: tuple[int, ...]  # ids of the people of the ask; the first is the one whose answer is hidden
    eyes: frozenset[int]  # of whom is compared
    at: datetime = AT
    ask: int = 0  # its id, once it is asked
    records: dict[int, list[Record]] = field(default_factory=lambda: defaultdict(list))
    masks: dict[int, Masks] = field(default_factory=lambda: defaultdict(Masks))
    clients: dict[int, Client] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)  # of mails that people send
    letters: dict[int, str] = field(default_factory=dict)  # to whom they answer who answers the last of a conversation

    @property
    def actor(self) -> User:
        return self.user(self.asked[0])

    @property
    def other(self) -> User:
        return self.user(self.asked[1])

    @property
    def circle(self) -> Circle:
        return Circle.objects.get(pk=self.town.circle)

    def user(self, pk: int) -> User:
        return User.objects.select_related("profile").get(pk=pk)

    def client(self, pk: int) -> Client:
        if pk not in self.clients:
            self.clients[pk] = Client()
            self.clients[pk].force_login(self.user(pk))
        return self.clients[pk]

    def note(self, pk: int, label: str, text: str) -> None:
        """What this person has before them."""
        self.records[pk].append((f"{self.at:%d %H:%M} {label}", self.masks[pk].over(text)))

    def told(self, pk: int, label: str, error: DomainError) -> None:
        self.note(pk, label, f"{type(error).__name__}: {error}")

    def deliver(self, lane: str) -> None:
        """What is due to those who are compared; each mail reaches the one it is addressed to, at this moment."""
        line = Recorder()
        due = OutboxMail.objects.due(self.at).filter(lane=lane, user__in=self.eyes).order_by("due_at", "pk")
        owners = dict(due.values_list("address", "user_id"))
        for pk in list(due.values_list("pk", flat=True)):
            deliver(pk, at=self.at, connection=line)
        for message in line.sent:
            owner = owners[message.to[0]] or 0
            other = "".join(str(one.content) for one in getattr(message, "alternatives", []))
            self.note(owner, "mail", f"{message.subject}\n{message.extra_headers}\n{message.body}\n{other}")
            if "Reply-To" in message.extra_headers:
                self.letters[owner] = parseaddr(message.extra_headers["Reply-To"])[1]


# What somebody does, about others; and what nobody does, but a worker.
Act = Callable[[World, User, tuple[int, ...]], object]
Work = Callable[[World], object]


@contextmanager
def world_of(town: Town, asked: tuple[int, ...], eyes: frozenset[int], ids: "Ids") -> Iterator[World]:
    world = World(town, asked, eyes)
    with ExitStack() as stack:
        stack.enter_context(undone())
        # Whoever signed in at the beginning is so at the end: without it there would be nothing to see.
        stack.enter_context(override_settings(MAIL_KEPT=False, SESSION_COOKIE_AGE=YEAR))
        stack.enter_context(override_settings(INBOUND_ADDRESS=INBOUND, INBOUND_SECRET="s" * 50))
        stack.enter_context(patch("django.utils.timezone.now", lambda: world.at))
        stack.enter_context(patch("django.core.signing.time", SimpleNamespace(time=lambda: world.at.timestamp())))
        forget()
        ids.begin()
        yield world


def forget() -> None:
    """What is remembered from another world."""
    cache.clear()
    # Counted at most once an hour, whoever it is for; a page for which they are counted takes two queries more.
    statistics_now()


class Moment:
    """Where one world becomes two: each goes on from what was there, and keeps what is seen from then on."""

    def __init__(self, world: World) -> None:
        self._world, self._ask, self._ids = world, world.ask, Ids()
        self._masks = {pk: masks.copy() for pk, masks in world.masks.items()}
        self._letters = dict(world.letters)
        self._cookies = {pk: deepcopy(client.cookies) for pk, client in world.clients.items()}

    @contextmanager
    def again(self) -> Iterator[World]:
        world = self._world
        with undone():
            world.ask, world.records = self._ask, defaultdict(list)
            world.masks = defaultdict(Masks, {pk: masks.copy() for pk, masks in self._masks.items()})
            world.letters = dict(self._letters)
            world.clients = {pk: self._client(cookies) for pk, cookies in self._cookies.items()}
            forget()
            self._ids.begin()
            yield world

    @staticmethod
    def _client(cookies: SimpleCookie) -> Client:
        client = Client()
        client.cookies = deepcopy(cookies)
        return client


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Ids:
    """A rollback takes back what a sequence has given out on SQLite, on PostgreSQL it does not."""

    def __init__(self) -> None:
        self._sql = ""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences")
                rows = [(name, last) for name, last in cursor.fetchall() if last is not None]
            self._sql = "SELECT " + ", ".join(f"setval('{name}', {last})" for name, last in rows)
            self._unused = self._unused_sql([name for name, _last in rows])

    def begin(self) -> None:
        if self._sql:
            with connection.cursor() as cursor:
                cursor.execute(self._sql)
                cursor.execute(self._unused)

    @staticmethod
    def _unused_sql(used: list[str]) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences")
            names = [name for (name,) in cursor.fetchall() if name not in used]
        return "SELECT " + (", ".join(f"setval('{name}', 1, false)" for name in names) or "1")
