"""Celery's broker of message files, with messages that appear whole.

kombu's own opens a file under its final name and then writes into it; a worker that looks just then takes half a
message, or none, and ends with an error that nothing recovers from."""

import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]  # as kombu overrides it
        # As kombu names them: in the order of their sorted names they are taken.
        file = Path(self.data_folder_out) / f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        draft = file.with_suffix(".draft")
        try:
            draft.write_text(dumps(payload), encoding="utf-8")
            draft.replace(file)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ChannelError(f"The message {file.name} cannot be written") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:
            log.warning("broker: half a message was thrown away")
            raise Empty from None


class Transport(filesystem.Transport):
    Channel = Channel


def register() -> None:
    """filesystem:// now means this one."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
