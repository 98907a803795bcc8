import logging

from celery import shared_task
from django.utils import timezone

from apps.circles.services.forgetting import forget_over

log = logging.getLogger(__name__)


@shared_task
def forget_invitations() -> None:
    count = forget_over(at=timezone.now())
    log.info("forgot %d invitations", count)
