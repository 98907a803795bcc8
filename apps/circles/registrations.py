from apps.circles import exceptions, exports, mails, purposes, reception, rules, slots
from apps.circles.models.membership import circle_mates
from apps.circles.services import erasing, holding
from apps.mail import composers
from apps.profiles import audiences, doors, erasures, reaches
from apps.profiles import exports as profile_exports
from apps.profiles import slots as profile_slots
from apps.profiles.services import renaming


def register() -> None:
    rules.register()
    audiences.register(circle_mates, met=False)
    reaches.register(exceptions.Keeper())
    doors.register(reception.leads_in)
    composers.register(purposes.INVITATION, mails.compose_invitation)
    composers.register(purposes.INVITATION_REMINDER, mails.compose_reminder)
    composers.register(purposes.JOIN_REQUEST, mails.compose_join_request)
    composers.register(purposes.WELCOME, mails.compose_welcome)
    composers.register(purposes.MADE_CURATOR, mails.compose_made_curator)
    profile_exports.register("circles", exports.export)
    erasures.register(erasing.erase)
    renaming.on_rename(holding.look_again, lock=holding.lock_circles_of)
    profile_slots.register("person", slots.shared_circles)
    profile_slots.register("block", slots.kept_by_them)
    profile_slots.register("delete", slots.kept_alone)
