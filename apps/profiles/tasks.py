import logging

from celery import shared_task
from django.utils import timezone

from apps.profiles import bells
from apps.profiles.services import merging, placing, vocabulary
from apps.profiles.services import profile as profiles
from apps.profiles.services.leaving import erase_due
from apps.profiles.services.packing import pack
from apps.profiles.services.sessions import forget_old_sessions
from apps.profiles.wiping import wipe

log = logging.getLogger(__name__)


@shared_task
def erase_accounts() -> None:
    erased = erase_due(at=timezone.now())
    if erased:
        wipe()
    log.info("erased %d accounts", erased)


@shared_task
def keep_vocabulary() -> None:
    vocabulary.work_out_spellings()
    vocabulary.count_holders()
    merging.settle_all(at=timezone.now())
    forgotten = vocabulary.forget_unheld(at=timezone.now())
    if forgotten:
        wipe()
    log.info("forgot %d entries of the vocabulary that nobody holds", forgotten)
    pack(at=timezone.now())


@shared_task
def place_towns() -> None:
    people = 0
    for user_id in placing.place_known(at=timezone.now()):
        bells.rung_for(user_id)
        people += 1
    log.info("put places of %d people in their towns", people)


@shared_task
def end_pauses() -> None:
    for user_id in profiles.end_pauses(at=timezone.now()):
        bells.rung_for(user_id)


@shared_task
def forget_sessions() -> None:
    over = forget_old_sessions(at=timezone.now())
    log.info("forgot %d sessions that had run out", over)
