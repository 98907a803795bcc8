from datetime import datetime

from django.db.models import Q

from apps.digests import mail_kinds, mails, rules, sections
from apps.digests.models import Carried, CarriedPair, DigestSchedule, UnwantedMail
from apps.digests.services.carrying import forget_pair
from apps.digests.services.schedules import follow_zone
from apps.mail import composers, dues, silences
from apps.matching.services import reopening
from apps.profiles import erasures, exports, slots
from apps.profiles.models import User
from apps.profiles.services.profile import on_move


def register() -> None:
    rules.register()
    dues.register("digests", DigestSchedule.objects.due, "next_at")
    composers.register(mails.PURPOSE, mails.compose_digest, together=mails.compose_digests)
    exports.register("digest", sections.export)
    erasures.register(erase)
    on_move(follow_zone)
    reopening.on_forget(forget_pair)
    slots.register("settings", sections.in_settings)
    slots.register("settings", sections.mails_in_settings)
    exports.register("unwanted_mails", sections.export_unwanted)
    silences.register(mail_kinds.unwanted_among)
    composers.register_headers(mail_kinds.list_headers)


def erase(user: User, at: datetime) -> None:
    DigestSchedule.objects.filter(user=user).delete()
    Carried.objects.filter(user=user).delete()
    CarriedPair.objects.filter(Q(user=user) | Q(low=user) | Q(high=user)).delete()
    UnwantedMail.objects.filter(user=user).delete()
