from apps.bench import arriving, personal_data, rules, sections
from apps.bench.models import Prepared
from apps.circles import arrivals
from apps.mail import dues
from apps.profiles import erasures, exports, slots


def register() -> None:
    rules.register()
    dues.register("prepared", Prepared.objects.due, "due_at")
    arrivals.on_arrival(arriving.first_page)
    exports.register("bench", personal_data.decisions)
    erasures.register(personal_data.erase)
    slots.register("circle", sections.in_circle)
    slots.register("person", sections.about_person)
