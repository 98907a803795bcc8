import logging

from celery import shared_task
from django.core.mail import get_connection
from django.utils import timezone

from apps.mail import batches, clock, domains, forgetting, outbox, pausing
from apps.mail.delivery import hang_up
from apps.mail.models import OutboxMail
from apps.mail.runs import Run

log = logging.getLogger(__name__)

# A batch stops here and rings for the next, so that nothing waits long behind it.
BATCH, SECONDS = 1000, 10.0


@shared_task
def deliver_mail(mail_id: int) -> None:
    outbox.deliver(mail_id, at=timezone.now())


@shared_task
def deliver_quick() -> None:
    clock.free_ahead(at=timezone.now())
    outbox.give_up_cut_off(at=timezone.now())
    if deliver_batch(OutboxMail.Lane.QUICK):
        deliver_quick.delay()


@shared_task
def deliver_bulk() -> None:
    if deliver_batch(OutboxMail.Lane.BULK):
        deliver_bulk.delay()


@shared_task
def forget_mails() -> None:
    count = forgetting.forget_over(at=timezone.now())
    domains.forget_unused(at=timezone.now())
    pausing.try_long_paused_again(at=timezone.now())
    pausing.forget_tried_again(before=timezone.now() - forgetting.REMEMBERED)
    log.info("forgot %d mails", count)


def deliver_batch(lane: OutboxMail.Lane) -> bool:
    """Delivers due mails of a lane over one connection; whether more are waiting."""
    connection = get_connection()
    try:
        return batches.go_on(Run(connection), lane, most=BATCH, seconds=SECONDS)
    finally:
        hang_up(connection)
