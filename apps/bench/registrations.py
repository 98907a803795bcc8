from apps.bench import personal_data, rules, sections
from apps.bench.models import Prepared
from apps.bench.services.asking import ask_for
from apps.circles.services import arriving
from apps.mail import dues
from apps.profiles import erasures, exports, slots


def register() -> None:
    rules.register()
    dues.register("prepared", Prepared.objects.due, "due_at")
    arriving.on_arrival(ask_for)
    exports.register("bench", personal_data.decisions)
    erasures.register(personal_data.erase)
    slots.register("circle", sections.in_circle)
    slots.register("person", sections.about_person)
