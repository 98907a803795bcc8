import logging

from celery import shared_task
from django.utils import timezone

from apps.introductions.services.ending import close_due
from apps.introductions.services.pausing import end_due

log = logging.getLogger(__name__)


@shared_task
def close_introductions() -> None:
    closed = close_due(at=timezone.now())
    log.info("closed %d introductions", closed)


@shared_task
def end_pitch_pauses() -> None:
    ended = end_due(at=timezone.now())
    log.info("the time of %d pauses for pitches was over", ended)
