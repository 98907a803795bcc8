from apps.bench import sections
from apps.profiles import slots


def register() -> None:
    slots.register("circle", sections.in_circle)
