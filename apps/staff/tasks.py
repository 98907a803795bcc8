import logging

from celery import shared_task
from django.utils import timezone

from apps.staff.services import forgetting, sending

log = logging.getLogger(__name__)


@shared_task
def send_batches() -> None:
    count = sending.send_due(at=timezone.now())
    log.info("batches: %d lines went out", count)


@shared_task
def forget_batches() -> None:
    count = forgetting.forget_over(at=timezone.now())
    log.info("batches: forgot %d lines", count)
