"""The Celery app: two queues, so that a log-in code never waits behind a refresh."""

import os
from typing import Any

from celery import Celery
from django.conf import settings
from kombu import Queue

from intro_net import file_broker, redis_broker
from intro_net.logs import tasks as _logged  # noqa: F401 - listens to every task
from intro_net.metrics import tasks as _counted  # noqa: F401 - likewise
from intro_net.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intro_net.settings")


def broker() -> dict[str, Any]:
    """Redis where REDIS_URL is set, else message files in DATA_DIR."""
    if settings.REDIS_URL:
        redis_broker.register()
        options = {
            "global_keyprefix": settings.REDIS_PREFIX,
            "visibility_timeout": 3600,
            "socket_timeout": 10,
            "socket_connect_timeout": 1,
            # Somebody's page waits while a bell is rung: one try, at once.
            "max_retries": 0,
            "interval_start": 0,
        }
        return {"broker_url": settings.REDIS_URL, "broker_transport_options": options}
    file_broker.register()
    folder = settings.DATA_DIR / "broker"
    for name in ("messages", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    messages, control = str(folder / "messages"), str(folder / "control")
    options = {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": control,
        "polling_interval": 0.1,
    }
    return {"broker_url": "filesystem://", "broker_transport_options": options}


# What may take long. Everything else is quick.
BULK = (
    "apps.mail.tasks.deliver_bulk",
    "apps.mail.tasks.forget_mails",
    "apps.profiles.tasks.erase_accounts",
    "apps.profiles.tasks.keep_vocabulary",
    "apps.circles.tasks.forget_invitations",
    "apps.circles.tasks.remind_invited",
    "apps.circles.tasks.settle_held",
    "apps.profiles.tasks.forget_sessions",
    "apps.staff.tasks.*",
    "apps.matching.tasks.refresh_*",
    "apps.matching.tasks.learn_weights",
    "apps.matching.tasks.keep_reports",
    "apps.digests.tasks.*",
)

app = Celery("intro_net", task_cls="intro_net.tasks:PatientTask")
app.conf.update(
    **broker(),
    task_queues=[Queue("quick", routing_key="quick"), Queue("bulk", routing_key="bulk")],
    task_routes={name: {"queue": "bulk"} for name in BULK},
    task_default_queue="quick",
    task_default_routing_key="quick",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # The rows are the queue of record: a bell that cannot be rung is not worth waiting for.
    task_publish_retry=False,
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=2,
    # However long the broker is away.
    broker_connection_max_retries=None,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_enable_remote_control=False,
    timezone="UTC",
    beat_schedule=SCHEDULE,
    beat_scheduler="intro_net.beat:SteadyScheduler",
)
app.autodiscover_tasks()
