"""A digest run by our workers, and what is beside it: a loop that writes and sends, and one that only renders and
sends. Each to people of its own, drawn alike, and in as many processes."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getpagesize, getrusage
from time import perf_counter
from typing import Any

from django.core.mail import get_connection
from django.db import connection
from django.utils import timezone

from apps.digests import mails
from apps.digests.composing import today
from apps.digests.models import DigestSchedule
from apps.digests.services.running import run_due
from apps.mail.delivery import written
from apps.mail.models import OutboxMail
from apps.mail.surroundings import read_once
from apps.mail.tasks import deliver_batch
from apps.profiles.models import User
from benchmarks.scale.clock import be_ready

Part = dict[str, float]
LATER = timedelta(days=365)  # no worker of ours takes what the loops send


def queue(people: int, digests: int) -> dict[str, float]:
    """Everybody drawn is due: for our workers, and as many for each of the two loops."""
    now = timezone.now()
    drawn = [1 + place * people // (3 * digests) for place in range(3 * digests)]
    DigestSchedule.objects.bulk_create(DigestSchedule(user_id=pk, next_at=now) for pk in drawn[::3])
    begin = perf_counter()
    queued = run_due(at=now)
    seconds = perf_counter() - begin
    for purpose, ids in (("composed", drawn[1::3]), ("rendered", drawn[2::3])):
        users = User.objects.filter(pk__in=ids)
        OutboxMail.objects.bulk_create(
            OutboxMail(purpose=mails.PURPOSE, key=f"{purpose} {user.pk}", user=user, address=user.email,
                       lane=OutboxMail.Lane.BULK, due_at=now + LATER) for user in users
        )  # fmt: skip
    return {"queued": queued, "queue_s": seconds}


def ours(workers: int) -> dict[str, float]:
    return _together(workers, deliver_all)


def composed(workers: int) -> dict[str, float]:
    return _together(workers, compose_and_send)


def rendered(workers: int) -> dict[str, float]:
    return _together(workers, render_and_send)


def deliver_all(number: int, workers: int) -> Part:
    """As a worker does it, turn after turn."""
    counted, memory = _Counted(), []
    with connection.execute_wrapper(counted):
        while deliver_batch(OutboxMail.Lane.BULK):
            memory.append(_resident())
    memory.append(_resident())
    # The first turn loads what there is to be loaded.
    return {"queries": counted.queries, "grown_mib": memory[-1] - memory[0], "peak_mib": _peak()}


def compose_and_send(number: int, workers: int) -> Part:
    """Reads and writes each mail as ours does, and no row of it says so."""
    counted, now = _Counted(), timezone.now()
    with connection.execute_wrapper(counted):
        sent = _send((mail, mails.compose_digest(mail, now)) for mail in _mine("composed", number, workers))
    return {"queries": counted.queries, "sent": sent, "peak_mib": _peak()}


def render_and_send(number: int, workers: int) -> Part:
    """What is in them was read before: the clock counts from there."""
    now = timezone.now()
    known = [(mail, mail.user, _read(mail, now)) for mail in _mine("rendered", number, workers) if mail.user]
    begin = perf_counter()
    counted = _Counted()
    with connection.execute_wrapper(counted), read_once():
        sent = _send((mail, mails.render_digest(user, found)) for mail, user, found in known if found.worth_a_mail)
    return {"queries": counted.queries, "sent": sent, "own_s": perf_counter() - begin, "peak_mib": _peak()}


def _read(mail: OutboxMail, at: datetime) -> Any:
    assert mail.user is not None
    return today(mail.user, at=at, digest=mail.pk)


def _mine(purpose: str, number: int, workers: int) -> list[OutboxMail]:
    rows = OutboxMail.objects.filter(key__startswith=f"{purpose} ").select_related("user__profile").order_by("pk")
    return list(rows)[number::workers]


def _send(pairs: Iterable[tuple[OutboxMail, Any]]) -> int:
    line, sent = get_connection(), 0
    line.open()
    for mail, found in pairs:
        if found is not None:
            sent += line.send_messages([written(mail, found)]) or 0
    line.close()
    return sent


def _together(workers: int, work: Callable[[int, int], Part]) -> dict[str, float]:
    """The clock runs while all of them do. Queries are summed up; memory is the largest one's."""
    context = get_context("spawn")
    ready = context.Barrier(workers + 1)
    with context.Pool(workers, initializer=be_ready, initargs=(ready,)) as pool:
        ready.wait()
        begin = perf_counter()
        parts = pool.starmap(work, [(number, workers) for number in range(workers)], chunksize=1)
        seconds = perf_counter() - begin
    total = {name: sum(part.get(name, 0) for part in parts) for name in ("queries", "sent")}
    most = {name: max(part.get(name, 0) for part in parts) for name in ("grown_mib", "peak_mib")}
    return {"seconds": max((part["own_s"] for part in parts if "own_s" in part), default=seconds), **total, **most}


class _Counted:
    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Callable[..., Any], *words: Any) -> Any:
        self.queries += 1
        return execute(*words)


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize() / (1 << 20)


def _peak() -> float:
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def what_became() -> dict[str, float]:
    rows = OutboxMail.objects.filter(due_at__lt=timezone.now())
    return {state: rows.filter(state=state).count() for state in ("sent", "dropped", "queued", "uncertain")}
