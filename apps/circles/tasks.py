import logging

from celery import shared_task
from django.utils import timezone

from apps.circles.services import drafting, gladness, holding, reminding
from apps.circles.services.forgetting import forget_over
from apps.profiles import bells

log = logging.getLogger(__name__)


@shared_task
def settle_held() -> None:
    for user_id in holding.settle_held(at=timezone.now()):
        bells.rung_for(user_id)


@shared_task
def rest_silent() -> None:
    count = gladness.rest_silent(at=timezone.now())
    log.info("%d memberships rest from now on", count)


@shared_task
def remind_invited() -> None:
    count = reminding.remind(at=timezone.now())
    log.info("reminded %d people of their invitations", count)


@shared_task
def forget_invitations() -> None:
    count = forget_over(at=timezone.now())
    drafts = drafting.forget_drafts(at=timezone.now())
    log.info("forgot %d invitations and %d drafts", count, drafts)
