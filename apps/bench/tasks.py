import logging

from celery import shared_task
from django.utils import timezone

from apps.bench.services import asking
from apps.mail.doorbell import ring
from apps.mail.tasks import deliver_quick

log = logging.getLogger(__name__)


@shared_task
def ask_prepared() -> None:
    asked = asking.ask_due(at=timezone.now())
    if asked:
        ring(deliver_quick)
    log.info("asked %d prepared introductions", asked)


@shared_task
def drop_prepared() -> None:
    log.info("dropped %d prepared introductions", asking.drop_over(at=timezone.now()))
