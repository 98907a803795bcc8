"""The rows say what is to be done; a bell that is lost or rung twice changes nothing."""

import logging
from time import monotonic

from celery import shared_task
from django.utils import timezone

from apps.matching.models import Refresh
from apps.matching.services import claims, following, reporting, weighing, wishing
from apps.matching.services.claims import mark_all_due, mark_due_in_hand
from apps.matching.services.following import claim_changes, refresh_people, settle_changes
from apps.matching.services.refreshing import refresh_due
from apps.matching.services.standing import move_up
from apps.matching.services.wishing import settle_waiting
from apps.matching.statistics import statistics_fresh

log = logging.getLogger(__name__)

# A person waits for what is behind the quick one; the bulk one makes way for digests.
QUICK_SECONDS, BULK_SECONDS = 3.0, 20.0


@shared_task
def follow_changes() -> None:
    """Brings the candidates of people who changed something up to date."""
    now = timezone.now()
    following.free_held_too_long(at=now)
    changes = claim_changes(at=now)
    people = {change.user_id for change in changes}
    refresh_people(people, at=now, seconds=QUICK_SECONDS)
    mark_due_in_hand([change.circle_id for change in changes if change.circle_id], at=now)
    settle_waiting(people, at=now)
    settle_changes(changes)
    if changes:
        log.info("followed %d changes of %d people", len(changes), len(people))


@shared_task
def refresh_due_circles() -> None:
    end = monotonic() + BULK_SECONDS
    claims.free_held_too_long(at=timezone.now())
    if not Refresh.objects.due(timezone.now()).exists():
        return
    statistics = statistics_fresh()
    while refresh_due(at=timezone.now(), statistics=statistics):
        if monotonic() > end:
            refresh_due_circles.delay()
            return


@shared_task
def move_up_wishes() -> None:
    log.info("moved %d wishes up", move_up(at=timezone.now()))


@shared_task
def end_put_off() -> None:
    log.info("what was put off until now may come again: %d", wishing.end_put_off(at=timezone.now()))


@shared_task
def keep_reports() -> None:
    for report in reporting.keep_reports(at=timezone.now()):
        log.info("kept the report of the weeks from %s", report.first_day)


@shared_task
def refresh_all() -> None:
    mark_all_due(at=timezone.now())
    refresh_due_circles.delay()


@shared_task
def learn_weights() -> None:
    if learned := weighing.learn_weights(at=timezone.now()):
        log.info("learned weights: %s", learned.figures)
