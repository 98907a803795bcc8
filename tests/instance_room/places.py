"""The place, as a test wants it."""

from typing import Any

from apps.instance.models import Instance
from apps.instance.services import change_instance


def place(**fields: Any) -> Instance:
    change_instance(fields)
    return Instance.objects.get()
