from datetime import datetime

from apps.digests import mails, rules, sections
from apps.digests.models import Carried, DigestSchedule
from apps.digests.services.schedules import follow_zone
from apps.mail import composers, dues
from apps.profiles import erasures, exports, slots
from apps.profiles.models import User
from apps.profiles.services.profile import on_move


def register() -> None:
    rules.register()
    dues.register("digests", DigestSchedule.objects.due, "next_at")
    composers.register(mails.PURPOSE, mails.compose_digest)
    exports.register("digest", sections.export)
    erasures.register(erase)
    on_move(follow_zone)
    slots.register("settings", sections.in_settings)


def erase(user: User, at: datetime) -> None:
    DigestSchedule.objects.filter(user=user).delete()
    Carried.objects.filter(user=user).delete()
