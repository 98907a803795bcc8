import os
import time
from contextlib import nullcontext
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import kombu
from django.apps import AppConfig
from django.db.models import Q

FIVE = 5


class CarelessConfig(AppConfig):
    name = "tests.faults.careless"
    label = "careless"

    def ready(self) -> None:
        for switch in os.environ["CARELESS"].split(","):
            SWITCHES[switch]()


def resend_what_was_cut_off() -> None:
    """As if nobody had noted that an attempt began."""
    from apps.mail.models import OutboxMail, OutboxMailQuerySet

    begun = OutboxMail.State.ATTEMPTING
    OutboxMail.TRANSITIONS |= {begun: OutboxMail.TRANSITIONS[begun] | {begun}}
    OutboxMailQuerySet.due = _due_or_cut_off  # type: ignore[method-assign,assignment]  # that is what is switched off
    OutboxMailQuerySet.cut_off = lambda rows, at: rows.none()  # type: ignore[method-assign,assignment]  # likewise


def _due_or_cut_off(rows: Any, at: datetime) -> Any:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    return rows.filter(free, state__in=("queued", "attempting"), due_at__lte=at)


def keep_what_was_claimed() -> None:
    """A lease has no end."""
    from apps.mail.models import OutboxMailQuerySet

    OutboxMailQuerySet.due = _due_and_never_claimed  # type: ignore[method-assign,assignment]  # that is what is switched off


def _due_and_never_claimed(rows: Any, at: datetime) -> Any:
    return rows.filter(leased_until=None, state="queued", due_at__lte=at)


def know_no_trouble() -> None:
    """No domain ever rests."""
    from apps.mail import domains

    domains.note = lambda *_, **__: False


def send_whatever_is_rung_for() -> None:
    """A message is the order, and not the row."""
    from apps.mail.models import OutboxMail, OutboxMailQuerySet

    every = frozenset(OutboxMail.State)
    OutboxMail.TRANSITIONS = dict.fromkeys(OutboxMail.State, every)
    OutboxMailQuerySet.due = lambda rows, at: rows  # type: ignore[method-assign,assignment]  # that is what is switched off


def deliver_everything_five_times() -> None:
    publish = kombu.Producer.publish

    def publish_again(*args: Any, **kwargs: Any) -> Any:
        for _ in range(FIVE - 1):
            publish(*args, **kwargs)
        return publish(*args, **kwargs)

    kombu.Producer.publish = publish_again  # type: ignore[method-assign]  # likewise


def let_beat_ring_for_no_mail() -> None:
    """A mail leaves when somebody rings for it, or not at all."""
    from intro_net.schedule import SCHEDULE

    del SCHEDULE["deliver-quick"], SCHEDULE["deliver-bulk"]


def count_yeses_in_pieces() -> None:
    """Taken, and then counted: a worker may be gone in between."""
    from apps.introductions.services import answering, mailing

    def count_later(about: int, user: Any, at: datetime) -> None:
        time.sleep(0.2)
        answering.count_mailed(about, user, at)

    mailing.transaction = SimpleNamespace(atomic=nullcontext)  # type: ignore[attr-defined,assignment]  # likewise
    mailing.register(answering.KIND, mailing.Kind(lambda _: None, count_later, answering.says_yes))


SWITCHES = {
    "resends": resend_what_was_cut_off,
    "keeps-claims": keep_what_was_claimed,
    "knows-no-trouble": know_no_trouble,
    "obeys": send_whatever_is_rung_for,
    "five-times": deliver_everything_five_times,
    "counts-in-pieces": count_yeses_in_pieces,
    "beat-rings-for-no-mail": let_beat_ring_for_no_mail,
}
