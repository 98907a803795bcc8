import logging

from celery import shared_task
from django.utils import timezone

from apps.mail.tasks import deliver_bulk
from apps.meetings.services.evenings import run_due
from apps.meetings.services.forgetting import forget_over
from apps.meetings.services.forwarding import forget_forwarded

log = logging.getLogger(__name__)


@shared_task
def forget_meetings() -> None:
    log.info("forgot %d meetings", forget_over(at=timezone.now()))
    forget_forwarded(at=timezone.now())


@shared_task
def run_due_evenings() -> None:
    queued = run_due(at=timezone.now())
    if queued:
        log.info("queued %d mails for the evening", queued)
        deliver_bulk.delay()
