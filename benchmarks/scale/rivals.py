"""Other ways to the ten best for each. Each says what it counts by, and how much of it was done: the slow ones are done
for a few people and multiplied."""

from time import perf_counter

import numpy as np
import redis
from django.conf import settings
from django.db import connection
from django.db.models import Count, Q
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from apps.circles.models import Membership
from apps.introductions.models import Connection
from apps.profiles.models import ProfileTrait, User
from benchmarks.scale.network import Network, network

BEST = 10
SELF_JOIN = """
WITH rare AS (
    SELECT topic_id, log(2, %(people)s::numeric / count(DISTINCT user_id)) AS bits
    FROM profiles_profiletrait WHERE visibility = 'circle_mates' GROUP BY topic_id
), scored AS (
    SELECT mine.circle_id, a.user_id AS one, b.user_id AS other, sum(rare.bits) AS score
    FROM circles_membership mine
    JOIN circles_membership theirs ON theirs.circle_id = mine.circle_id AND theirs.user_id <> mine.user_id
    JOIN profiles_profiletrait a ON a.user_id = mine.user_id AND a.visibility = 'circle_mates'
    JOIN profiles_profiletrait b ON b.user_id = theirs.user_id AND b.topic_id = a.topic_id
        AND b.visibility = 'circle_mates'
    JOIN rare ON rare.topic_id = a.topic_id
    WHERE mine.user_id = ANY(%(sample)s) GROUP BY 1, 2, 3
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY circle_id, one ORDER BY score DESC, other) AS place FROM scored
) SELECT circle_id, one, other, score FROM ranked WHERE place <= %(best)s
"""


def sql_self_join(people: int, seed: int, sample: int) -> dict[str, float]:
    """Shared topics by rarity, inside circles. Counting how rare each is belongs to all, and is not multiplied."""
    chosen = _sample(people, seed, sample)
    with connection.cursor() as cursor:
        begin = perf_counter()
        cursor.execute(SELF_JOIN, {"people": people, "sample": [], "best": BEST})
        once = perf_counter() - begin
        begin = perf_counter()
        cursor.execute(SELF_JOIN, {"people": people, "sample": chosen, "best": BEST})
        cursor.fetchall()
        seconds = perf_counter() - begin
    return {"seconds": once + max(seconds - once, 0) * people / len(chosen), "sampled": len(chosen)}


def per_person(people: int, seed: int, sample: int) -> dict[str, float]:
    """As BookWyrm goes: person by person the ORM counts what is shared, by number and not by rarity, and Redis keeps
    the best."""
    chosen = _sample(people, seed, sample)
    store = redis.Redis.from_url(settings.REDIS_URL) if settings.REDIS_URL else None
    begin = perf_counter()
    for person in chosen:
        found = _annotated(person)
        if store is not None and found:
            key = f"bench:{connection.settings_dict['NAME']}:{person}"
            with store.pipeline() as pipe:
                pipe.delete(key)
                pipe.zadd(key, found)
                pipe.expire(key, 600)
                pipe.execute()
    return {"seconds": (perf_counter() - begin) * people / len(chosen), "sampled": len(chosen)}


def _annotated(person: int) -> dict[str, float]:
    circles = Membership.objects.filter(user=person).values("circle")
    topics = list(ProfileTrait.objects.open().filter(user=person).values_list("topic", flat=True))
    met = Connection.objects.filter(Q(low=person) | Q(high=person)).values_list("low", "high")
    friends = {end for pair in met for end in pair} | {person}
    mates = User.objects.present().filter(memberships__circle__in=circles).exclude(pk__in=friends)
    shared = Count("traits", filter=Q(traits__topic__in=topics, traits__visibility="circle_mates"), distinct=True)
    rows = mates.annotate(shared=shared).filter(shared__gt=0).order_by("-shared", "pk")
    return {str(pk): float(count) for pk, count in rows.values_list("pk", "shared")[:BEST]}


def topn_library(people: int, seed: int, rows: int) -> dict[str, float]:
    """sparse_dot_topn: everybody with everybody, shared topics by rarity; most of what it finds shares no circle."""
    whole = network(people, seed)
    holds = csr_matrix((np.ones(len(whole.topics), np.float32), (whole.owners, whole.topics)), shape=_shape(whole))
    weighted = holds.multiply(np.log2(people / np.maximum(whole.holders, 1)).astype(np.float32)).tocsr()
    across, some = holds.T.tocsr(), np.sort(np.random.default_rng(seed).permutation(people)[:rows])
    begin = perf_counter()
    sp_matmul_topn(weighted[some], across, top_n=BEST, n_threads=2)
    return {"seconds": (perf_counter() - begin) * people / len(some), "sampled": len(some)}


def _shape(whole: Network) -> tuple[int, int]:
    return whole.people, len(whole.kinds)


def _sample(people: int, seed: int, count: int) -> list[int]:
    found: list[int] = (np.random.default_rng(seed).permutation(people)[:count] + 1).tolist()
    return found
