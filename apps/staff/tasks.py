import logging

from celery import shared_task
from django.utils import timezone

from apps.staff.services import forgetting, handing_over, sending

log = logging.getLogger(__name__)


@shared_task
def send_batches() -> None:
    count = sending.send_due(at=timezone.now())
    log.info("batches: %d lines went out", count)


@shared_task
def forget_batches() -> None:
    now = timezone.now()
    count, ended = forgetting.forget_over(at=now), forgetting.end_idle(at=now)
    log.info("batches: forgot %d lines, ended %d", count, ended)


@shared_task
def hand_over_pitches() -> None:
    count = handing_over.hand_over(at=timezone.now())
    log.info("handed %d pitches to the staff", count)
