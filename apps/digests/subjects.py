"""What a digest says on its envelope: the coincidence itself, from what its reader may open at that moment."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.text import Truncator, get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.digests.asks import Ask
from apps.digests.benches import Bench
from apps.digests.circles_say import Said
from apps.digests.composing import Today
from apps.mail.templatetags.days import day
from apps.matching.reasons import Reason, because
from apps.meetings.calls import Call

# Of a longer sentence the lists of mail programs show no more than its beginning.
FITS, LONGEST = 72, 100


def subject(now: Today) -> str:
    """Names what is in it: an ask, else the strongest coincidence, else one with somebody they met, else who is on
    their next call, else who wrote, else what a circle asks or says, else two from their bench."""
    return Truncator(_subject(now)).chars(LONGEST)


def _subject(now: Today) -> str:
    if now.asks:
        return _of_ask(now.asks[0])
    if now.cards:
        return _coincidence(now.cards[0].named)
    if now.newly:
        return now.newly.reason.sentence
    if now.calls:
        return _of_call(now.calls[0])
    if unread := next((talk for talk in now.unread if talk.is_new), None):
        names = get_text_list([user.profile.display_name for user in unread.people], _("and"))
        return _("%(names)s wrote to you") % {"names": names}
    if now.said.worth_a_mail:
        return _of_circles(now.said)
    if now.asked:
        return _("Did you and %(names)s talk?") % {"names": now.asked[0].names}
    return _of_bench(now.benches[0])


def _of_ask(ask: Ask) -> str:
    names = get_text_list(ask.names, _("and"))
    if ask.reasons and len(ask.others) == 1:
        whole = _("Meet %(names)s? %(reason)s") % {"names": names, "reason": ask.reasons[0]}
        if len(whole) <= LONGEST:
            return whole
    return _("You could meet %(names)s") % {"names": names}


def _coincidence(named: Sequence[Reason]) -> str:
    """The two strongest in one sentence where that is short, else the strongest."""
    told = because(named)[0].sentence
    return told if len(told) <= FITS else named[0].sentence


def _of_call(call: Call) -> str:
    """With the day, by their own clock."""
    starts_at = localtime(call.meeting.starts_at)
    words = {"weekday": date_format(starts_at, "l"), "day": day(starts_at), "names": call.names}
    return _("Before your call on %(weekday)s, %(day)s: you know %(names)s") % words


def _of_circles(said: Said) -> str:
    if said.question:
        question = said.question.question
        return f"#{question.circle.tag}: {question.words}"
    if said.words:
        word = said.words[0]
        return _("A word from %(name)s in #%(tag)s") % {
            "name": word.by.profile.display_name,
            "tag": word.circle.tag,
        }
    assert said.wondered is not None  # a mail has something to say
    return _("Are you still glad to be in #%(tag)s?") % {"tag": said.wondered.membership.circle.tag}


def _of_bench(bench: Bench) -> str:
    first = bench.proposals[0]
    words = {"tag": bench.circle.tag, "names": first.names}
    if first.what:
        return _("#%(tag)s: %(names)s %(what)s") % {**words, "what": first.what}
    return _("#%(tag)s: %(names)s") % words
