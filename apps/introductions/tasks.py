import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from apps.introductions.services import mailing
from apps.introductions.services.ending import close_due
from apps.introductions.services.pausing import end_due
from apps.introductions.services.putting import put_waiting
from apps.introductions.services.reminding import remind_due
from apps.introductions.services.replying import forget_replies
from apps.mail.doorbell import ring
from apps.mail.tasks import deliver_quick

log = logging.getLogger(__name__)


@shared_task
def count_mailed_yeses() -> None:
    _count_mailed(at=timezone.now())


@shared_task
def close_introductions() -> None:
    at = timezone.now()
    # What was said in time counts, also where nobody came in time to count it: all of it, and by the same clock.
    _count_mailed(at=at)
    closed = close_due(at=at)
    log.info("closed %d introductions", closed)


def _count_mailed(*, at: datetime) -> None:
    counted = mailing.count_due(at=at)
    if counted:
        ring(deliver_quick)
    log.info("counted %d yeses by mail", counted)


@shared_task
def end_pitch_pauses() -> None:
    ended = end_due(at=timezone.now())
    log.info("the time of %d pauses for pitches was over", ended)


@shared_task
def put_waiting_asks() -> None:
    """Whoever has room again, or is back, is asked what waited for them."""
    put = put_waiting(at=timezone.now())
    if put:
        ring(deliver_quick)
    log.info("put %d asks that had waited", put)


@shared_task
def remind_asked() -> None:
    reminded = remind_due(at=timezone.now())
    if reminded:
        ring(deliver_quick)
    log.info("reminded of %d asks", reminded)


@shared_task
def forget_mailed_replies() -> None:
    count = forget_replies(at=timezone.now())
    log.info("forgot %d replies by mail", count)
