"""A yes by a link in a mail: kept, undone, and counted when its time has come. Each room that asks for one names here
what it counts as."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from apps.introductions import limits
from apps.introductions.models import MailedYes
from apps.mail.errors import DomainError
from apps.profiles.models import User

log = logging.getLogger(__name__)


class Refused(DomainError):
    """By what its owner asked never to happen, which is for them alone to know."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`lock` takes the rows that whoever answers on a page takes first, so that the two never wait for each other;
    `count` then says yes as on a page. Both inside one transaction; what they refuse counts for nothing. `stands` tells
    whether they say so already, whatever has come of it."""

    lock: Callable[[int], object]
    count: Callable[[int, User, datetime], object]
    stands: Callable[[int, User], bool]


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    _kinds[name] = kind


@transaction.atomic
def say_yes(name: str, about: int, *, user: User, at: datetime) -> MailedYes | None:
    """Twice is once: it counts ten minutes after the first time. None where it counts already: nothing waits then that
    could be undone."""
    _kinds[name].lock(about)
    if _kinds[name].stands(about, user):
        return None
    counts_at = at + limits.TIME_TO_UNDO
    return MailedYes.objects.get_or_create(user=user, kind=name, about=about, defaults={"counts_at": counts_at})[0]


def waiting(name: str, about: int, *, user: User, at: datetime) -> MailedYes | None:
    return MailedYes.objects.open(at).filter(user=user, kind=name, about=about).first()


def all_waiting(name: str, *, user: User, at: datetime) -> list[MailedYes]:
    return list(MailedYes.objects.open(at).filter(user=user, kind=name).order_by("counts_at", "pk"))


def counts(name: str, about: int, *, user: User, at: datetime) -> bool:
    """Also where the worker has not come by yet; and where it was refused, which is told to nobody who has the mail."""
    said = MailedYes.objects.filter(user=user, kind=name, about=about, counts_at__lte=at)
    return _kinds[name].stands(about, user) or said.exists()


def undo(mailed: MailedYes, *, at: datetime) -> bool:
    """Whether there was time: False once it counts. What was said on a page stays."""
    return bool(MailedYes.objects.open(at).filter(pk=mailed.pk).delete()[0])


def forget(name: str, about: Collection[int], *, user: User) -> None:
    """Whatever is said on a page, or by another link, is said instead of it. Inside the caller's transaction, who has
    locked what it is about."""
    MailedYes.objects.filter(user=user, kind=name, about__in=about).delete()


def forget_refused(name: str, *, user: User) -> None:
    """They have taken back what was in the way, and may say it anew."""
    MailedYes.objects.filter(user=user, kind=name, refused=True).delete()


def count_due(*, at: datetime) -> int:
    """Counts all those whose time has come; how many. Each is a transaction, and one that goes wrong holds up no other;
    run twice it counts nothing twice, because the row goes with its counting."""
    MailedYes.objects.filter(refused=True, counts_at__lte=at - limits.TIME_TO_ANSWER).delete()
    due = MailedYes.objects.due(at).order_by("counts_at", "pk")
    return sum(_count(pk, at) for pk in list(due.values_list("pk", flat=True)))


def _count(mailed_id: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return _count_locked(mailed_id, at)
    except Refused:
        MailedYes.objects.filter(pk=mailed_id).update(refused=True)
    except (DomainError, ObjectDoesNotExist):
        # What is over meanwhile, or was never to be: nobody is told, and the page tells its owner.
        MailedYes.objects.filter(pk=mailed_id).delete()
    except Exception:
        log.exception("a yes by mail (%d) could not be counted", mailed_id)
    return False


def _count_locked(mailed_id: int, at: datetime) -> bool:
    found = MailedYes.objects.filter(pk=mailed_id).select_related("user").first()
    if found is None:
        return False
    _kinds[found.kind].lock(found.about)
    if not MailedYes.objects.filter(pk=mailed_id).delete()[0]:
        return False
    # Where no worker came in time it was said in time all the same.
    _kinds[found.kind].count(found.about, found.user, found.counts_at)
    return True
