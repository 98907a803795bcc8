from apps.circles import touched
from apps.circles.services import closing, leaving, ticks
from apps.introductions import mails, personal_data, rules, sections
from apps.introductions.models import Introduction
from apps.introductions.models.connection import people_met
from apps.introductions.services.ending import end_between, end_for_leaver, fall_silent
from apps.introductions.services.knowing import connect_acquaintances, disconnect_acquaintances
from apps.mail import composers, dues
from apps.profiles import audiences, erasures, exports, slots
from apps.profiles.services import blocking


def register() -> None:
    rules.register()
    audiences.register(people_met, met=True)
    leaving.on_leave(end_for_leaver)
    closing.on_close(fall_silent)
    blocking.on_block(end_between)
    ticks.on_mutual(connect_acquaintances)
    ticks.on_untick(disconnect_acquaintances)
    dues.register("closings", Introduction.objects.due, "closes_at")
    composers.register(mails.ASKED, mails.compose_asked)
    composers.register(mails.MADE, mails.compose_made)
    composers.register(mails.MESSAGE, mails.compose_message)
    exports.register("introductions", personal_data.introductions)
    exports.register("never_with", personal_data.never_with)
    exports.register("conversations", personal_data.conversations)
    exports.register("imported_from", personal_data.imported)
    touched.register(personal_data.circles)
    erasures.register_lock(personal_data.lock)
    erasures.register(personal_data.erase)
    slots.register("circle", sections.in_circle)
    slots.register("person", sections.about_person)
    slots.register("person", sections.never_with_person)
    slots.register("introduction_end", sections.never_with_asked)
    slots.register("settings", sections.in_settings)
