from typing import Any

from apps.instance.models import Instance
from apps.mail import surroundings


def this_place() -> dict[str, Any]:
    instance = Instance.objects.current()
    return {"site_name": instance.display_name, "only_invited": instance.only_invited}


def register() -> None:
    surroundings.register(this_place)
