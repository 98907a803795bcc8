import logging

from celery import shared_task
from django.utils import timezone

from apps.introductions.services.ending import close_due

log = logging.getLogger(__name__)


@shared_task
def close_introductions() -> None:
    closed = close_due(at=timezone.now())
    log.info("closed %d introductions", closed)
