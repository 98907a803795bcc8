from apps.bench import personal_data, rules, sections
from apps.bench.models import Approval
from apps.mail import dues
from apps.profiles import erasures, exports, slots


def register() -> None:
    rules.register()
    dues.register("approvals", Approval.objects.due, "due_at")
    exports.register("bench", personal_data.decisions)
    erasures.register(personal_data.erase)
    slots.register("circle", sections.in_circle)
