"""Putting an ask to its people: to each when they have room for it. Until then nothing of it is theirs to see, and to
everybody else it is an ask like any other: waiting and silence are one."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.introductions import mails
from apps.introductions.models import Answer, Introduction, NeverWith, PitchPause
from apps.introductions.paces import room_for_asks
from apps.profiles.models import Block, User

log = logging.getLogger(__name__)

AT_ONCE = 200


def put_first(introduction: Introduction, *, at: datetime) -> None:
    """A new ask, inside the transaction that makes it: to those who have room, and for whom none is waiting already."""
    ids = list(introduction.answers.values_list("user_id", flat=True))
    before = Answer.objects.waiting(at).filter(user__in=ids).exclude(introduction=introduction)
    _put(introduction, set(ids) - set(before.values_list("user_id", flat=True)), at)


def put_waiting(*, at: datetime, people: Collection[User] | None = None) -> int:
    """What waits, the oldest first, as far as there is room; how many were put. Each is a transaction: cut off
    anywhere, the next run does the rest."""
    waiting = Answer.objects.waiting(at).filter(user__in=User.objects.reachable())
    if people is not None:
        waiting = waiting.filter(user__in=people)
    ids = sorted(set(waiting.values_list("user_id", flat=True)))
    chunks = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
    return sum(_put_to(user_id, room, at) for chunk in chunks for user_id, room in _rooms(chunk, at))


def _rooms(ids: Collection[int], at: datetime) -> Iterable[tuple[int, int]]:
    return [(user_id, room) for user_id, room in room_for_asks(ids, at=at).items() if room]


def _put_to(user_id: int, room: int, at: datetime) -> int:
    rows = Answer.objects.waiting(at).filter(user=user_id).order_by("introduction__asked_at", "introduction")
    done = 0
    for pk in list(rows.values_list("introduction", flat=True)):
        done += _put_one(pk, user_id, at)
        if done == room:
            break
    return done


def _put_one(introduction_id: int, user_id: int, at: datetime) -> bool:
    """One that goes wrong holds up no other."""
    try:
        with transaction.atomic():
            introduction = Introduction.objects.select_for_update(no_key=True).get(pk=introduction_id)
            return bool(_put(introduction, [user_id], at))
    except Exception:
        log.exception("introduction %d could not be put to somebody", introduction_id)
        return False


def _put(introduction: Introduction, user_ids: Collection[int], at: datetime) -> list[User]:
    """Whoever of these it was put to. The caller holds the introduction's lock; people are locked here, so that two
    asks do not take the same room."""
    list(User.objects.select_for_update(no_key=True).filter(pk__in=user_ids).order_by("pk").values_list("pk"))
    people = _open_to_it(introduction, user_ids, at)
    room = room_for_asks([user.pk for user in people], at=at)
    return _mark(introduction, [user for user in people if room[user.pk]], at)


def _open_to_it(introduction: Introduction, user_ids: Collection[int], at: datetime) -> list[User]:
    """Read behind the locks: by now the circle may be closed, somebody may have left it, blocked, paused or
    asked never to be introduced."""
    standing = Introduction.objects.standing().filter(pk=introduction.pk)
    waiting = Answer.objects.waiting(at).filter(introduction__in=standing, user__in=user_ids)
    blocked = Block.objects.between(OuterRef("pk"), introduction.made_by_id)
    able = User.objects.reachable().filter(pk__in=waiting.values("user")).exclude(Exists(blocked))
    paused = PitchPause.objects.open().filter(circle=introduction.circle_id)
    if paused.filter(user__answers__introduction=introduction).exists():
        return []
    kept_away = NeverWith.objects.filter(user=OuterRef("pk"), other__answers__introduction=introduction)
    return list(able.exclude(Exists(kept_away)).order_by("pk"))


def _mark(introduction: Introduction, people: list[User], at: datetime) -> list[User]:
    introduction.answers.filter(user__in=people).update(put_at=at, reopened_at=None)
    mails.enqueue_asked(introduction, people, at=at)
    return people
