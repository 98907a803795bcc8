"""One sentence of how the reader comes to know somebody on a call, and what the two share."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.circles.models import Circle
from apps.introductions.models import Connection
from apps.matching.engine import EvidenceType
from apps.matching.phrases import listed, school_word
from apps.matching.reasons import Reason
from apps.profiles.models import TraitKind, User

# More circles or reasons in one sentence, and nobody would read it.
MOST_CIRCLES, IN_LEAD = 3, 2


def lead(
    person: User,
    circles: Sequence[Circle],
    met: Connection | None,
    reasons: Sequence[Reason],
    *,
    in_full: bool = False,
) -> str:
    """ "You and Justin are both in #marketing, where David introduced you; you both like #yankees; your high schools
    are 2 miles apart." `in_full`: with whole names, where they have not been read yet."""
    clauses = [_between(person, circles, met, in_full=in_full), *map(_clause, _counted_once(reasons[:IN_LEAD]))]
    return _("%(sentence)s.") % {"sentence": "; ".join(clauses)}


def _counted_once(reasons: Sequence[Reason]) -> Iterator[Reason]:
    """How many others are like that is said once in a sentence."""
    counted = False
    for reason in reasons:
        yield replace(reason, sentence=reason.uncounted) if counted and reason.uncounted else reason
        counted = counted or bool(reason.uncounted)


def in_words(number: int) -> str:
    """Up to twelve."""
    return {10: _("ten"), 11: _("eleven"), 12: _("twelve")}.get(number) or str(apnumber(number))


def _between(person: User, circles: Sequence[Circle], met: Connection | None, *, in_full: bool) -> str:
    words = {"name": _name(person, in_full), "circles": listed([f"#{one.tag}" for one in circles[:MOST_CIRCLES]])}
    if met is None:
        return _("You and %(name)s are both in %(circles)s") % words
    if met.origin != Connection.Origin.INTRODUCTION or met.circle is None:
        return _("You and %(name)s are both in %(circles)s, and know each other already") % words
    words["tag"] = f"#{met.circle.tag}"
    here = [one.pk for one in circles] == [met.circle_id]
    if not met.names_introducer:  # type: ignore[attr-defined]  # as_read_by the reader
        if here:
            return _("You and %(name)s are both in %(circles)s, where you were introduced") % words
        return _("You and %(name)s are both in %(circles)s, and were introduced in %(tag)s") % words
    words["introducer"] = _name(met.through, in_full) if met.through else ""
    if here:
        return _("You and %(name)s are both in %(circles)s, where %(introducer)s introduced you") % words
    return _("You and %(name)s are both in %(circles)s, and %(introducer)s introduced you in %(tag)s") % words


def _name(person: User, in_full: bool) -> str:
    return person.profile.display_name if in_full else person.profile.first_name


def _clause(reason: Reason) -> str:
    """As it stands within a sentence."""
    ground = reason.grounds[0] if reason.grounds else None
    if ground and ground.mine and ground.type == EvidenceType.NEAR and ground.mine.kind == TraitKind.SCHOOL:
        if school_word(*reason.topics) == "high school":
            return _("your high schools are %(where)s") % {"where": reason.short}
        return _("your schools are %(where)s") % {"where": reason.short}
    beginning, within = _("You "), pgettext("within a sentence", "you ")
    if reason.sentence.startswith(beginning):
        return within + reason.sentence.removeprefix(beginning)
    return reason.sentence
