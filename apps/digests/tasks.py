import logging

from celery import shared_task
from django.utils import timezone

from apps.digests.services.running import run_due
from apps.digests.services.schedules import ensure_schedules
from apps.mail.tasks import deliver_bulk

log = logging.getLogger(__name__)


@shared_task
def run_due_digests() -> None:
    queued = run_due(at=timezone.now())
    if queued:
        log.info("queued %d digests", queued)
        deliver_bulk.delay()


@shared_task
def schedule_newcomers() -> None:
    ensure_schedules(at=timezone.now())
