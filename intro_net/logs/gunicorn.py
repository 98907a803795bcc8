import logging
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger


class Logger(GunicornLogger):  # type: ignore[misc]  # gunicorn has no types
    """The web server's own lines go the way of all others. It keeps no log of who asked for which page."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(_formatter())


def _formatter() -> logging.Formatter:
    # gunicorn writes before Django is set up: the settings are read here, and a bad one stops the start as ever.
    from django.conf import settings
    from django.utils.module_loading import import_string

    made: logging.Formatter = import_string(settings.LOG_FORMATTER)()
    return made
