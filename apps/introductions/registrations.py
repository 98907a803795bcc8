from apps.circles import touched
from apps.circles.services import closing, leaving, ticks
from apps.introductions import (
    capacity_sections,
    mailed_words,
    mails,
    pages,
    personal_data,
    pitch_mails,
    pitch_records,
    pitch_rules,
    reply_mails,
    rules,
    sections,
    tidings,
)
from apps.introductions.models import Introduction, MailedYes, PitchPause
from apps.introductions.models.connection import people_met
from apps.introductions.services import answering, mailing
from apps.introductions.services.ending import end_between, end_for_leaver, fall_silent
from apps.introductions.services.keeping import hold_between
from apps.introductions.services.knowing import connect_acquaintances, disconnect_acquaintances
from apps.introductions.services.replying import take_reply
from apps.introductions.services.thanking import forget_between
from apps.mail import composers, dues
from apps.mail.inbound import taking
from apps.profiles import audiences, erasures, exports, news, slots
from apps.profiles.services import blocking


def register() -> None:
    rules.register()
    audiences.register(people_met, met=True)
    leaving.on_leave(end_for_leaver)
    closing.on_close(fall_silent)
    blocking.on_block(end_between)
    blocking.on_block(forget_between)
    blocking.on_block(hold_between)
    ticks.on_mutual(connect_acquaintances)
    ticks.on_untick(disconnect_acquaintances)
    dues.register("closings", Introduction.objects.due, "closes_at")
    dues.register("yeses by mail", MailedYes.objects.due, "counts_at")
    mailing.register(answering.KIND, mailing.Kind(answering.lock, answering.count_mailed, answering.says_yes))
    mailed_words.register(answering.KIND, mailed_words.of_introduction)
    composers.register(mails.ASKED, mails.compose_asked)
    composers.register(mails.REMINDER, mails.compose_reminder)
    composers.register(mails.MADE, mails.compose_made)
    composers.register(mails.MESSAGE, mails.compose_message)
    composers.register(reply_mails.NOT_SENT, reply_mails.compose_not_sent, secret=True)
    taking.register(reply_mails.KIND, take_reply)
    _register_pitches()
    composers.register(tidings.PURPOSE, tidings.compose)
    exports.register("introductions", personal_data.introductions)
    exports.register("yeses_by_mail", personal_data.yeses_by_mail)
    exports.register("never_with", personal_data.never_with)
    exports.register("conversations", personal_data.conversations)
    exports.register("capacity", capacity_sections.export)
    exports.register("envelopes", personal_data.envelopes)
    exports.register("did_you_talk", personal_data.outcomes)
    exports.register("imported_from", personal_data.imported)
    touched.register(personal_data.circles)
    erasures.register_lock(personal_data.lock)
    erasures.register(personal_data.erase)
    slots.register("settings", capacity_sections.in_settings)
    news.register(pages.something_unread)
    slots.register("circle", sections.in_circle)
    slots.register("person_top", sections.about_person)
    slots.register("person_end", sections.never_with_person)
    slots.register("introduction_end", sections.never_with_asked)
    slots.register("settings", sections.in_settings)


def _register_pitches() -> None:
    pitch_rules.register()
    dues.register("pitch pauses", PitchPause.objects.due, "until")
    composers.register(pitch_mails.REPORTED, pitch_mails.compose_reported)
    composers.register(pitch_mails.TALK, pitch_mails.compose_talk)
    composers.register(pitch_mails.PAUSED, pitch_mails.compose_paused)
    exports.register("pitches", pitch_records.pitches)
    touched.register(pitch_records.circles)
    erasures.register(pitch_records.erase)
