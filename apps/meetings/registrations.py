from apps.mail import composers, dues, restoring
from apps.mail.inbound import taking
from apps.meetings import evening_mails, forwarding_mails, personal_data, rules, sections
from apps.meetings.models import Evening
from apps.meetings.services import evenings, forgetting, moving
from apps.meetings.services.forwarding import take_invitation
from apps.profiles import erasures, exports, slots
from apps.profiles.services import renaming
from apps.profiles.services.profile import on_move


def register() -> None:
    rules.register()
    exports.register("meetings", personal_data.meetings)
    exports.register("evening_mail", personal_data.evening)
    exports.register("forwarding", personal_data.forwarding)
    erasures.register(personal_data.erase)
    renaming.on_rename(forgetting.forget_former_name, lock=forgetting.lock_nothing)
    slots.register("conversation", sections.in_conversation)
    slots.register("people", sections.among_people)
    slots.register("settings", sections.evening_in_settings)
    dues.register("evenings", Evening.objects.due, "next_at")
    composers.register(evening_mails.PURPOSE, evening_mails.compose)
    on_move(evenings.follow_zone)
    on_move(moving.keep_days)
    restoring.register(evenings.skip_missed)
    composers.register(forwarding_mails.NOT_READ, forwarding_mails.compose_not_read)
    taking.register(forwarding_mails.KIND, take_invitation, whole=True)
