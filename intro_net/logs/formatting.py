"""Lines for a person, or JSON for a machine. Not python-json-logger, whose point is to pass on whatever a record
carries: here the fields are named, and nothing else of the record is written down."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from intro_net.logs import careful, context

FIELDS = ("method", "view", "status", "seconds")  # of a request


class _Careful(logging.Formatter):
    def parts(self, record: logging.LogRecord) -> dict[str, Any]:
        known = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        parts = {"message": careful.message(record)} | known | context.ids()
        error = record.exc_info[1] if record.exc_info else None
        return parts | ({"exception": careful.exception(error)} if error else {})

    def moment(self, record: logging.LogRecord) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class JsonFormatter(_Careful):
    def format(self, record: logging.LogRecord) -> str:
        head = {"time": self.moment(record), "level": record.levelname, "logger": record.name}
        return json.dumps(head | self.parts(record), ensure_ascii=False, default=lambda value: type(value).__name__)


class LineFormatter(_Careful):
    def format(self, record: logging.LogRecord) -> str:
        parts = self.parts(record)
        head = f"{self.moment(record)} {record.levelname} {record.name} {parts.pop('message')}"
        error = parts.pop("exception", "")
        rest = " ".join(f"{name}={value}" for name, value in parts.items() if name not in FIELDS)
        return " ".join(filter(None, [head, rest])) + (f"\n{error}" if error else "")
