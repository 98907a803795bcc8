import logging

from celery import shared_task
from django.utils import timezone

from apps.profiles.services.leaving import erase_due

log = logging.getLogger(__name__)


@shared_task
def erase_accounts() -> None:
    erased = erase_due(at=timezone.now())
    log.info("erased %d accounts", erased)
