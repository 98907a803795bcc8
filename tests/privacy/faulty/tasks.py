import logging

from celery import shared_task

log = logging.getLogger(__name__)


@shared_task
def give_up(words: str, *, token: str) -> None:
    log.info("trying")
    try:
        int(words)
    except ValueError as error:
        raise KeyError(words, token) from error
