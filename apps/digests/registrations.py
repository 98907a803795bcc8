from datetime import datetime

from apps.digests import mails, rules, sections
from apps.digests.models import DigestSchedule
from apps.mail import composers
from apps.profiles import erasures, exports, slots
from apps.profiles.models import User


def register() -> None:
    rules.register()
    composers.register(mails.PURPOSE, mails.compose_digest)
    exports.register("digest", sections.export)
    erasures.register(erase)
    slots.register("settings", sections.in_settings)


def erase(user: User, at: datetime) -> None:
    DigestSchedule.objects.filter(user=user).delete()
