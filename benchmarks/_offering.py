"""The measuring of benchmarks/vocabulary.py, which sets Django up first."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from apps.circles.models import Circle, Membership
from apps.profiles.folding import fold
from apps.profiles.likeness import loose
from apps.profiles.models import Profile, ProfileTrait, Topic, User
from apps.profiles.services.vocabulary import count_holders, note_words
from apps.profiles.topics import topics_for

SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "on", "is")]
TRIES, MATES, FACTS = 300, 200, 70


def words(rng: random.Random) -> str:
    return " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(1, 3))) for _ in range(rng.randint(1, 3))).title()


@transaction.atomic
def fill(entries: int, rng: random.Random) -> User:
    """A tenth of the entries are approved, every one is held by somebody, FACTS by each person; the reader has MATES
    of them in their circles."""
    names = list({words(rng) for _ in range(int(entries * 1.4))})[:entries]
    topics = [
        Topic(vocabulary="interest", name=n, folded=fold(n), loose=loose("interest", n), approved=i % 10 == 0)
        for i, n in enumerate(names)
    ]
    Topic.objects.bulk_create(topics, batch_size=2000, ignore_conflicts=True)
    note_words(Topic.objects.filter(vocabulary="interest"))
    kept = list(Topic.objects.filter(vocabulary="interest").values_list("pk", flat=True))
    users = User.objects.bulk_create(
        User(email=f"bench{n}@example.org", password="!") for n in range(max(len(kept) // FACTS, MATES) + 1)
    )
    Profile.objects.bulk_create(Profile(user=user) for user in users)
    held = [(users[i % len(users)], pk) for i, pk in enumerate(kept)]
    ProfileTrait.objects.bulk_create(
        (ProfileTrait(user=user, kind="interest", topic_id=pk) for user, pk in held), batch_size=2000
    )
    now = timezone.now()
    circle = Circle.objects.create(tag="bench", purpose="Bench", link_nonce="", created_at=now)
    Membership.objects.bulk_create(Membership(circle=circle, user=user, joined_at=now) for user in users[: MATES + 1])
    return users[0]


def naive(text: str) -> list[Any]:
    """What one would write first; it also tells everybody everything."""
    return list(Topic.objects.filter(name__icontains=text)[:8])


def percentile(call: Callable[[str], object], typed: list[str]) -> float:
    """The 95th, in milliseconds."""
    seconds = []
    for text in typed:
        begin = time.perf_counter()
        call(text)
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds)[int(0.95 * len(seconds))] * 1000


@contextmanager
def database() -> Iterator[None]:
    """A new one beside that which is set, gone afterwards: rows that a benchmark takes back still lie in the way of the
    next."""
    with tempfile.TemporaryDirectory() as folder:
        where = {"NAME": f"{folder}/vocabulary.sqlite3"} if connection.vendor == "sqlite" else {}
        connection.settings_dict["TEST"] |= where | {"MIGRATE": True}
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


@database()
def measure(entries: int) -> dict[str, Any]:
    rng = random.Random(7)
    reader = fill(entries, rng)
    count_holders()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    typed = [words(rng)[: rng.randint(2, 6)] for _ in range(TRIES)]
    ours = percentile(lambda text: topics_for(reader, kind="interest", text=text), typed)
    first = percentile(naive, typed)
    return {
        "database": connection.vendor,
        "entries": Topic.objects.count(),
        "offered_p95_ms": round(ours, 1),
        "ilike_p95_ms": round(first, 1),
        "ratio": round(ours / first, 2),
    }
