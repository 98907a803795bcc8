import logging

from celery import shared_task
from django.utils import timezone

from apps.bench.services.approving import ask_due
from apps.mail.doorbell import ring
from apps.mail.tasks import deliver_quick

log = logging.getLogger(__name__)


@shared_task
def ask_approved() -> None:
    asked = ask_due(at=timezone.now())
    if asked:
        ring(deliver_quick)
    log.info("asked %d pairs that were approved", asked)
