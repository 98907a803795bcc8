"""What the people of a circle show in it, as one of them may know: never anything of fewer than a few."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count
from django.utils.translation import gettext as _

from apps.circles.models import Circle, Membership, open_in
from apps.profiles.misspelt import is_disguised
from apps.profiles.models import ProfileTrait, Topic, TraitKind, User
from apps.profiles.models.trait import ProfileTraitQuerySet
from apps.profiles.plain_words import has_link

OFFERED = 24
SHOWN_BY = 3  # before a fact is offered to be tapped
SPOKEN_OF = 5  # before a sentence says how many
INTO = (TraitKind.INTEREST, TraitKind.TEAM, TraitKind.FIELD, TraitKind.EVENT)


@dataclass(frozen=True, slots=True)
class Common:
    """A fact that several here show."""

    kind: str
    topic: Topic

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.topic.pk}"


def facts_to_tap(circle: Circle, reader: User) -> list[Common]:
    """Those shown openly by at least three others here and not yet the reader's own; what most show comes first."""
    rows = _others(circle, reader).as_entered().filter(kind__in=INTO)
    mine = reader.traits.values("topic")
    counted = rows.exclude(topic__in=mine).values("kind", "topic").annotate(holders=Count("user", distinct=True))
    found = list(counted.filter(holders__gte=SHOWN_BY).order_by("-holders", "topic__folded", "kind")[:OFFERED])
    topics = Topic.objects.in_bulk([row["topic"] for row in found])
    rows_shown = [Common(row["kind"], topics[row["topic"]]) for row in found]
    # Nobody could say a web address of themselves; an imported network may hold one.
    sayable = [common for common in rows_shown if not has_link(common.topic.name)]
    return [common for common in sayable if common.topic.approved or not is_disguised(common.topic.name)]


def first_coincidence(circle: Circle, reader: User, topics: Collection[Topic]) -> str:
    """ "Five people here show #cycling too", of the rarest that can be spoken of; empty where there is none."""
    rows = _others(circle, reader).filter(topic__in=topics).values("topic")
    counted = rows.annotate(holders=Count("user", distinct=True)).filter(holders__gte=SPOKEN_OF)
    found = counted.order_by("holders", "topic__folded").first()
    if found is None:
        return ""
    label = next(topic.label for topic in topics if topic.pk == found["topic"])
    count = str(apnumber(found["holders"]))
    return _("%(count)s people here show %(fact)s too.") % {"count": count[:1].upper() + count[1:], "fact": label}


def kinds_shown(circle: Circle, reader: User) -> set[str]:
    """The kinds of fact that at least five others here show."""
    counted = _others(circle, reader).values("kind").annotate(holders=Count("user", distinct=True))
    return set(counted.filter(holders__gte=SPOKEN_OF).values_list("kind", flat=True))


def _others(circle: Circle, reader: User) -> ProfileTraitQuerySet:
    here = Membership.objects.visible_to(reader).filter(circle=circle)
    seen = open_in(ProfileTrait.objects.ordinary(), circle).visible_to(reader).filter(user__in=here.values("user"))
    return seen.exclude(user=reader)
