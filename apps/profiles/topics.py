"""What a person may know of the vocabulary: nothing that would tell a stranger's fact."""

from django.db import connection
from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.utils.translation import gettext as _

from apps.instance.text import clean_line
from apps.profiles.folding import fold
from apps.profiles.models import SENSITIVE, ProfileTrait, Reach, Topic, User, Visibility, Vocabulary
from apps.profiles.models.topic import TopicQuerySet

OFFERED = 8
SHORTEST = 2  # letters, before anything is offered
ENOUGH_HOLDERS = 5


def topics_for(user: User, *, kind: str, text: str) -> list[Topic]:
    """Entries that begin with the text, then those in which a later word does. Approved ones and those openly held by
    somebody whom the person may see come before those that five people anywhere hold openly."""
    text = clean_line(text)
    start = fold(text)
    if len(start) < SHORTEST:
        return []
    vocabulary = Vocabulary.INTEREST if text.startswith("#") else Vocabulary.of(kind)
    entries = Topic.objects.entries().filter(vocabulary=vocabulary)
    begins, goes_on = Q(**_begins(start)), Q(folded__contains=f" {start}")
    seen = _seen(user, entries, begins, goes_on)
    first = _known(entries.filter(begins), [topic for topic in seen if topic.folded.startswith(start)], OFFERED)
    more = [topic for topic in seen if not topic.folded.startswith(start)]
    offered = first + _known(entries.filter(goes_on).exclude(begins), more, OFFERED - len(first))
    return offered or _spelt_otherwise(vocabulary, start)


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
    spellings = Topic.objects.filter(**_begins(start), vocabulary=vocabulary, merged_into__approved=True)
    rows = spellings.select_related("merged_into").order_by("folded", "pk")[:OFFERED]
    return list(dict.fromkeys(row.entry for row in rows))


def _begins(start: str) -> dict[str, str]:
    """SQLite finds a beginning in its index by the range alone, and sorts so that the range is exact."""
    if connection.vendor == "sqlite":
        return {"folded__gte": start, "folded__lt": f"{start}\U0010ffff"}
    return {"folded__startswith": start}


def _seen(user: User, entries: TopicQuerySet, begins: Q, goes_on: Q) -> list[Topic]:
    """The first of those that somebody whom the person may see says openly. Asked once for both ways to fit, because
    PostgreSQL plans who may see a fact for longer than it looks."""
    fitting = entries.filter(begins | goes_on).annotate(later=Case(When(begins, then=0), default=1))
    facts = ProfileTrait.objects.open().ordinary().as_entered().visible_to(user)
    return list(fitting.filter(Exists(facts.filter(topic=OuterRef("pk")))).order_by("later", "folded", "pk")[:OFFERED])


def _known(rows: TopicQuerySet, seen: list[Topic], most: int) -> list[Topic]:
    """The first by name of those that the person may know. Short questions: asked as one, PostgreSQL looks at every
    fact of every entry that fits."""
    if most <= 0:
        return []
    approved = rows.filter(approved=True).order_by("folded", "pk")[:most]
    found = {topic.pk: topic for topic in [*approved, *seen]}
    first = sorted(found.values(), key=lambda topic: (topic.folded, topic.pk))[:most]
    if len(first) < most:
        first += _held_by_many_of(rows.exclude(pk__in=found), most - len(first))
    return first


def _held_by_many_of(rows: TopicQuerySet, most: int) -> list[Topic]:
    """Of those that many held when it was last counted, the ones that they still do."""
    likely = rows.filter(widely_held=True).order_by("folded", "pk").values_list("pk", flat=True)[: 2 * most]
    return list(held_by_many(Topic.objects.filter(pk__in=list(likely))).order_by("folded", "pk")[:most])


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
