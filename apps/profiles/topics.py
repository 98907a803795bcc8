"""What a person may know of the vocabulary: nothing that would tell a stranger's fact."""

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from apps.instance.text import clean_line
from apps.profiles.folding import fold
from apps.profiles.misspelt import is_disguised, nearest
from apps.profiles.models import SENSITIVE, LaterWord, ProfileTrait, Reach, Topic, User, Visibility, Vocabulary
from apps.profiles.models.topic import TopicQuerySet
from apps.profiles.models.trait import ProfileTraitQuerySet

OFFERED = 8
SHORTEST = 2  # letters, before anything is offered
ENOUGH_HOLDERS = 5


def topics_for(user: User, *, kind: str, text: str) -> list[Topic]:
    """Entries that begin with the text, then those in which a later word does; where there is none, those that it may
    be a typing error of. Approved ones and those openly held by somebody whom the person may see come before those that
    five people anywhere hold openly. One in disguise is offered only if staff approved it."""
    text = clean_line(text)
    start = fold(text)
    if len(start) < SHORTEST:
        return []
    vocabulary = Vocabulary.INTEREST if text.startswith("#") else Vocabulary.of(kind)
    entries = Topic.objects.entries().filter(vocabulary=vocabulary)
    begins, later = Q(**_begins("folded", start)), LaterWord.objects.filter(**_begins("text", start)).values("topic")
    # Worked out once: what may be seen is a long question, and wording it takes longer than its answer.
    facts = ProfileTrait.objects.open().ordinary().as_entered().visible_to(user).filter(topic=OuterRef("pk"))
    first = _known(entries.filter(begins), facts, OFFERED)
    if len(first) < OFFERED:
        first += _known(entries.filter(pk__in=later).exclude(begins), facts, OFFERED - len(first))
    found = first or _spelt_otherwise(vocabulary, start) or _misspelt(entries, start)
    return [topic for topic in found if topic.approved or not is_disguised(topic.name)]


def may_be_known(topic: Topic, user: User) -> bool:
    """Whether the person may read how the entry is written: by the rule of what is offered."""
    this = Topic.objects.filter(pk=topic.pk)
    return this.filter(_openly_written_for(user)).exists() or held_by_many(this).exists()


def everybodys(text: str) -> TopicQuerySet:
    """Entries that anybody may know, whose name holds the text: approved, or openly held by five people anywhere."""
    named = Topic.objects.entries().filter(folded__contains=fold(text)) if text.strip() else Topic.objects.entries()
    return named.filter(Q(approved=True) | Q(pk__in=held_by_many(Topic.objects.all()).values("pk")))


def holders_in_words(vocabulary: str, name: str) -> str:
    """How many say it so: no number below five, not even none."""
    spelt = Topic.objects.spelt(vocabulary, name)
    openly = ProfileTrait.objects.everywhere().filter(topic=spelt, user__in=User.objects.present())
    holders = openly.values("user").distinct().count()
    if holders < ENOUGH_HOLDERS:
        return _("fewer than five people, or nobody yet")
    return _("%(count)d people") % {"count": holders}


def _spelt_otherwise(vocabulary: str, start: str) -> list[Topic]:
    """The entries that staff offer to everybody, of which another spelling begins so."""
    spellings = Topic.objects.filter(**_begins("folded", start), vocabulary=vocabulary, merged_into__approved=True)
    rows = spellings.select_related("merged_into").order_by("folded", "pk")[:OFFERED]
    return list(dict.fromkeys(row.entry for row in rows))


def _misspelt(entries: TopicQuerySet, start: str) -> list[Topic]:
    """Of what anybody may know; the first letter is taken to be right."""
    likely = entries.filter(Q(approved=True) | Q(widely_held=True), **_begins("folded", start[0]))
    names = nearest(start, likely.values_list("folded", flat=True), OFFERED)
    few = list(entries.filter(folded__in=names)) if names else []
    known = [topic for topic in few if topic.approved] + _still_held_by_many([t.pk for t in few if not t.approved])
    return sorted(known, key=lambda topic: names.index(topic.folded))


def _begins(field: str, start: str) -> dict[str, str]:
    """SQLite finds a beginning in its index by the range alone, and sorts so that the range is exact."""
    if connection.vendor == "sqlite":
        return {f"{field}__gte": start, f"{field}__lt": f"{start}\U0010ffff"}
    return {f"{field}__startswith": start}


def _known(rows: TopicQuerySet, facts: ProfileTraitQuerySet, most: int) -> list[Topic]:
    """The first by name of those that the person may know. Short questions: asked as one, PostgreSQL looks at every
    fact of every entry that fits."""
    rows = rows.order_by("folded", "pk")
    found = {topic.pk: topic for topic in [*rows.filter(approved=True)[:most], *rows.filter(Exists(facts))[:most]]}
    first = sorted(found.values(), key=lambda topic: (topic.folded, topic.pk))[:most]
    if len(first) < most:
        first += _held_by_many_of(rows.exclude(pk__in=found), most - len(first))
    return first


def _held_by_many_of(rows: TopicQuerySet, most: int) -> list[Topic]:
    """Of those that many held when it was last counted, the ones that they still do."""
    return _still_held_by_many(list(rows.filter(widely_held=True).values_list("pk", flat=True)[: 2 * most]))[:most]


def _still_held_by_many(ids: list[int]) -> list[Topic]:
    # Wording the question costs more than its answer, and mostly there is nothing to ask.
    return list(held_by_many(Topic.objects.filter(pk__in=ids)).order_by("folded", "pk")) if ids else []


def _openly_written_for(user: User) -> Q:
    # Asked per entry: as one list of everything seen, PostgreSQL took minutes where there are 200,000 facts.
    seen = ProfileTrait.objects.open().ordinary().as_entered().visible_to(user)
    return Q(approved=True) | Q(Exists(seen.filter(topic=OuterRef("pk"))))


def held_by_many(topics: TopicQuerySet) -> TopicQuerySet:
    openly = Q(
        traits__visibility=Visibility.CIRCLE_MATES,
        traits__reach=Reach.ALL,
        traits__written="",
        traits__user__in=User.objects.present(),
    )
    topics = topics.exclude(vocabulary__in=SENSITIVE)
    return topics.annotate(holders=Count("traits__user", distinct=True, filter=openly)).filter(
        holders__gte=ENOUGH_HOLDERS
    )
