from collections.abc import Collection
from datetime import datetime

from django.db.models.functions import Coalesce

from apps.circles import touched
from apps.circles.services import circles, leaving
from apps.introductions import becauses, coincidences, mailed_words
from apps.introductions.network_import import after
from apps.introductions.services import keeping_away, mailing, passing
from apps.mail import dues
from apps.mail.doorbell import ring
from apps.matching import between, kept, personal_data, rules, sections
from apps.matching.mailed_words import of_wish
from apps.matching.models import Dismissal, Refresh
from apps.matching.services import wishing
from apps.matching.services.claims import mark_due
from apps.matching.services.reopening import forget_wishes, show_anew
from apps.matching.services.standing import wait_anew
from apps.matching.services.wishing import forget_of_leaver
from apps.matching.tasks import follow_changes
from apps.profiles import bells, erasures, exports, slots


def ring_for(user_id: int) -> None:
    """The changes themselves are rows; the bell only says that there are some."""
    ring(follow_changes)


def mark_imported(circle_ids: Collection[int], at: datetime) -> None:
    mark_due(circle_ids, at=at)


def register() -> None:
    rules.register()
    leaving.on_leave(forget_of_leaver)
    circles.on_wishes_switched(wait_anew)
    after.register(mark_imported)
    passing.on_reopen(show_anew)
    keeping_away.on_keep_away(forget_wishes)
    becauses.register(between.sentences_between)
    coincidences.register(kept.sentences_kept)
    bells.register(ring_for)
    # One whose worker vanished has nothing but a lease that ran out.
    mailing.register(wishing.KIND, mailing.Kind(wishing.lock_mailed, wishing.count_mailed, wishing.wishes))
    mailed_words.register(wishing.KIND, of_wish)
    dues.register("put off", Dismissal.objects.due, "until")
    dues.register("refreshes", Refresh.objects.due, Coalesce("due_at", "leased_until"))
    exports.register("suggestions", personal_data.suggestions)
    exports.register("since_met", personal_data.since_met)
    exports.register("kept_apart", personal_data.kept_apart)
    touched.register(personal_data.circles)
    erasures.register(personal_data.erase)
    slots.register("introduction", sections.of_introduction)
    slots.register("introduction", sections.notes_of_introduction)
    slots.register("envelope", sections.of_envelope)
    slots.register("conversation", sections.notes_of_introduction)
    slots.register("person", sections.about_person)
    slots.register("settings", sections.in_settings)
    slots.register("passed", sections.in_passed)
