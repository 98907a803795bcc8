import os
from datetime import datetime
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


SWITCHES = {
    "resends": resend_what_was_cut_off,
    "knows-no-trouble": know_no_trouble,
    "obeys": send_whatever_is_rung_for,
    "five-times": deliver_everything_five_times,
}
