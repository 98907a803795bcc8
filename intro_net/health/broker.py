import os
import shutil
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from redis import Redis

from apps.mail.health import Unwell
from intro_net.health.running import LIMIT

ROOM = 20_000_000  # bytes that must be free where messages are files
MESSAGES = 10_000  # of them, and nobody reads them any more


def broker(at: datetime) -> None:
    if not settings.REDIS_URL:
        return folder(settings.DATA_DIR / "broker" / "messages")
    # A ping is refused also while Redis cannot save, and so takes no message.
    with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=LIMIT, socket_timeout=LIMIT) as redis:
        redis.ping()
    return None


def folder(messages: Path, *, most: int = MESSAGES, room: int = ROOM) -> None:
    if not os.access(messages, os.W_OK | os.X_OK):
        raise Unwell("the message folder cannot be written")
    if shutil.disk_usage(messages).free < room:
        raise Unwell("the disk is nearly full")
    with os.scandir(messages) as entries:
        if sum(1 for _ in islice(entries, most + 1)) > most:
            raise Unwell(f"more than {most} messages wait; are the workers running?")


def cached(at: datetime) -> None:
    cache.get("readyz")
