from django.apps import AppConfig
from django.conf import settings

from apps.mail import health
from intro_net import metrics  # noqa: F401 - before the apps count anything


class IntroNetConfig(AppConfig):
    name = "intro_net"

    def ready(self) -> None:
        # Tasks rung by views and commands find their broker through this app. It is imported here and not in
        # intro_net/__init__.py because run.py imports intro_net.launch before anything is installed.
        import intro_net.celery  # noqa: F401
        from intro_net import rules, sentry
        from intro_net.health import broker

        health.register("broker", broker.broker)
        health.register("cache", broker.cached)
        rules.register()
        sentry.start(settings.SENTRY_DSN)
